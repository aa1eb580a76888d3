import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../test/support/property-seed.ts';
import { randomStream } from '../kit/random.ts';
import { areaUnderCurve, aucInterval } from './auc.ts';

it('is the share of pairs in the right order, ties half', () => {
  const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(scored, (all) => {
      const [high, low] = [true, false].map((one) =>
        all.filter(([, is]) => is === one).map(([score]) => score),
      );
      const pairs = (high ?? []).flatMap((one) =>
        (low ?? []).map((other) => (one > other ? 1 : one === other ? 0.5 : 0)),
      );
      const area = areaUnderCurve(
        all.map(([score]) => score),
        all.map(([, is]) => is),
      );
      if (pairs.length === 0) expect(area).toBeNull();
      else expect(area).toBeCloseTo(pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length, 12);
    }),
  );
});

it('the interval holds the area, also at the ends, and is mirrored', () => {
  for (const area of [0, 0.2, 0.5, 0.9, 1]) {
    const { low, high } = aucInterval(area, 12, 40);
    expect(low).toBeLessThanOrEqual(area);
    expect(high).toBeGreaterThanOrEqual(area);
    const mirrored = aucInterval(1 - area, 12, 40);
    expect(mirrored.low).toBeCloseTo(1 - high, 9);
  }
  expect(aucInterval(1, 12, 40).low).toBeGreaterThan(0.8);
  expect(aucInterval(0.5, 50, 50).low).toBeCloseTo(0.39, 2);
});

it('covers the truth as often as it says', () => {
  const random = randomStream('auc', 'coverage');
  let held = 0;
  const runs = 1_000;
  for (let run = 0; run < runs; run += 1) {
    // With uniform scores, and positives moved up by 0.2, the area is 1 - 0.8² / 2.
    const positive = Array.from({ length: 60 }, (_, place) => place < 20);
    const scores = positive.map((is) => random.uniform() + (is ? 0.2 : 0));
    const { low, high } = aucInterval(areaUnderCurve(scores, positive) ?? Number.NaN, 20, 40);
    if (low <= 0.68 && high >= 0.68) held += 1;
  }
  expect(held / runs).toBeGreaterThan(0.93);
  expect(held / runs).toBeLessThan(0.985);
});

it('takes no area that is none', () => {
  expect(() => aucInterval(1.1, 3, 3)).toThrow(RangeError);
  expect(() => aucInterval(0.5, 0, 3)).toThrow(RangeError);
});
