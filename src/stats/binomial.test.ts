import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTestGreater, smallestRateTest } from './binomial.ts';
import reference from './reference/agreement.json' with { type: 'json' };
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

it('plans the fewest trials that tell two rates apart, as scipy has it', () => {
  expect(reference.smallestRateTest.length).toBeGreaterThan(5);
  for (const [
    rate = 0,
    effect = 0,
    falseAlarm = 0,
    power = 0,
    n,
    critical,
    exact = 0,
    reached = 0,
  ] of reference.smallestRateTest) {
    const test = smallestRateTest({ rate, effect, falseAlarm, power });
    expect(test).toMatchObject({ n, critical });
    expect(test.falseAlarm).toBeCloseTo(exact, 12);
    expect(test.power).toBeCloseTo(reached, 12);
  }
  expect(() => smallestRateTest({ rate: 0.2, effect: 0.2, falseAlarm: 0.01, power: 0.95 })).toThrow('above');
});
