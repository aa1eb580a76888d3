/** What every detector is: a pure function from grades to findings, and what it is told beside the grades. */
import type { Finding, Grade, Scale } from '../grade.ts';

/** What an honest judge may do, and what must be noticed with the stated power. */
export interface Effects {
  /** Share of known-bad works that an honest judge passes, and of known-good ones that it fails: at most so many. */
  readonly honestRate: number;
  /** The share that must be noticed. */
  readonly rate: number;
  /** Difference of mean marks that must be noticed, as a share of the scale's range. */
  readonly shift: number;
  /** Of the marks just below the bar, the share moved to just above it that must be noticed. */
  readonly lifted: number;
  /** Two honest judges may err together: the odds ratio of their errors that is no clique. */
  readonly likeness: number;
  /** Share of the items on which two judges depart from the truth together that must be noticed. */
  readonly together: number;
}

/** The bars that decisions were taken by. Judges must not know them. */
export interface Bars {
  /** The bar in force when this grade was given; null where there was none. */
  readonly of: (grade: Grade) => number | null;
  /**
   * The bars that could have been drawn, each equally likely and independently for every epoch; null for a bar that
   * was simply named, or has never changed.
   */
  readonly drawnFrom: readonly number[] | null;
}

export interface DetectorOptions {
  readonly scale: Scale;
  /** Probability of any alarm at all while every judge is honest, over all looks and all tests. Default 0.01. */
  readonly falseAlarm?: number;
  /** Least probability of an alarm at the planned effect; with less, no alarm is `undecided`. Default 0.95. */
  readonly power?: number;
  /** A known-bad work passes with this mark or more, a known-good one fails with less. Default: the scale's middle. */
  readonly pass?: number;
  readonly effects?: Partial<Effects>;
  readonly bars?: Bars;
}

export type Detect = (grades: readonly Grade[], options: DetectorOptions) => readonly Finding[];
