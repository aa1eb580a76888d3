/** Two rates compared: k1 successes of n1 trials against k2 of n2. */
import { requireConfidence, requireCounts } from './inputs.ts';
import { type Interval, wilson } from './intervals.ts';
import { normalCdf } from './special/normal.ts';

/**
 * The hybrid score interval of the difference k1/n1 - k2/n2, within [-1, 1]. A group without trials: [-1, 1].
 * Source: Newcombe, "Interval Estimation for the Difference Between Independent Proportions", Statistics in Medicine
 * 17 (1998), method 10.
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 *
 * @example newcombe(56, 70, 48, 80) // { low: 0.0524..., high: 0.3339... }
 */
export function newcombe(k1: number, n1: number, k2: number, n2: number, confidence = 0.95): Interval {
  requireCounts(k1, n1);
  requireCounts(k2, n2);
  requireConfidence(confidence);
  if (n1 === 0 || n2 === 0) return { low: -1, high: 1 };
  const p1 = k1 / n1;
  const p2 = k2 / n2;
  const first = wilson(k1, n1, confidence);
  const second = wilson(k2, n2, confidence);
  return {
    low: Math.max(-1, p1 - p2 - Math.hypot(p1 - first.low, second.high - p2)),
    high: Math.min(1, p1 - p2 + Math.hypot(first.high - p1, p2 - second.low)),
  };
}

export interface ZTest {
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * The two-sided pooled z-test of two rates, the paper's test (section 4.2 of its facts). Where all trials agree, or
 * a group has none, nothing speaks for a difference: z = 0, p = 1.
 * Source: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), section 3.1, uncorrected.
 * Errors: RangeError for impossible counts.
 */
export function pooledZTest(k1: number, n1: number, k2: number, n2: number): ZTest {
  requireCounts(k1, n1);
  requireCounts(k2, n2);
  const successes = k1 + k2;
  const n = n1 + n2;
  if (n1 === 0 || n2 === 0 || successes === 0 || successes === n) return { z: 0, p: 1 };
  const pooled = successes / n;
  const error = Math.sqrt(pooled * ((n - successes) / n) * (1 / n1 + 1 / n2));
  const z = (k1 / n1 - k2 / n2) / error;
  return { z, p: Math.min(1, 2 * normalCdf(-Math.abs(z))) };
}
