import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import {
  correctedRate,
  isBetterThanChance,
  type ReaderError,
  type Share,
  youden,
} from './misclassification.ts';
import values from './reference/judging.json' with { type: 'json' };
import { expectRows } from './reference/rows.conformance.ts';

const share = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));
const reader = fc.record({ sensitivity: share, specificity: share });
const perfect: ReaderError = {
  sensitivity: { successes: 1_000_000, n: 1_000_000 },
  specificity: { successes: 1_000_000, n: 1_000_000 },
};

function drawn(random: ReturnType<typeof randomStream>, n: number, rate: number): Share {
  let successes = 0;
  for (let index = 0; index < n; index += 1) if (random.chance(rate)) successes += 1;
  return { successes, n };
}

describe('the corrected rate', () => {
  it('agrees with the reference values', () => {
    const compute = (
      k: number,
      n: number,
      kSe: number,
      nSe: number,
      kSp: number,
      nSp: number,
      level: number,
    ) => {
      const error = { sensitivity: { successes: kSe, n: nSe }, specificity: { successes: kSp, n: nSp } };
      const found = correctedRate({ successes: k, n }, error, level);
      return found === null ? [] : [found.rate, found.low, found.high];
    };
    expectRows(values.correctedRate, compute, { relative: 1e-9, absolute: 1e-12 });
  });

  it('is none where the rate lies beyond what the error allows', () => {
    expect(values.beyondCorrection.length).toBeGreaterThan(3);
    for (const [k = 0, n = 0, kSe = 0, nSe = 0, kSp = 0, nSp = 0, level = 0] of values.beyondCorrection) {
      const error = { sensitivity: { successes: kSe, n: nSe }, specificity: { successes: kSp, n: nSp } };
      expect(isBetterThanChance(error, level)).toBe(true);
      expect(correctedRate({ successes: k, n }, error, level)).toBeNull();
    }
  });

  it('lies within its interval and within 0 and 1, and is only there where the reader beats chance', () => {
    fc.assert(
      fc.property(share, reader, (found, error) => {
        const corrected = correctedRate(found, error);
        if (corrected === null) return;
        expect(isBetterThanChance(error)).toBe(true);
        expect(corrected.low).toBeGreaterThanOrEqual(0);
        expect(corrected.low).toBeLessThanOrEqual(corrected.rate);
        expect(corrected.high).toBeGreaterThanOrEqual(corrected.rate);
        expect(corrected.high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the rate itself for a perfect reader, and turns round with the question', () => {
    fc.assert(
      fc.property(share, reader, (found, error) => {
        expect(correctedRate(found, perfect)?.rate).toBeCloseTo(found.successes / found.n, 9);
        const there = correctedRate(found, error);
        const back = correctedRate(
          { successes: found.n - found.successes, n: found.n },
          { sensitivity: error.specificity, specificity: error.sensitivity },
        );
        if (there === null) expect(back).toBeNull();
        else expect(back?.rate).toBeCloseTo(1 - there.rate, 9);
      }),
    );
  });

  it('is wider where fewer labelled trials stand behind it', () => {
    const width = (scale: number) => {
      const error = {
        sensitivity: { successes: 18 * scale, n: 20 * scale },
        specificity: { successes: 38 * scale, n: 40 * scale },
      };
      const found = correctedRate({ successes: 300, n: 1000 }, error);
      return found === null ? 0 : found.high - found.low;
    };
    expect(width(1)).toBeGreaterThan(width(4));
    expect(width(4)).toBeGreaterThan(width(100));
  });

  it.each([
    [0.1, 0.9, 0.95],
    [0.5, 0.8, 0.9],
    [0.9, 0.95, 0.85],
  ])('covers a true rate of %d about 95 times in 100', (rate, sensitivity, specificity) => {
    const random = randomStream('coverage', rate);
    const apparent = rate * sensitivity + (1 - rate) * (1 - specificity);
    let covered = 0;
    for (let round = 0; round < 1000; round += 1) {
      const error = {
        sensitivity: drawn(random, 33, sensitivity),
        specificity: drawn(random, 128, specificity),
      };
      const found = correctedRate(drawn(random, 80, apparent), error);
      if (found !== null && found.low <= rate && rate <= found.high) covered += 1;
    }
    expect(covered).toBeGreaterThan(930);
  });
});

describe("Youden's J", () => {
  it('exposes a reader that always says yes, one that never does, and one that flips coins', () => {
    const positive = 33;
    const negative = 128;
    const readers = [
      [positive, 0],
      [0, negative],
      [17, 64],
    ] as const;
    for (const [right, quiet] of readers) {
      const error = {
        sensitivity: { successes: right, n: positive },
        specificity: { successes: quiet, n: negative },
      };
      expect(isBetterThanChance(error)).toBe(false);
      expect(correctedRate({ successes: 10, n: 20 }, error)).toBeNull();
      expect(Math.abs(youden(error)?.value ?? 1)).toBeLessThan(0.1);
    }
  });

  it('holds its value, and is not there without labelled trials of both kinds', () => {
    fc.assert(
      fc.property(reader, (error) => {
        const found = youden(error);
        expect(found?.low).toBeLessThanOrEqual((found?.value ?? 0) + 1e-12);
        expect(found?.high).toBeGreaterThanOrEqual((found?.value ?? 0) - 1e-12);
      }),
    );
    const none = { successes: 0, n: 0 };
    expect(youden({ sensitivity: none, specificity: { successes: 1, n: 1 } })).toBeNull();
    expect(isBetterThanChance({ sensitivity: { successes: 5, n: 5 }, specificity: none })).toBe(false);
  });
});
