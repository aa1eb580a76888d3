import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRows } from '../reference/rows.conformance.ts';
import values from '../reference/values.json' with { type: 'json' };
import { betaQuantile, regularisedBeta } from './beta.ts';

const accuracy = { relative: 5e-11, absolute: 0 };

describe('regularisedBeta', () => {
  it('agrees with scipy for shapes from 1/2 to 100,000', () => {
    expectRows(values.regularisedBeta, (x, a, b) => regularisedBeta(x, a, b), accuracy);
  });

  it('is the uniform distribution for shapes 1, 1 and ends at 0 and 1', () => {
    expect(regularisedBeta(0.3, 1, 1)).toBeCloseTo(0.3, 15);
    expect(regularisedBeta(0, 4, 2)).toBe(0);
    expect(regularisedBeta(1, 4, 2)).toBe(1);
  });

  it('refuses what is not a distribution or not a probability', () => {
    expect(() => regularisedBeta(0.5, 0, 1)).toThrow(RangeError);
    expect(() => regularisedBeta(0.5, 1, Number.NaN)).toThrow(RangeError);
    expect(() => regularisedBeta(1.5, 1, 1)).toThrow(RangeError);
    expect(() => betaQuantile(0, 1, 1, 'lower')).toThrow(RangeError);
    expect(() => betaQuantile(1, 1, 1, 'upper')).toThrow(RangeError);
  });
});

describe('betaQuantile', () => {
  it('agrees with scipy on both sides', () => {
    expectRows(values.betaQuantileLower, (p, a, b) => betaQuantile(p, a, b, 'lower'), accuracy);
    expectRows(values.betaQuantileUpper, (p, a, b) => betaQuantile(p, a, b, 'upper'), accuracy);
  });

  it('inverts the distribution function, and mirrors it', () => {
    const shape = fc.double({ min: -0.3, max: 5, noNaN: true }).map((exponent) => 10 ** exponent);
    const tail = fc.double({ min: -15, max: -0.0001, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(tail, shape, shape, (p, a, b) => {
        const low = betaQuantile(p, a, b, 'lower');
        // Where x is within rounding of 1, the step from one double to the next changes I_x noticeably.
        if (low < 0.9) expect(regularisedBeta(low, a, b) / p).toBeCloseTo(1, 7);
        expect(betaQuantile(p, b, a, 'upper')).toBeCloseTo(1 - low, 13);
      }),
    );
  });

  it('answers tails that underflow', () => {
    expect(betaQuantile(1e-300, 0.5, 0.5, 'lower')).toBe(0);
    expect(betaQuantile(1e-300, 0.5, 0.5, 'upper')).toBe(1);
  });
});
