/** Two means compared. */
import { regularisedBeta } from './special/beta.ts';

/** A sample as its number, its sum and its sum of squares. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export interface TTest {
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Student's t-test of two means with equal variances, the paper's test of raw scores (section 4.6 of its facts).
 * Where a sample has none, or all values are the same, nothing can be told: t = 0, p = 1; two constant samples with
 * different values: p = 0.
 * Source: Student, "The Probable Error of a Mean", Biometrika 6 (1908); the tails by Abramowitz and Stegun, 26.7.1.
 */
export function studentTest(first: Moments, second: Moments): TTest {
  const degreesOfFreedom = first.n + second.n - 2;
  if (first.n === 0 || second.n === 0 || degreesOfFreedom < 1) return { t: 0, degreesOfFreedom, p: 1 };
  const difference = first.sum / first.n - second.sum / second.n;
  const variance = (spread(first) + spread(second)) / degreesOfFreedom;
  if (variance === 0) {
    const same = difference === 0;
    return {
      t: same ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY,
      degreesOfFreedom,
      p: same ? 1 : 0,
    };
  }
  const t = difference / Math.sqrt(variance * (1 / first.n + 1 / second.n));
  const p = regularisedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return { t, degreesOfFreedom, p };
}

/** The sum of squared distances from the mean; rounding must not make it negative. */
function spread({ n, sum, squares }: Moments): number {
  return Math.max(0, squares - (sum * sum) / n);
}
