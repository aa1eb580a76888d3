import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTestGreater, smallestRateTest } from './binomial.ts';
import { expectRows } from './reference/rows.conformance.ts';
import values from './reference/values.json' with { type: 'json' };

describe('binomialTestGreater', () => {
  it('agrees with scipy', () => {
    expectRows(values.binomialTestGreater, (k, n, rate) => binomialTestGreater(k, n, rate), {
      relative: 1e-10,
      absolute: 0,
    });
  });

  it('is 1 without successes, and decides where the rate is 0 or 1', () => {
    expect(binomialTestGreater(0, 100, 0.001)).toBe(1);
    expect(binomialTestGreater(0, 0, 0.001)).toBe(1);
    expect(binomialTestGreater(1, 10, 0)).toBe(0);
    expect(binomialTestGreater(1, 10, 1)).toBe(1);
  });

  it('falls with every further success', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        (n, rate) => {
          let before = 1;
          for (let k = 1; k <= n; k += 1) {
            const p = binomialTestGreater(k, n, rate);
            expect(p).toBeLessThanOrEqual(before * (1 + 1e-12));
            before = p;
          }
          expect(before / rate ** n).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('refuses impossible input', () => {
    expect(() => binomialTestGreater(3, 2, 0.5)).toThrow(RangeError);
    expect(() => binomialTestGreater(1, 2, 1.5)).toThrow(RangeError);
  });
});

it('plans the fewest trials that tell two rates apart', () => {
  // Exact binomial at a false alarm of 1 % and a power of 95 %, as scipy.stats.binom has it.
  const sizes: readonly (readonly [number, number, number])[] = [
    [0.02, 0.2, 37],
    [0.05, 0.3, 33],
    [0.05, 0.5, 13],
    [0.05, 0.2, 69],
    [0.1, 0.3, 57],
  ];
  for (const [rate, effect, n] of sizes) {
    const test = smallestRateTest({ rate, effect, falseAlarm: 0.01, power: 0.95 });
    expect(test.n).toBe(n);
    expect(test.falseAlarm).toBeLessThanOrEqual(0.01);
    expect(test.power).toBeGreaterThanOrEqual(0.95);
    expect(test.falseAlarm).toBe(binomialTestGreater(test.critical, n, rate));
  }
  expect(() => smallestRateTest({ rate: 0.2, effect: 0.2, falseAlarm: 0.01, power: 0.95 })).toThrow('above');
});
