/** What a rate could be if the missing trials had all gone one way or all the other. */
import { requireCount, requireCounts } from './inputs.ts';
import type { Interval } from './intervals.ts';

/**
 * Bounds of the rate with `missing` trials of unknown result beside the `n` known ones. Nothing at all: [0, 1].
 * Source: Manski, "Partial Identification of Probability Distributions" (2003), chapter 1.
 * Errors: RangeError for counts that are not whole, negative or contradictory.
 *
 * @example worstCase(3, 8, 2) // { low: 0.3, high: 0.5 }
 */
export function worstCase(successes: number, n: number, missing: number): Interval {
  requireCounts(successes, n);
  requireCount(missing, 'missing');
  const all = n + missing;
  if (all === 0) return { low: 0, high: 1 };
  return { low: successes / all, high: (successes + missing) / all };
}
