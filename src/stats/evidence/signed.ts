/**
 * Evidence from differences of pairs that may be looked at after each.
 *
 * Where both presentations of a pair are marked alike, a difference is as likely as its negative, whatever the
 * distribution of marks. Then the product of exp(t d) / cosh(t d) is expected never to grow; the evidence is its mean
 * over several t. As natural logarithms; see `rate.ts` for what an alarm by it means.
 *
 * Source: de la Peña, "A General Class of Exponential Inequalities for Martingales and Ratios", Annals of Probability
 * 27 (1999); Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform Chernoff Bounds", Probability Surveys 17 (2020).
 */
import { requireConfidence } from '../inputs.ts';
import type { Interval } from '../intervals.ts';
import { type Growth, growthOf, normalSpread, observationsFor, powerAt } from './growth.ts';
import { logMean } from './log-mean.ts';

/** The values of t, for differences in units of the range of what is subtracted. */
const TILTS = [1, 2, 4, 8, 16, 32];
const SIGNED_TILTS = TILTS.flatMap((tilt) => [tilt, -tilt]);

/** Collects differences and tells the evidence so far. */
export interface SignedPath {
  add(difference: number, times?: number): void;
  /** Against symmetry about 0, upwards or downwards. */
  now(): number;
}

/** `range` is the range of the values that are subtracted: with it all evidence is free of units. */
export function signedPath(range: number): SignedPath {
  const sums = SIGNED_TILTS.map(() => 0);
  // Marks of a scale have few differences.
  const known = new Map<number, readonly number[]>();
  return {
    add: (difference, times = 1) => {
      const gains = known.get(difference) ?? SIGNED_TILTS.map((tilt) => gain((tilt * difference) / range));
      known.set(difference, gains);
      gains.forEach((each, at) => {
        sums[at] = (sums[at] ?? 0) + times * each;
      });
    },
    now: () => logMean(sums),
  };
}

/** The largest evidence after any number of the differences. */
export function largestSignedEvidence(differences: readonly number[], range: number): number {
  const path = signedPath(range);
  let largest = 0;
  for (const difference of differences) {
    path.add(difference);
    largest = Math.max(largest, path.now());
  }
  return largest;
}

/**
 * The values about which the differences may be symmetric: an interval of the mean difference that holds at every
 * number of them at once. No differences: all that could be.
 * Errors: RangeError for a confidence outside (0, 1).
 *
 * @example signedInterval([1, 2, 0, 1, 1, 2, 1, 1, 0, 1], 10) // { low: -0.2..., high: 2.2... }
 */
export function signedInterval(differences: readonly number[], range: number, confidence = 0.95): Interval {
  requireConfidence(confidence);
  const counts = new Map<number, number>();
  for (const difference of differences) counts.set(difference, (counts.get(difference) ?? 0) + 1);
  const enough = -Math.log1p(-confidence);
  const isOut = (centre: number) => {
    const path = signedPath(range);
    for (const [difference, times] of counts) path.add(difference - centre, times);
    return path.now() >= enough;
  };
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, differences.length);
  return { low: lastInside(mean, -range, isOut), high: lastInside(mean, range, isOut) };
}

/** The end of the interval on the way from `inside` to `limit`, rounded outwards by at most 1/1000 of the way. */
function lastInside(inside: number, limit: number, isOut: (centre: number) => boolean): number {
  if (!isOut(limit)) return limit;
  let [near, far] = [inside, limit];
  for (let step = 0; step < 10; step += 1) {
    const middle = (near + far) / 2;
    if (isOut(middle)) far = middle;
    else near = middle;
  }
  return far;
}

/** A watch over pairs, and the shift of the mean difference that it must notice. */
export interface PairWatch {
  readonly falseAlarm: number;
  readonly range: number;
  readonly shift: number;
}

/**
 * Probability of an alarm within `n` differences that are spread like `residuals` (mean 0) about the shift; see
 * `growth.ts`.
 */
export function signedPower(watch: PairWatch, residuals: readonly number[], n: number): number {
  return residuals.length === 0 ? 0 : powerAt(growthsOf(watch, residuals), neededFor(watch), n);
}

/** The least number of differences, normal with this standard deviation, for which `signedPower` is `power`. */
export function pairsFor(watch: PairWatch, deviation: number, power: number): number {
  return observationsFor(growthsOf(watch, normalSpread(deviation)), neededFor(watch), power);
}

function neededFor({ falseAlarm }: PairWatch): number {
  return Math.log(SIGNED_TILTS.length / falseAlarm);
}

function growthsOf({ shift, range }: PairWatch, residuals: readonly number[]): readonly Growth[] {
  return TILTS.map((tilt) =>
    growthOf(residuals.map((residual) => gain((tilt * (residual + Math.abs(shift))) / range))),
  );
}

/** x - ln cosh x. */
function gain(x: number): number {
  return x - Math.abs(x) - Math.log1p(Math.exp(-2 * Math.abs(x))) + Math.LN2;
}
