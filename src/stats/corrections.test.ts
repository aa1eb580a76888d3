import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherCombination, holm } from './corrections.ts';
import values from './reference/values.json' with { type: 'json' };

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe('holm', () => {
  it('agrees with statsmodels', () => {
    for (const { p, adjusted } of values.holm) {
      holm(p).forEach((value, index) => {
        expect(value).toBeCloseTo(adjusted[index] ?? Number.NaN, 14);
      });
    }
  });

  it('keeps the order of size, never lowers a p-value, and never exceeds the Bonferroni value or 1', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const adjusted = holm(p);
        expect(adjusted).toHaveLength(p.length);
        p.forEach((raw, index) => {
          const value = adjusted[index] ?? Number.NaN;
          expect(value).toBeGreaterThanOrEqual(raw);
          expect(value).toBeLessThanOrEqual(Math.min(1, raw * p.length));
          p.forEach((other, place) => {
            if (other <= raw) expect(adjusted[place]).toBeLessThanOrEqual(value);
          });
        });
      }),
    );
  });

  it('leaves its argument alone and refuses what is not a probability', () => {
    const p = [0.03, 0.01];
    expect(holm(p)).toEqual([0.03, 0.02]);
    expect(p).toEqual([0.03, 0.01]);
    expect(() => holm([0.5, 1.2])).toThrow(RangeError);
    expect(() => holm([Number.NaN])).toThrow(RangeError);
  });
});

describe('fisherCombination', () => {
  it('agrees with scipy after the floor of 1e-10', () => {
    for (const { p, statistic, combined } of values.fisherCombination) {
      const found = fisherCombination(p);
      expect(found.degreesOfFreedom).toBe(2 * p.length);
      expect(Math.abs(found.statistic - statistic)).toBeLessThanOrEqual(1e-12 * Math.abs(statistic));
      expect(found.p / combined).toBeCloseTo(1, 10);
    }
  });

  it('counts every p-value below 1e-10 as 1e-10', () => {
    expect(fisherCombination([0, 0.4])).toEqual(fisherCombination([1e-10, 0.4]));
  });

  it('gives a single p-value back, and 1 for none', () => {
    expect(fisherCombination([0.037]).p).toBeCloseTo(0.037, 14);
    expect(fisherCombination([])).toEqual({ statistic: 0, degreesOfFreedom: 0, p: 1 });
  });

  it('refuses what is not a probability', () => {
    expect(() => fisherCombination([-0.1])).toThrow(RangeError);
  });
});
