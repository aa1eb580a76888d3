/**
 * The standard normal distribution.
 *
 * Source: NIST Digital Library of Mathematical Functions, 7.11 (error function as incomplete gamma function);
 * Abramowitz and Stegun, 26.2.23 (start of the tail quantile), refined by Halley's method.
 */
import { regularisedGammaLower, regularisedGammaUpper } from './incomplete-gamma.ts';

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Halley's method triples the digits of a step, so a step this small leaves only rounding. */
const LAST_STEP = 1e-6;

/** The probability that a standard normal variable is at most `z`; both tails keep their digits. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('normalCdf needs a number');
  if (Math.abs(z) > 40) return z < 0 ? 0 : 1;
  return z < 0 ? 0.5 * regularisedGammaUpper(0.5, (z * z) / 2) : 0.5 + central(z);
}

/** The `z` with normalCdf(z) = p, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs 0 < p < 1, not ${p}`);
  if (Math.abs(p - 0.5) <= 0.25) return centralQuantile(p - 0.5);
  return p < 0.5 ? -upperTailQuantile(p) : upperTailQuantile(1 - p);
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/** The probability between 0 and z, with the sign of z. */
function central(z: number): number {
  return 0.5 * Math.sign(z) * regularisedGammaLower(0.5, (z * z) / 2);
}

function centralQuantile(fromHalf: number): number {
  let z = fromHalf * ROOT_TWO_PI;
  for (let step = z; Math.abs(step) > LAST_STEP * Math.abs(z); z -= step) {
    const newton = (central(z) - fromHalf) / density(z);
    step = newton / (1 + 0.5 * newton * z);
  }
  return z;
}

/** The z > 0 exceeded with probability `tail` <= 1/4; works on logarithms, where the tail is nearly straight. */
function upperTailQuantile(tail: number): number {
  const y = Math.sqrt(-2 * Math.log(tail));
  let z =
    y - (2.515517 + y * (0.802853 + y * 0.010328)) / (1 + y * (1.432788 + y * (0.189269 + y * 0.001308)));
  for (let step = z; Math.abs(step) > LAST_STEP * z; z -= step) {
    const above = normalCdf(-z);
    const hazard = density(z) / above;
    const newton = -Math.log(above / tail) / hazard;
    step = newton / (1 - 0.5 * newton * (hazard - z));
  }
  return z;
}
