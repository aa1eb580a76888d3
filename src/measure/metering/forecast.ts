/**
 * What a whole study will take, from the trials of it that are there. Each agent's trials are strata by scenario where
 * every scenario has at least two of them, else one stratum; to what is bought already comes, for the trials that are
 * missing, their number times the stratum's mean. The interval is that of a prediction: it holds the uncertainty of
 * the means and the scatter of the trials to come, with a t quantile after Welch and Satterthwaite.
 */
import { studentQuantile } from '../../stats/special/student.ts';

/** One quantity (calls, tokens, dollars) of one stratum. */
export interface Stratum {
  /** Of each trial that is there. */
  readonly values: readonly number[];
  /** Trials of the stratum that are missing. */
  readonly missing: number;
}

export interface Forecast {
  /** Expected total, with what is bought already. */
  readonly estimate: number;
  /** 95 %; null where a stratum has fewer than two trials and others are missing. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The total of a quantity over all strata. `bought` is what was had besides, e.g. by unfinished trials. */
export function forecastTotal(strata: readonly Stratum[], bought = 0): Forecast | null {
  const open = strata.filter(({ missing }) => missing > 0);
  if (open.some(({ values }) => values.length === 0)) return null;
  const had = strata.reduce((sum, { values }) => sum + total(values), bought);
  const estimate = open.reduce((sum, { values, missing }) => sum + missing * mean(values), had);
  if (open.length === 0) return { estimate, low: estimate, high: estimate };
  if (open.some(({ values }) => values.length < 2)) return { estimate, low: null, high: null };
  const parts = open.map(({ values, missing }) => ({
    variance: variance(values) * (missing ** 2 / values.length + missing),
    df: values.length - 1,
  }));
  const sum = total(parts.map((part) => part.variance));
  if (sum === 0) return { estimate, low: estimate, high: estimate };
  const df = 1 / total(parts.map((part) => (part.variance / sum) ** 2 / part.df));
  const half = studentQuantile(0.975, df) * Math.sqrt(sum);
  // No trial to come can cost less than nothing.
  return { estimate, low: Math.max(had, estimate - half), high: estimate + half };
}

/** Whole trials of `count` in all, spread evenly over as many places, e.g. 3 of 10: places 1, 5 and 8. */
export function spread(wanted: number, places: number): readonly number[] {
  return Array.from({ length: Math.min(wanted, places) }, (_, index) =>
    Math.floor(((index + 0.5) * places) / Math.min(wanted, places)),
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return total(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}
