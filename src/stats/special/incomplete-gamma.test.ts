import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRows } from '../reference/rows.conformance.ts';
import values from '../reference/values.json' with { type: 'json' };
import { chiSquareSurvival, regularisedGammaLower, regularisedGammaUpper } from './incomplete-gamma.ts';

describe('regularised incomplete gamma', () => {
  it('splits 1 into a lower and an upper part', () => {
    const shape = fc.double({ min: 0.5, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 3, noNaN: true }), (a, share) => {
        const sum = regularisedGammaLower(a, a * share) + regularisedGammaUpper(a, a * share);
        expect(sum).toBeCloseTo(1, 13);
      }),
    );
  });

  it('is the exponential distribution for shape 1', () => {
    expect(regularisedGammaUpper(1, 30) / Math.exp(-30)).toBeCloseTo(1, 12);
    expect(regularisedGammaLower(1, 1e-9) / -Math.expm1(-1e-9)).toBeCloseTo(1, 12);
  });
});

describe('chiSquareSurvival', () => {
  it('agrees with scipy', () => {
    expectRows(values.chiSquareSurvival, (x, df) => chiSquareSurvival(x, df), {
      relative: 1e-11,
      absolute: 0,
    });
  });

  it('refuses a negative statistic and no degrees of freedom', () => {
    expect(() => chiSquareSurvival(-1, 2)).toThrow(RangeError);
    expect(() => chiSquareSurvival(1, 0)).toThrow(RangeError);
    expect(() => chiSquareSurvival(Number.NaN, 2)).toThrow(RangeError);
  });
});
