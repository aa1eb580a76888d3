import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRows } from '../reference/rows.conformance.ts';
import values from '../reference/values.json' with { type: 'json' };
import { logGamma, stirlingError } from './gamma.ts';

describe('logGamma', () => {
  it('agrees with scipy, also beside its zeros', () => {
    expectRows(values.logGamma, (x) => logGamma(x), { relative: 1e-11, absolute: 0 });
  });

  it('obeys gamma(x + 1) = x gamma(x)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), (x) => {
        const gap = logGamma(x + 1) - logGamma(x) - Math.log(x);
        expect(Math.abs(gap)).toBeLessThan(1e-14 * (50 + logGamma(x + 1)));
      }),
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (x) => {
    expect(() => logGamma(x)).toThrow(RangeError);
  });
});

describe('stirlingError', () => {
  it('lies between its first two partial sums, on both sides of the change of method', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 1e5, noNaN: true }), (x) => {
        expect(stirlingError(x)).toBeLessThan(1 / (12 * x) + 1e-13);
        expect(stirlingError(x)).toBeGreaterThan(1 / (12 * x) - 1 / (360 * x ** 3) - 1e-13);
      }),
    );
  });
});
