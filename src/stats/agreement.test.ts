import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaInterval, krippendorffAlpha, type Level } from './agreement.ts';
import marks from './reference/agreement.json' with { type: 'json' };
import values from './reference/judging.json' with { type: 'json' };

const votes = fc.array(fc.array(fc.constantFrom(true, false, null), { maxLength: 5 }), { maxLength: 30 });

describe("Krippendorff's alpha", () => {
  it.each(values.krippendorffAlpha)('agrees with the package of that name: $alpha', ({ units, alpha }) => {
    expect(krippendorffAlpha(units)).toBeCloseTo(alpha, 12);
  });

  it('is 1 where all agree and two values occur, and undefined where one value occurs', () => {
    expect(
      krippendorffAlpha([
        [1, 1],
        [0, 0, 0],
      ]),
    ).toBe(1);
    expect(
      krippendorffAlpha([
        [1, 1],
        [1, 1, 1],
      ]),
    ).toBeNull();
    expect(krippendorffAlpha([[1, null], [0]])).toBeNull();
    expect(krippendorffAlpha([])).toBeNull();
  });

  it('is never above 1, and knows neither the order of units nor of readings nor the names of values', () => {
    fc.assert(
      fc.property(votes, (units) => {
        const alpha = krippendorffAlpha(units);
        const turned = units.toReversed().map((unit) => unit.toReversed());
        const renamed = units.map((unit) =>
          unit.map((value) => (value === null ? null : value ? 'no' : 'yes')),
        );
        expect(alpha ?? 0).toBeLessThanOrEqual(1);
        for (const other of [turned, renamed]) {
          const again = krippendorffAlpha(other);
          if (alpha === null) expect(again).toBeNull();
          else expect(again).toBeCloseTo(alpha, 10);
        }
      }),
    );
  });
});

describe('alpha beyond nominal values', () => {
  it('agrees with the krippendorff package', () => {
    expect(marks.krippendorffAlpha.length).toBeGreaterThan(10);
    for (const { units, level, alpha } of marks.krippendorffAlpha)
      expect(krippendorffAlpha(units, level as Level)).toBeCloseTo(alpha, 10);
  });

  it('has the interval that a bootstrap with the package has, the same for the same seed', () => {
    for (const { units, level, low, high } of marks.alphaInterval) {
      const found = alphaInterval(units, level as Level, { seed: 1, resamples: 2000 });
      expect(Math.abs((found?.low ?? Number.NaN) - low)).toBeLessThan(0.03);
      expect(Math.abs((found?.high ?? Number.NaN) - high)).toBeLessThan(0.03);
      expect(alphaInterval(units, level as Level, { seed: 1, resamples: 2000 })).toEqual(found);
    }
    expect(alphaInterval([[1, 2]], 'interval', { seed: 1 })).toBeNull();
    expect(
      alphaInterval(
        [
          [1, 1],
          [1, 1],
        ],
        'interval',
        { seed: 1 },
      ),
    ).toBeNull();
  });

  it('orders nothing but numbers', () => {
    expect(() => krippendorffAlpha([['a', 'b']], 'ordinal')).toThrow('numbers');
  });
});
