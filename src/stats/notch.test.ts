import { expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import { notchTest } from './notch.ts';

it('is the exact conditional probability', () => {
  // Three marks, as many before as after: (1, 1, 1) has weight 1, (0, 3, 0) has 1/6.
  expect(notchTest(1, 1, 1)).toBeCloseTo(6 / 7, 12);
  expect(notchTest(0, 3, 0)).toBe(1);
  // Four marks: (2, 0, 2) has weight 1/4, (1, 2, 1) has 1/2, (0, 4, 0) has 1/24.
  expect(notchTest(2, 0, 2)).toBeCloseTo(0.25 / (0.25 + 0.5 + 1 / 24), 12);
  expect(notchTest(1, 2, 1)).toBeCloseTo(0.75 / (0.25 + 0.5 + 1 / 24), 12);
  expect(notchTest(20, 2, 30)).toBeLessThan(1e-6);
  expect(notchTest(40, 20, 10)).toBeGreaterThan(0.4);
  expect(notchTest(0, 0, 0)).toBe(1);
});

it('errs no more often than its level on geometric cells, however steep, and hardly ever on a normal shoulder', () => {
  const random = randomStream('notch');
  for (const weights of [
    [1, 1, 1],
    [1, 2, 4],
    [9, 3, 1],
    [0.14, 0.34, 0.49],
  ]) {
    const [before = 0, middle = 0] = weights;
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    let alarms = 0;
    for (let run = 0; run < 1500; run += 1) {
      const cells = [0, 0, 0];
      for (let mark = 0; mark < 60; mark += 1) {
        const at = random.uniform() * whole;
        const cell = at < before ? 0 : at < before + middle ? 1 : 2;
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
      alarms += Number(notchTest(cells[0] ?? 0, cells[1] ?? 0, cells[2] ?? 0) <= 0.05);
    }
    expect(alarms / 1500).toBeLessThan(0.065);
  }
});

it('refuses counts that are none', () => {
  expect(() => notchTest(-1, 2, 3)).toThrow('before');
  expect(() => notchTest(1, 2.5, 3)).toThrow('middle');
});
