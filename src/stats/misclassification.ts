/** What an imperfect reader's rate says about the true one, given how the reader did on labelled trials. */
import { newcombe } from './difference.ts';
import { requireConfidence, requireCounts } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { normalQuantile } from './special/normal.ts';

/** `successes` of `n`: of the labelled trials that show the behaviour, or that do not, those the reader got right. */
export interface Share {
  readonly successes: number;
  readonly n: number;
}

export interface ReaderError {
  /** Of the trials that show it, those in which the reader saw it. */
  readonly sensitivity: Share;
  /** Of the trials that do not show it, those in which the reader saw nothing. */
  readonly specificity: Share;
}

/**
 * Youden's J = sensitivity + specificity - 1: 1 for a perfect reader, 0 for one that says the same of every trial or
 * flips coins. Null where one side has no labelled trials. The interval is Newcombe's for the difference between the
 * rate of right and the rate of false alarms.
 * Source: Youden, "Index for Rating Diagnostic Tests", Cancer 3 (1950).
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 */
export function youden(
  { sensitivity, specificity }: ReaderError,
  confidence = 0.95,
): (Interval & { readonly value: number }) | null {
  const falseAlarms = specificity.n - specificity.successes;
  const interval = newcombe(sensitivity.successes, sensitivity.n, falseAlarms, specificity.n, confidence);
  if (sensitivity.n === 0 || specificity.n === 0) return null;
  return { value: rateOf(sensitivity) + rateOf(specificity) - 1, ...interval };
}

/** Whether a reader's J is above 0 beyond doubt, so that its rates say something. */
export function isBetterThanChance(error: ReaderError, confidence = 0.95): boolean {
  const found = youden(error, confidence);
  return found !== null && found.low > 0;
}

/**
 * The rate corrected for the reader's error, between 0 and 1: (k/n + specificity - 1) / J. Null where n is 0, where the
 * reader is not better than chance, and where the whole interval lies below 0 or above 1: then the reader's error cannot
 * have been the one that was measured.
 * Source: Rogan and Gladen, "Estimating Prevalence from the Results of a Screening Test", American Journal of
 * Epidemiology 107 (1978).
 *
 * The interval carries the uncertainty of all three rates. It is widened to hold the estimate where it does not.
 * Source: Lang and Reiczigel, "Confidence Limits for Prevalence of Disease Adjusted for Estimated Sensitivity and
 * Specificity", Preventive Veterinary Medicine 113 (2014).
 * Errors: RangeError for impossible counts or confidence outside (0, 1).
 *
 * @example
 * correctedRate({ successes: 30, n: 100 }, { sensitivity: { successes: 45, n: 50 }, specificity: { successes: 95, n: 100 } })
 * // { rate: 0.294..., low: 0.184..., high: 0.421... }
 */
export function correctedRate(
  found: Share,
  error: ReaderError,
  confidence = 0.95,
): (Interval & { readonly rate: number }) | null {
  requireCounts(found.successes, found.n);
  requireConfidence(confidence);
  if (found.n === 0 || !isBetterThanChance(error, confidence)) return null;
  const { sensitivity, specificity } = error;
  const rate = clipped(
    (rateOf(found) + rateOf(specificity) - 1) / (rateOf(sensitivity) + rateOf(specificity) - 1),
  );
  const { low, high } = langReiczigel(found, error, confidence);
  if (low > 1 || high < 0) return null;
  return { rate, low: clipped(Math.min(low, rate)), high: clipped(Math.max(high, rate)) };
}

/** The interval as published, before it is clipped to [0, 1]. */
function langReiczigel(found: Share, error: ReaderError, confidence: number): Interval {
  const z = -normalQuantile((1 - confidence) / 2);
  const seen = smoothed(found, (z * z) / 2);
  const right = smoothed(error.sensitivity, 1);
  const quiet = smoothed(error.specificity, 1);
  const j = right.rate + quiet.rate - 1;
  const centre = (seen.rate + quiet.rate - 1) / j;
  const shift = 2 * z * z * (centre * right.variance - (1 - centre) * quiet.variance);
  const variance =
    (seen.variance + centre * centre * right.variance + (1 - centre) * (1 - centre) * quiet.variance) /
    (j * j);
  const reach = z * Math.sqrt(variance);
  return { low: centre + shift - reach, high: centre + shift + reach };
}

/** A rate with as many successes and failures added, and the variance of that rate. */
function smoothed(
  { successes, n }: Share,
  added: number,
): { readonly rate: number; readonly variance: number } {
  const rate = (successes + added) / (n + 2 * added);
  return { rate, variance: (rate * (1 - rate)) / (n + 2 * added) };
}

function rateOf({ successes, n }: Share): number {
  return successes / n;
}

function clipped(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}
