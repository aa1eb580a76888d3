/** Confidence intervals of one rate: `successes` out of `n`. */
import { requireConfidence, requireCounts } from './inputs.ts';
import { betaQuantile } from './special/beta.ts';
import { normalQuantile } from './special/normal.ts';

/** Two bounds of a proportion (0 to 1) or of a difference of proportions (-1 to 1). */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval; holds its level on average over all rates. No trials: [0, 1].
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
 * Errors: RangeError for counts that are not whole, negative or contradictory, or confidence outside (0, 1).
 *
 * @example wilson(7, 20) // { low: 0.181..., high: 0.567... }
 */
export function wilson(successes: number, n: number, confidence = 0.95): Interval {
  requireCounts(successes, n);
  requireConfidence(confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  return { low: wilsonLow(successes, n, z), high: 1 - wilsonLow(n - successes, n, z) };
}

/** The smaller root as the quotient of the roots' product and the greater one: a difference would lose digits. */
function wilsonLow(successes: number, n: number, z: number): number {
  if (successes === 0) return 0;
  const square = z * z;
  const spread = z * Math.sqrt(successes * ((n - successes) / n) + square / 4);
  return (successes * (successes / n)) / (successes + square / 2 + spread);
}

/**
 * The exact interval; never below its level, for small n and rates near 0 or 1. No trials: [0, 1].
 * Source: Clopper and Pearson, "The Use of Confidence or Fiducial Limits", Biometrika 26 (1934), in beta form.
 * Errors: as `wilson`.
 *
 * @example clopperPearson(0, 20) // { low: 0, high: 0.168... }
 */
export function clopperPearson(successes: number, n: number, confidence = 0.95): Interval {
  requireCounts(successes, n);
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1, 'lower'),
    high: successes === n ? 1 : betaQuantile(tail, successes + 1, n - successes, 'upper'),
  };
}
