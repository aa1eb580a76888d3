/** How fast evidence grows at a planned effect, and so how many observations it needs. */
import { normalCdf, normalQuantile } from '../special/normal.ts';

/** What one observation adds to the logarithm of the evidence of one strategy. */
export interface Growth {
  readonly mean: number;
  readonly deviation: number;
}

export function growthOf(gains: readonly number[]): Growth {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Probability that the best strategy alone brings the evidence to `needed` with `n` observations, by the central
 * limit theorem: rather less than that of all together, at any look.
 */
export function powerAt(growths: readonly Growth[], needed: number, n: number): number {
  return Math.max(
    ...growths.map(({ mean, deviation }) => {
      const ahead = n * mean - needed;
      return deviation === 0 ? Number(ahead >= 0) : normalCdf(ahead / (Math.sqrt(n) * deviation));
    }),
  );
}

/** The least `n` for which `powerAt` is `power`; infinite where the evidence does not grow. */
export function observationsFor(growths: readonly Growth[], needed: number, power: number): number {
  const z = normalQuantile(power);
  const sizes = growths.map(({ mean, deviation }) => {
    if (mean <= 0) return Number.POSITIVE_INFINITY;
    const half = (z * deviation) / 2;
    return ((half + Math.sqrt(half * half + mean * needed)) / mean) ** 2;
  });
  return Math.ceil(Math.min(...sizes));
}

/** A normal distribution as 400 equally likely values. */
export function normalSpread(deviation: number): readonly number[] {
  return Array.from({ length: 400 }, (_, at) => deviation * normalQuantile((at + 0.5) / 400));
}
