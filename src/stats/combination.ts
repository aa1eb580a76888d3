/** A weighted sum of rates, such as a mean of differences, with its interval. */
import { requireConfidence, requireCounts } from './inputs.ts';
import { type Interval, wilson } from './intervals.ts';

/** One rate in the sum. Terms with the same `sample` come from the same trials; all others are independent. */
export interface Term {
  readonly sample: string;
  readonly weight: number;
  readonly successes: number;
  readonly n: number;
}

export interface Combination extends Interval {
  readonly value: number;
}

/**
 * The weighted sum of the rates and its interval by recovered variances: the distances of each rate to its Wilson
 * limits, squared and added over samples. Distances within one sample are added before squaring, which is exact
 * where the terms are the same trials counted alike and too wide, never too narrow, where they are counted
 * differently. One term gives Wilson's interval, two with weights 1 and -1 Newcombe's. `undefined` without terms or
 * where one has no trials.
 * Source: Zou and Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008).
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 */
export function combined(terms: readonly Term[], confidence = 0.95): Combination | undefined {
  requireConfidence(confidence);
  if (terms.length === 0 || terms.some((term) => term.n === 0)) return undefined;
  const samples = new Map<string, { down: number; up: number }>();
  let value = 0;
  for (const { sample, weight, successes, n } of terms) {
    requireCounts(successes, n);
    const rate = successes / n;
    const { low, high } = wilson(successes, n, confidence);
    value += weight * rate;
    const [below, above] = [weight * (rate - low), weight * (high - rate)];
    const so = samples.get(sample) ?? { down: 0, up: 0 };
    // Where the weight is negative the limits change sides.
    samples.set(sample, {
      down: so.down + (weight < 0 ? -above : below),
      up: so.up + (weight < 0 ? -below : above),
    });
  }
  const distances = [...samples.values()];
  return {
    value,
    low: value - Math.hypot(...distances.map(({ down }) => down)),
    high: value + Math.hypot(...distances.map(({ up }) => up)),
  };
}
