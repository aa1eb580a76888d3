/**
 * The beta distribution: the regularised incomplete beta function and its inverse.
 *
 * Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction, summed by the modified
 * Lentz method); Abramowitz and Stegun, 26.5.22 (start of the quantile).
 */
import { logBinomialMass } from './binomial-mass.ts';
import { logGamma } from './gamma.ts';
import { normalQuantile } from './normal.ts';

const EPSILON = 1e-15;
const TINY = 1e-300;

/** Below this logit the start of the quantile, the leading term of the tail, is exact; x soon underflows. */
const LEADING_TERM_ONLY = -600;

/** Which side of the quantile holds the given probability. */
export type Tail = 'lower' | 'upper';

/** I_x(a, b): the probability that a beta variable with a, b > 0 is at most x. */
export function regularisedBeta(x: number, a: number, b: number): number {
  requireShapes(a, b);
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must lie between 0 and 1, not ${x}`);
  if (x === 0 || x === 1) return x;
  return Math.exp(logLowerTail(x, 1 - x, a, b));
}

/** The x below which (`lower`) or above which (`upper`) a beta variable lies with probability p, 0 < p < 1. */
export function betaQuantile(p: number, a: number, b: number, tail: Tail): number {
  return logistic(betaLogitQuantile(p, a, b, tail));
}

/** ln(x / (1 - x)) of the quantile: keeps the digits of x and of 1 - x alike. */
export function betaLogitQuantile(p: number, a: number, b: number, tail: Tail): number {
  requireShapes(a, b);
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs 0 < p < 1, not ${p}`);
  if (tail === 'upper') return -betaLogitQuantile(p, b, a, 'lower');
  return p <= 0.5 ? lowerHalfLogit(p, a, b) : -lowerHalfLogit(1 - p, b, a);
}

function requireShapes(a: number, b: number): void {
  if (!(a > 0 && b > 0 && a + b < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`the shapes of a beta distribution must be positive and finite, not ${a} and ${b}`);
  }
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** ln of x^a y^b / B(a, b), y = 1 - x: the density on the logit scale. */
function logWeight(x: number, y: number, a: number, b: number): number {
  return Math.log(a * (b / (a + b))) + logBinomialMass(a, a + b, x, y);
}

function logLowerTail(x: number, y: number, a: number, b: number): number {
  // The fraction converges fast only on its own side of the mean; the other side comes from the complement.
  if (x <= (a + 1) / (a + b + 2)) return logWeight(x, y, a, b) + Math.log(betaFraction(x, a, b) / a);
  return Math.log1p((-Math.exp(logWeight(x, y, a, b)) * betaFraction(y, b, a)) / b);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  let change = 0;
  for (let m = 1; Math.abs(change - 1) > EPSILON; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    change = c * d;
    value *= change;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * The logit of the quantile for p <= 1/2. On the logit scale the density is log-concave, so ln I is concave too
 * and Newton's method cannot miss; Halley's correction makes it cubic.
 */
function lowerHalfLogit(p: number, a: number, b: number): number {
  const logP = Math.log(p);
  const lastStep = 1e-6 * Math.min(1, Math.sqrt(1 / a + 1 / b));
  let logit = startingLogit(p, a, b);
  if (logit < LEADING_TERM_ONLY) return logit;
  for (let step = 1; Math.abs(step) > lastStep; logit -= step) {
    const x = logistic(logit);
    const y = logistic(-logit);
    const logTail = logLowerTail(x, y, a, b);
    const slope = Math.exp(logWeight(x, y, a, b) - logTail);
    const newton = (logTail - logP) / slope;
    const bend = a * y - b * x - slope;
    step = newton / Math.max(0.5, 1 - 0.5 * newton * bend);
  }
  return logit;
}

function startingLogit(p: number, a: number, b: number): number {
  if (a < 1 || b < 1) {
    const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
    // Near 0 the tail is x^a / (a B(a, b)).
    return Math.min(Math.log(a / b), (Math.log(p) + Math.log(a) + logBeta) / a);
  }
  const z = -normalQuantile(p);
  const r = 1 / (2 * a - 1);
  const s = 1 / (2 * b - 1);
  const h = 2 / (r + s);
  const lambda = (z * z - 3) / 6;
  const w = (z * Math.sqrt(h + lambda)) / h - (s - r) * (lambda + 5 / 6 - 2 / (3 * h));
  return Math.max(LEADING_TERM_ONLY, Math.log(a / b) - 2 * w);
}
