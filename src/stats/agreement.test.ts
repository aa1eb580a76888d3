import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krippendorffAlpha } from './agreement.ts';
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
