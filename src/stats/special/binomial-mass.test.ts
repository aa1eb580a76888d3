import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviance, logBinomialMass } from './binomial-mass.ts';

describe('deviance', () => {
  it('is 0 at the mean, the mean at 0, and positive elsewhere', () => {
    expect(deviance(7, 7)).toBe(0);
    expect(deviance(0, 3)).toBe(3);
    expect(deviance(7, 7.001)).toBeGreaterThan(0);
  });

  it('comes to an end for what is not a number', () => {
    expect(deviance(Number.NaN, 1)).toBeNaN();
    expect(deviance(1, Number.NaN)).toBeNaN();
  });

  it('keeps its digits beside the mean', () => {
    // x ln(x / m) + m - x = d^2 / (2 m) - d^3 / (6 m^2) + ... with d = x - m
    const d = 2 ** -20;
    expect(deviance(1 + d, 1) / (d ** 2 / 2 - d ** 3 / 6)).toBeCloseTo(1, 11);
  });
});

describe('logBinomialMass', () => {
  it('equals the product of the definition for small counts', () => {
    expect(Math.exp(logBinomialMass(2, 5, 0.25, 0.75))).toBeCloseTo(10 * 0.25 ** 2 * 0.75 ** 3, 14);
    expect(Math.exp(logBinomialMass(0, 5, 0.25, 0.75))).toBeCloseTo(0.75 ** 5, 14);
    expect(Math.exp(logBinomialMass(5, 5, 0.25, 0.75))).toBeCloseTo(0.25 ** 5, 14);
  });

  it('sums to 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        (n, p) => {
          let sum = 0;
          for (let x = 0; x <= n; x += 1) sum += Math.exp(logBinomialMass(x, n, p, 1 - p));
          expect(sum).toBeCloseTo(1, 10);
        },
      ),
      { numRuns: 50 },
    );
  });
});
