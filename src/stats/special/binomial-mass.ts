/**
 * The binomial probability in its saddle-point form, which keeps its digits for large counts: no difference of
 * huge logarithms is ever taken.
 *
 * Source: Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
 */
import { stirlingError } from './gamma.ts';

/** x ln(x / mean) + mean - x: never negative, 0 only where x = mean. For x >= 0 and mean > 0. */
export function deviance(x: number, mean: number): number {
  if (x === 0) return mean;
  const gap = x - mean;
  const series = Math.abs(gap) < 0.1 * (x + mean);
  if (!series) return x * Math.log(x / mean) - gap;
  const ratio = gap / (x + mean);
  let sum = gap * ratio;
  let term = 2 * x * ratio;
  for (let divisor = 3; ; divisor += 2) {
    term *= ratio * ratio;
    const next = sum + term / divisor;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * ln of gamma(n + 1) / (gamma(x + 1) gamma(n - x + 1)) p^x q^(n - x), where q = 1 - p is passed beside p so that
 * neither loses digits. `x` and `n` may be fractions; 0 <= x <= n, 0 < p < 1.
 */
export function logBinomialMass(x: number, n: number, p: number, q: number): number {
  if (x === 0) return n * logOf(q, p);
  if (x === n) return n * logOf(p, q);
  const rest = n - x;
  return (
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(rest) -
    deviance(x, n * p) -
    deviance(rest, n * q) -
    0.5 * Math.log(2 * Math.PI * x * (rest / n))
  );
}

function logOf(value: number, complement: number): number {
  return complement < 0.5 ? Math.log1p(-complement) : Math.log(value);
}
