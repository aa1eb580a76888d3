import { expect, it } from 'vitest';
import { commitment, drawSecret, epochOf, opens, reveal, thresholdAt, thresholdOf } from './threshold.ts';

const range = { from: 5000, to: 8000, every: 3 };
const key = '07'.repeat(32);

it('bars lie within the range, every part of it, and both ends are bars', () => {
  const bars = Array.from({ length: 4000 }, (_, epoch) => thresholdAt({ key, range }, epoch));
  expect(Math.min(...bars)).toBeGreaterThanOrEqual(5000);
  expect(Math.max(...bars)).toBeLessThanOrEqual(8000);
  const thirds = [0, 1, 2].map(
    (third) => bars.filter((bar) => Math.floor((bar - 5000) / 1000.34) === third).length,
  );
  for (const third of thirds) expect(third).toBeGreaterThan(1200);
  const two = Array.from({ length: 64 }, (_, epoch) =>
    thresholdAt({ key, range: { from: 1, to: 2, every: 1 } }, epoch),
  );
  expect(new Set(two)).toEqual(new Set([1, 2]));
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

it('no two secrets are alike', () => expect(drawSecret(range).key).not.toBe(drawSecret(range).key));
