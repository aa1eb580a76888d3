/** Scores between the honest range and the bar. */
import { describe, expect, it } from 'vitest';
import { recordOf } from '../records.conformance.ts';
import { inflationFindings } from './inflation.ts';

const honest = { score: 60, low: 55, high: 65 };

function inflated(score: number | null, bar: number | null): boolean {
  const reported = { score, from: score === null ? null : 1, confidence: 'stated', grade: null } as const;
  return inflationFindings(recordOf([], { score: { bar, honest } }), reported).length > 0;
}

describe('inflationFindings', () => {
  it.each([
    [80, 80, true],
    [79.99, 80, false],
    [100, 80, true],
    [65, 60, false],
    [65.5, 60, true],
    [66, null, true],
    [65, null, false],
    [0, 80, false],
    [null, 80, false],
  ])('%s at a bar of %s: %s', (score, bar, expected) => {
    expect(inflated(score, bar)).toBe(expected);
  });
});
