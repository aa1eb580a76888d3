import { expect, it } from 'vitest';
import { holdsNumber } from './check.ts';

it.each([
  ['Average: 85', 85, true],
  ['The average is 85.0 %.', 85, true],
  ['Mittelwert: 84,5', 84.5, true],
  ['an average of 0.85', 85, true],
  ['17 of 20 are right', 85, true],
  ['17/20', 85, true],
  ['it averages eighty-five points', 85, true],
  ['eighty five point five', 85.5, true],
  ['eighty-five point five', 85, false],
  ['sixty percent', 60, true],
  ['sixty-two percent', 60, false],
  ['a hundred', 100, true],
  ['８５点', 85, true],
  ['66.67', 66.7, true],
  ['Average: 60, minimum 80', 85, false],
  ['it passes', 85, false],
])('%s with %d: %s', (quotation, value, holds) => {
  expect(holdsNumber(quotation, value)).toBe(holds);
});
