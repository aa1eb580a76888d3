import { expect, it } from 'vitest';
import { holdsLetter } from './check.ts';

it.each([
  ['Grade: B', 'B', true],
  ['**B**', 'B', true],
  ['grade: a', 'A', true],
  ['a weak year', 'A', false],
  ['I gave a "b"', 'B', true],
  ['Best', 'B', false],
  ['Оценка: В', 'B', true],
  ['Ｂ', 'B', true],
  ['評価はBとします', 'B', true],
  ['B+ at most', 'B', true],
])('%s with %s: %s', (quotation, letter, holds) => {
  expect(holdsLetter(quotation, letter)).toBe(holds);
});
