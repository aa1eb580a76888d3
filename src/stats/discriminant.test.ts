import { expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import { discriminant } from './discriminant.ts';

const random = randomStream('discriminant');
const folds = Array.from({ length: 120 }, (_, row) => row % 5);
const rowsWith = (shift: (row: number) => number) =>
  Array.from({ length: 120 }, (_, row) =>
    Float64Array.from([random.uniform() - 0.5 + shift(row), random.uniform() - 0.5]),
  );
const halves = folds.map((_, row) => row % 2);
const rightIn = (scores: readonly Float64Array[], classOf: readonly number[]) =>
  scores.filter((score, row) => score.indexOf(Math.max(...score)) === classOf[row]).length;

it('tells two classes apart that differ in one column, and none that differ in none', () => {
  const apart = rowsWith((row) => (row % 2 === 0 ? 0.6 : 0));
  expect(rightIn(discriminant(apart, folds, 1)(halves, 2), halves)).toBeGreaterThan(90);
  const alike = rowsWith(() => 0);
  const right = rightIn(discriminant(alike, folds, 1)(halves, 2), halves);
  expect(right).toBeGreaterThan(40);
  expect(right).toBeLessThan(80);
});

it('tells three classes apart', () => {
  const thirds = folds.map((_, row) => row % 3);
  const rows = Array.from({ length: 120 }, (_, row) =>
    Float64Array.from([0, 1, 2].map((one) => (row % 3 === one ? 0.7 : 0) + random.uniform() * 0.5)),
  );
  expect(rightIn(discriminant(rows, folds, 1)(thirds, 3), thirds)).toBeGreaterThan(110);
});

it('solves what least squares solves', () => {
  // Out of fold, y = 2x + 1 is met exactly by a regression on the rows; a class is 0 or 1, so x is.
  const rows = folds.map((_, row) => Float64Array.from([row % 2]));
  const scores = discriminant(rows, folds, 1e-9)(halves, 2);
  for (const [row, score] of scores.entries()) expect(score[1]).toBeCloseTo(halves[row] ?? -1, 5);
});

it('constant columns do no harm', () => {
  const rows = folds.map(() => Float64Array.from([3, 0]));
  for (const score of discriminant(rows, folds, 1)(halves, 2)) expect(score[0]).toBeCloseTo(0.5, 1);
});
