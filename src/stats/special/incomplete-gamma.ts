/**
 * The regularised incomplete gamma functions P (lower) and Q (upper), and the chi-square tail made of them.
 *
 * Source: NIST Digital Library of Mathematical Functions, 8.11.4 (series) and 8.9.2 (continued fraction, summed
 * by the modified Lentz method).
 */
import { deviance } from './binomial-mass.ts';
import { stirlingError } from './gamma.ts';

const EPSILON = 1e-15;
const TINY = 1e-300;

/** P(a, x): the probability that a gamma variable of shape a > 0 is at most x >= 0. */
export function regularisedGammaLower(a: number, x: number): number {
  if (x === 0) return 0;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Q(a, x) = 1 - P(a, x), without loss of digits where it is small. */
export function regularisedGammaUpper(a: number, x: number): number {
  if (x === 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** The probability that a chi-square variable with `df` > 0 degrees of freedom exceeds `x` >= 0. */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(x >= 0) || !(df > 0)) throw new RangeError(`chi-square needs x >= 0 and df > 0, not ${x} and ${df}`);
  return regularisedGammaUpper(df / 2, x / 2);
}

/** x^a e^-x / gamma(a + 1). */
function poissonWeight(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let divisor = a + 1; term > 0.1 * EPSILON * sum; divisor += 1) {
    term *= x / divisor;
    sum += term;
  }
  return poissonWeight(a, x) * sum;
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  let change = 0;
  for (let i = 1; Math.abs(change - 1) > EPSILON; i += 1) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    change = c * d;
    value *= change;
  }
  return poissonWeight(a, x) * a * value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
