import { expect, it } from 'vitest';
import type { Scale } from '../grade.ts';
import { detectable } from './detect.ts';
import { sizes } from './plan.ts';

const scale: Scale = { lowest: 0, highest: 10, step: 1 };

it('37 known-bad works catch 2 % against 20 % at 1 % false alarm and 95 % power, and the other exact sizes', () => {
  const table: readonly (readonly [number, number, number])[] = [
    [0.02, 0.2, 37],
    [0.05, 0.3, 33],
    [0.05, 0.5, 13],
    [0.05, 0.2, 69],
    [0.1, 0.3, 57],
  ];
  for (const [honestRate, rate, n] of table) {
    const [first] = sizes({ scale, effects: { honestRate, rate } });
    expect(first).toMatchObject({ detector: 'inflation', what: 'known-bad works', n, exact: true });
    expect(first?.falseAlarm).toBeLessThanOrEqual(0.01);
    expect(first?.power).toBeGreaterThanOrEqual(0.95);
  }
  expect(sizes({ scale })[0]?.words).toBe(
    '37 known-bad works tell a judge that passes 20 % of them from one that passes 2 %: alarm at 4, false alarm 0.62 %, power 95.5 %',
  );
});

it('more tests, smaller effects and wider spreads need more; the scale alone changes nothing', () => {
  const total = (options: Partial<Parameters<typeof sizes>[0]>) =>
    sizes({ scale, ...options }).reduce((sum, { n }) => sum + n, 0);
  expect(total({ tests: 21 })).toBeGreaterThan(total({}));
  expect(total({ effects: { shift: 0.05 } })).toBeGreaterThan(total({}));
  expect(total({ spread: 0.2 })).toBeGreaterThan(total({}));
  expect(total({ scale: { lowest: 0, highest: 100, step: 1 } })).toBe(total({}));
  expect(new Set(sizes({ scale }).map(({ detector }) => detector))).toEqual(
    new Set(detectable.filter((name) => name !== 'bunching')),
  );
  expect(() => sizes({ scale, effects: { rate: 0.01 } })).toThrow(RangeError);
});
