/** Whether the middle one of three neighbouring counts is smaller than a smooth distribution allows. */
import { requireCount } from './inputs.ts';
import { logGamma } from './special/gamma.ts';

/**
 * The exact p-value of "the middle cell has less than the geometric mean of its neighbours", which no log-concave
 * distribution has (normal, binomial and most others with one peak), however steep. Given the number of all three and
 * the difference of the outer ones, which say nothing of it, the middle count at the border of what is allowed is
 * distributed as 1 / (before! middle! after!); the p-value is the probability of at most so many.
 * Source: the conditional test of Haldane, "An Exact Test for Randomness of Mating", Journal of Genetics 52 (1954),
 * for the same family of three cells.
 * Errors: RangeError for a count that is negative or not whole.
 *
 * @example notchTest(20, 2, 30) // 0.0000...
 */
export function notchTest(before: number, middle: number, after: number): number {
  for (const [name, count] of Object.entries({ before, middle, after })) requireCount(count, name);
  const all = before + middle + after;
  const apart = Math.abs(before - after);
  let upTo = 0;
  let whole = 0;
  const weight = (count: number) => {
    const smaller = (all - count - apart) / 2;
    return -logGamma(smaller + 1) - logGamma(smaller + apart + 1) - logGamma(count + 1);
  };
  const scale = weight(middle);
  for (let count = (all - apart) % 2; count <= all - apart; count += 2) {
    const mass = Math.exp(weight(count) - scale);
    whole += mass;
    if (count <= middle) upTo += mass;
  }
  return Math.min(1, upTo / whole);
}
