/**
 * Evidence against a rate that may be looked at after every trial.
 *
 * A process that starts at 1, is never negative and, while the null hypothesis holds, is never expected to grow,
 * ever reaches 1 / alpha with probability at most alpha. So an alarm raised whenever it does is false with
 * probability at most alpha over all looks. All evidence is given as natural logarithms.
 *
 * Source: Ville, Étude critique de la notion de collectif (1939); Ramdas, Grünwald, Vovk and Shafer, "Game-Theoretic
 * Statistics and Safe Anytime-Valid Inference", Statistical Science 38 (2023).
 */
import { requireCounts } from '../inputs.ts';
import { regularisedBeta } from '../special/beta.ts';
import { logGamma } from '../special/gamma.ts';

/**
 * Against "each trial succeeds with probability at most `rate`": the likelihood averaged over all greater rates with
 * the arcsine weight, divided by the likelihood at `rate`.
 * Source: Robbins, "Statistical Methods Related to the Law of the Iterated Logarithm", Annals of Mathematical
 * Statistics 41 (1970), one-sided.
 * Errors: RangeError for impossible counts, or a rate that is not strictly between 0 and 1.
 *
 * @example rateEvidence(6, 20, 0.05) // 4.3...
 */
export function rateEvidence(successes: number, n: number, rate: number): number {
  requireCounts(successes, n);
  requireInside(rate);
  const [a, b] = [successes + 0.5, n - successes + 0.5];
  const likelihood = logGamma(a) + logGamma(b) - logGamma(n + 1) - Math.log(Math.PI);
  const above = Math.log(regularisedBeta(1 - rate, b, a)) - Math.log(regularisedBeta(1 - rate, 0.5, 0.5));
  return likelihood + above - successes * Math.log(rate) - (n - successes) * Math.log1p(-rate);
}

/** The largest `rateEvidence` after any number of the trials; 0 where it never rose. Only a success lets it rise. */
export function largestRateEvidence(trials: readonly boolean[], rate: number): number {
  requireInside(rate);
  let largest = 0;
  let successes = 0;
  trials.forEach((success, at) => {
    if (!success) return;
    successes += 1;
    if (successes > rate * (at + 1)) largest = Math.max(largest, rateEvidence(successes, at + 1, rate));
  });
  return largest;
}

/** A watch over trials without an end: alarm as soon as the evidence against `rate` reaches 1 / `falseAlarm`. */
export interface RateWatch {
  readonly rate: number;
  readonly falseAlarm: number;
}

/**
 * The exact probabilities of an alarm within 0, 1, ... `n` trials that succeed with probability `trueRate`.
 * With `trueRate` at most the watch's rate they never exceed its `falseAlarm`.
 */
export function rateWatchAlarms({ rate, falseAlarm }: RateWatch, trueRate: number, n: number): number[] {
  const needed = -Math.log(falseAlarm);
  const alarms = [0];
  let silent = [1];
  let bound = 1;
  for (let trial = 1; trial <= n; trial += 1) {
    while (bound <= trial && (bound <= rate * trial || rateEvidence(bound, trial, rate) < needed)) bound += 1;
    const next = Array.from({ length: Math.min(bound, trial + 1) }, (_, count) => {
      const failed = (silent[count] ?? 0) * (1 - trueRate);
      return failed + (count > 0 ? (silent[count - 1] ?? 0) * trueRate : 0);
    });
    silent = next;
    alarms.push(Math.max(0, 1 - silent.reduce((sum, mass) => sum + mass, 0)));
  }
  return alarms;
}

function requireInside(rate: number): void {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`rate must lie strictly between 0 and 1, not ${rate}`);
}
