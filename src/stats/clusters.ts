/** The interval of a rate whose trials come in clusters (wordings, item sets) that may differ from each other. */
import { requireConfidence, requireCounts } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { studentQuantile } from './special/student.ts';

export interface Cluster {
  readonly successes: number;
  readonly n: number;
}

/**
 * The cluster-robust interval of the pooled rate, clipped to [0, 1]: ratio estimator, sandwich variance with the
 * factor G / (G - 1), Student quantile with G - 1 degrees of freedom for G clusters. Clusters without trials are
 * left out. `undefined` where the clusters cannot tell: fewer than two, or all with exactly the same rate (then the
 * variance is estimated as 0, which would pass off 0 of 30 as certainty).
 * Source: Cochran, Sampling Techniques (1977), section 3.12; Cameron and Miller, "A Practitioner's Guide to
 * Cluster-Robust Inference", Journal of Human Resources 50 (2015).
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 */
export function clusterRobust(clusters: readonly Cluster[], confidence = 0.95): Interval | undefined {
  requireConfidence(confidence);
  let groups = 0;
  let successes = 0;
  let n = 0;
  for (const cluster of clusters) {
    requireCounts(cluster.successes, cluster.n);
    if (cluster.n > 0) groups += 1;
    successes += cluster.successes;
    n += cluster.n;
  }
  if (groups < 2) return undefined;
  let squares = 0;
  for (const cluster of clusters) {
    // Residual times n in whole numbers, so that equal rates give exactly 0.
    const residual = (n * cluster.successes - successes * cluster.n) / n;
    squares += residual * residual;
  }
  if (squares === 0) return undefined;
  const rate = successes / n;
  const error = Math.sqrt((groups / (groups - 1)) * squares) / n;
  const half = -studentQuantile((1 - confidence) / 2, groups - 1) * error;
  return { low: Math.max(0, rate - half), high: Math.min(1, rate + half) };
}
