import { expect, it } from 'vitest';
import { meanInterval, meanOf } from './mean.ts';

it('agrees with tables of Student’s t', () => {
  // t(3; 0.975) = 3.182446, s / sqrt(n) = 1.290994 / 2
  const found = meanInterval([1, 2, 3, 4]);
  expect(found?.low).toBeCloseTo(2.5 - 3.182446 * 0.6454972, 5);
  expect(found?.high).toBeCloseTo(2.5 + 3.182446 * 0.6454972, 5);
  // t(1; 0.995) = 63.65674
  expect(meanInterval([0, 2], 0.99)?.high).toBeCloseTo(1 + 63.65674, 3);
});

it('has none where the values cannot tell', () => {
  expect(meanInterval([])).toBeUndefined();
  expect(meanInterval([3])).toBeUndefined();
  expect(meanInterval([0.1 + 0.2, 0.3, 0.3])).toBeUndefined();
  expect(meanInterval([0, 0, 1e-6])).toBeDefined();
});

it('refuses what has no meaning', () => {
  expect(() => meanOf([])).toThrow(RangeError);
  expect(() => meanInterval([1, 2], 1)).toThrow(RangeError);
});
