import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRows } from '../reference/rows.conformance.ts';
import values from '../reference/values.json' with { type: 'json' };
import { normalCdf, normalQuantile } from './normal.ts';

describe('normalCdf', () => {
  it('agrees with scipy far into the tail', () => {
    expectRows(values.normalCdf, (z) => normalCdf(z), { relative: 1e-12, absolute: 0 });
  });

  it('ends at 0 and 1', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(() => normalCdf(Number.NaN)).toThrow(RangeError);
  });
});

describe('normalQuantile', () => {
  it('agrees with scipy, also at the centre and at 1e-300', () => {
    expectRows(values.normalQuantile, (p) => normalQuantile(p), { relative: 1e-13, absolute: 0 });
  });

  it('inverts the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: -0.001, noNaN: true }), (exponent) => {
        const p = 10 ** exponent;
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 10);
      }),
    );
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses %s', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
