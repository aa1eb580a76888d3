/**
 * The quantile of Student's t distribution, through its beta form.
 *
 * Source: Abramowitz and Stegun, 26.7.1: the two tails beyond t hold I_x(df / 2, 1 / 2) with x = df / (df + t^2).
 */
import { betaLogitQuantile } from './beta.ts';

/** The t with P(T <= t) = p, for 0 < p < 1 and df > 0 degrees of freedom. */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs 0 < p < 1, not ${p}`);
  if (!(df > 0 && df < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`df must be positive and finite, not ${df}`);
  }
  if (p === 0.5) return 0;
  const bothTails = 2 * Math.min(p, 1 - p);
  const logit = betaLogitQuantile(bothTails, df / 2, 0.5, 'lower');
  return Math.sign(p - 0.5) * Math.sqrt(df) * Math.exp(-0.5 * logit);
}
