/** The exact one-sided test of a rate against a fixed one. */
import { requireCounts, requireProbability } from './inputs.ts';
import { regularisedBeta } from './special/beta.ts';

/**
 * The p-value of "the rate is greater than `rate`": the probability of at least so many successes in `n` trials
 * if the rate were `rate`. The paper tests against 0.001 (section 4.3 of its facts). No successes: 1.
 * Source: the binomial tail as incomplete beta function, NIST Digital Library of Mathematical Functions, 8.17.5.
 * Errors: RangeError for impossible counts or a rate outside [0, 1].
 *
 * @example binomialTestGreater(2, 100, 0.001) // 0.0046...
 */
export function binomialTestGreater(successes: number, n: number, rate: number): number {
  requireCounts(successes, n);
  requireProbability(rate, 'rate');
  if (successes === 0) return 1;
  return regularisedBeta(rate, successes, n - successes + 1);
}
