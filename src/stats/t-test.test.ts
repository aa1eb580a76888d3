import { expect, it } from 'vitest';
import { type Moments, studentTest } from './t-test.ts';

const of = (...values: number[]): Moments => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value * value, 0),
});

/** The distribution with 4 degrees of freedom in closed form (Abramowitz and Stegun, 26.7.4). */
function twoTails4(t: number): number {
  const theta = Math.atan(t / 2);
  return 1 - Math.sin(theta) * (1 + Math.cos(theta) ** 2 / 2);
}

it('agrees with the closed form', () => {
  const { t, degreesOfFreedom, p } = studentTest(of(2, 4, 6), of(1, 2, 3));
  // Means 4 and 2, pooled variance 2.5: 2 / sqrt(2.5 * 2 / 3).
  expect(t).toBeCloseTo(2 / Math.sqrt(5 / 3), 12);
  expect(degreesOfFreedom).toBe(4);
  expect(p).toBeCloseTo(twoTails4(t), 12);
});

it('is the same from the other side', () => {
  const there = studentTest(of(2, 4, 6), of(1, 2, 3));
  const back = studentTest(of(1, 2, 3), of(2, 4, 6));
  expect(back).toEqual({ ...there, t: -there.t });
});

it('says nothing where there is nothing to tell', () => {
  expect(studentTest(of(), of(1, 2)).p).toBe(1);
  expect(studentTest(of(1), of(2)).p).toBe(1);
  expect(studentTest(of(60, 60), of(60, 60))).toMatchObject({ t: 0, p: 1 });
  expect(studentTest(of(60, 60), of(80, 80)).p).toBe(0);
});
