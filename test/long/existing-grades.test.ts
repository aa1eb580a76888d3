/** The detectors of grades that exist, two thousand times: false alarms as stated, and what is planted is noticed. */
import { expect, it } from 'vitest';
import { cases, shareOfAlarms } from '../../src/grading/detectors/existing.conformance.ts';

const RUNS = 2000;

it.each(cases)('%s', (...one) => {
  // What chance adds to a share of 1 in 100 and in 10, with probability 0.001.
  for (const [falseAlarm, beyond] of [
    [0.01, 0.007],
    [0.1, 0.021],
  ] as const)
    expect(shareOfAlarms(one, false, falseAlarm, RUNS)).toBeLessThanOrEqual(falseAlarm + beyond);
  expect(shareOfAlarms(one, true, 0.01, RUNS / 10)).toBeGreaterThanOrEqual(0.9);
});
