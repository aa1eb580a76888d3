import { describe, expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import {
  exactMark,
  firstMarkFrom,
  levelOf,
  markOf,
  marksOf,
  nearestMark,
  partsOf,
  topLevel,
} from './scale.ts';

const tenths = { lowest: 0, highest: 1, step: 0.1 };

describe('a level', () => {
  it('is exact where the arithmetic of marks is not', () => {
    expect(levelOf(0.3, tenths)).toBe(3);
    expect(levelOf(0.1 + 0.2, tenths)).toBeNull();
    expect(marksOf(tenths)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  it.each([
    [0.5, { lowest: 0, highest: 10, step: 1 }],
    [11, { lowest: 0, highest: 10, step: 1 }],
    [-1, { lowest: 0, highest: 10, step: 1 }],
    [Number.NaN, tenths],
    [Number.POSITIVE_INFINITY, tenths],
  ])('%d is none of %o', (mark, scale) => expect(levelOf(mark, scale)).toBeNull());

  it('comes back as the mark it was, on any decimal scale', () => {
    const random = randomStream('scales');
    for (let round = 0; round < 500; round += 1) {
      const step = Number(`${1 + random.below(40)}e${random.below(6) - 4}`);
      const lowest = Number(`${random.below(200) - 100}e${random.below(5) - 3}`);
      const top = 1 + random.below(300);
      const scale = { lowest, highest: Number(exactMark(top, 1, { lowest, highest: 0, step })), step };
      expect(topLevel(scale)).toBe(top);
      const level = random.below(top + 1);
      expect(levelOf(markOf(level, scale), scale)).toBe(level);
    }
  });

  it('is there for no scale whose steps miss its highest mark', () => {
    expect(topLevel({ lowest: 0, highest: 1, step: 0.3 })).toBeNull();
    expect(() => marksOf({ lowest: 0, highest: 1, step: 0.3 })).toThrow(RangeError);
  });
});

it('parts of a level have marks in decimals', () => {
  const scale = { lowest: -5, highest: 5, step: 0.5 };
  expect(partsOf(-4.75, scale, 1000)).toBe(500);
  expect(partsOf(-4.99999, scale, 1000)).toBeNull();
  expect(exactMark(500, 1000, scale)).toBe('-4.75');
  expect(exactMark(1, 3, { lowest: 0, highest: 1, step: 1 })).toBe('0.333333');
  expect(exactMark(1, 3, { lowest: -1, highest: 1, step: 1 })).toBe('-0.666667');
  expect(exactMark(0, 1, scale)).toBe('-5');
});

it('finds the nearest mark and the first one from a bar on, exactly', () => {
  expect([0.31, 0.25, -3, 7].map((value) => nearestMark(value, tenths))).toEqual([0.3, 0.3, 0, 1]);
  expect([0.3, 0.301, 0.29, -1, 2].map((bar) => firstMarkFrom(bar, tenths))).toEqual([0.3, 0.4, 0.3, 0, 1]);
  const uneven = { lowest: 1, highest: 6, step: 2 };
  expect([0, 2.1, 3.9, 9].map((value) => nearestMark(value, uneven))).toEqual([1, 3, 3, 5]);
});
