/**
 * A confidence sequence of one rate: intervals that hold at every number of trials at once, so that a study may look
 * after each trial and stop when it likes.
 *
 * The likelihood of the trials, averaged over the rate with the arcsine (Jeffreys) weight and divided by the
 * likelihood at the true rate, is a martingale that starts at 1; by Ville's inequality it ever reaches 1 / alpha
 * with probability at most alpha. The interval is the set of rates for which it has not.
 *
 * Source: Robbins, "Statistical Methods Related to the Law of the Iterated Logarithm", Annals of Mathematical
 * Statistics 41 (1970); Krichevsky and Trofimov, IEEE Transactions on Information Theory 27 (1981), for the weight;
 * Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of
 * Statistics 49 (2021).
 */
import { requireConfidence, requireCounts } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { deviance, logBinomialMass } from './special/binomial-mass.ts';
import { stirlingError } from './special/gamma.ts';

/**
 * The interval after `n` trials. With probability `confidence` all intervals of a study hold the true rate; each is
 * wider than one meant for a single look. No trials: [0, 1].
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 *
 * @example confidenceSequence(30, 100) // { low: 0.165..., high: 0.462... }
 */
export function confidenceSequence(successes: number, n: number, confidence = 0.95): Interval {
  requireCounts(successes, n);
  requireConfidence(confidence);
  if (n === 0) return { low: 0, high: 1 };
  const failures = n - successes;
  const logAlpha = Math.log1p(-confidence);
  if (failures === 0) return { low: lowestAllSuccess(n, logAlpha), high: 1 };
  if (successes === 0) return { low: 0, high: 1 - lowestAllSuccess(n, logAlpha) };
  const allowed = -logAlpha - logMartingaleAtEstimate(successes, failures);
  return {
    low: logistic(outerLogit(successes, failures, allowed)),
    high: logistic(-outerLogit(failures, successes, allowed)),
  };
}

/** The rate whose n-th power is alpha times the martingale's n-th factor: the bound when every trial succeeded. */
function lowestAllSuccess(n: number, logAlpha: number): number {
  return Math.exp((logAlpha + logHalfStep(n) - 0.5 * Math.log(Math.PI)) / n);
}

/** ln of gamma(count + 1/2) / gamma(count + 1) for count >= 1, without a difference of huge logarithms. */
function logHalfStep(count: number): number {
  const less = count - 0.5;
  return (
    stirlingError(less) - stirlingError(count) + deviance(less, count) + 0.5 * Math.log(less / count / count)
  );
}

/** The martingale is smallest at the observed rate; from there it grows with the deviance. */
function logMartingaleAtEstimate(successes: number, failures: number): number {
  const n = successes + failures;
  const mass = logBinomialMass(successes, n, successes / n, failures / n);
  return logHalfStep(successes) + logHalfStep(failures) - Math.log(Math.PI) - mass;
}

/**
 * The logit below the estimate at which the deviance reaches `allowed`. On this scale the deviance is convex and
 * the start lies outside, so Newton's method walks inwards without overshooting.
 */
function outerLogit(successes: number, failures: number, allowed: number): number {
  const n = successes + failures;
  let logit = Math.log(successes / n) + (failures * Math.log(failures / n) - allowed) / successes;
  for (let step = 1; Math.abs(step) > 1e-9; logit -= step) {
    const p = logistic(logit);
    const distance = deviance(successes, n * p) + deviance(failures, n * logistic(-logit));
    step = (distance - allowed) / (n * p - successes);
  }
  return logit;
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
