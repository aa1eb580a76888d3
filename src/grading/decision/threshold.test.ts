import { expect, it } from 'vitest';
import { commitment, epochOf, opens, possibleBars, reveal, thresholdAt, thresholdOf } from './threshold.ts';

const range = { from: 5000, to: 8000, every: 3 };
const key = '07'.repeat(32);

it.each([
  { from: 5000, to: 8000, every: 3 },
  { from: 1, to: 2, every: 1 },
  { from: 7, to: 7, every: 1 },
  { from: 1000, to: 999_000, every: 1 },
  { from: 0, to: 250, every: 1 },
])('every possible bar of $from to $to is drawn about as often, and no other', (one) => {
  const possible = possibleBars(one);
  const counts = new Map(possible.map((bar) => [bar, 0]));
  for (let epoch = 0; epoch < 4000; epoch += 1) {
    const bar = thresholdAt({ key, range: one }, epoch);
    expect(counts.has(bar)).toBe(true);
    counts.set(bar, (counts.get(bar) ?? 0) + 1);
  }
  const expected = 4000 / possible.length;
  const square = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(square).toBeLessThan(possible.length + 5 * Math.sqrt(2 * possible.length));
  expect(possible.length).toBeLessThanOrEqual(101);
  expect(Math.min(...possible)).toBe(one.from);
  expect(Math.max(...possible)).toBeLessThanOrEqual(one.to);
});

it('rotates after so many decisions', () => {
  expect([0, 1, 2, 3, 5, 6].map((decision) => epochOf(decision, range))).toEqual([0, 0, 0, 1, 1, 2]);
});

it('a reveal opens its own epoch and no other', () => {
  const secret = { key, range };
  const revealed = reveal(secret, 2);
  expect(opens(revealed, commitment(secret, 2))).toBe(true);
  expect(opens(revealed, commitment(secret, 3))).toBe(false);
  expect(opens({ ...revealed, range: { ...range, from: 0 } }, commitment(secret, 2))).toBe(false);
  expect(thresholdOf(revealed)).toBe(thresholdAt(secret, 2));
  expect(revealed.key).not.toBe(key);
});
