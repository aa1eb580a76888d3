import { expect, it } from 'vitest';
import { combined, type Term } from './combination.ts';
import { newcombe } from './difference.ts';
import { wilson } from './intervals.ts';

const term = (sample: string, weight: number, successes: number, n: number): Term => ({
  sample,
  weight,
  successes,
  n,
});

it('is Wilson for one rate and Newcombe for a difference', () => {
  expect(combined([term('a', 1, 7, 20)])).toMatchObject({ value: 0.35, ...close(wilson(7, 20)) });
  expect(combined([term('a', 1, 56, 70), term('b', -1, 48, 80)])).toMatchObject(
    close(newcombe(56, 70, 48, 80)),
  );
});

it('narrows with independent samples and does not with the same one', () => {
  const width = (terms: readonly Term[]) => {
    const { low, high } = combined(terms) ?? { low: 0, high: 0 };
    return high - low;
  };
  const one = width([term('a', 1, 10, 20)]);
  expect(width([term('a', 0.5, 10, 20), term('b', 0.5, 10, 20)])).toBeCloseTo(one / Math.SQRT2, 12);
  expect(width([term('a', 0.5, 10, 20), term('a', 0.5, 10, 20)])).toBeCloseTo(one, 12);
});

it('has no answer without trials', () => {
  expect(combined([])).toBeUndefined();
  expect(combined([term('a', 1, 1, 2), term('b', 1, 0, 0)])).toBeUndefined();
});

it('refuses impossible counts', () => {
  expect(() => combined([term('a', 1, 3, 2)])).toThrow(RangeError);
});

function close({ low, high }: { low: number; high: number }) {
  return { low: expect.closeTo(low, 12), high: expect.closeTo(high, 12) };
}
