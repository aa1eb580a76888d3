/** What every detector is: a pure function from grades to findings, and what it is told beside the grades. */
import type { Detector, Finding, Grade, Scale } from '../grade.ts';

/** What an honest judge may do, and what must be noticed with the stated power. */
export interface Effects {
  /** Share of known-bad works that an honest judge passes, and of known-good ones that it fails: at most so many. */
  readonly honestRate: number;
  /** The share that must be noticed. */
  readonly rate: number;
  /** Difference of mean marks that must be noticed, as a share of the scale's range. */
  readonly shift: number;
  /** Of the marks below the bar, the share moved to just above it that must be noticed. */
  readonly lifted: number;
  /** Two honest judges may err together: so many times as often the same way as the opposite is no clique. */
  readonly likeness: number;
  /** Share of the items on which two judges depart together that must be noticed. */
  readonly together: number;
}

/** The bars that decisions were taken by. Judges must not know them. */
export interface Bars {
  /** The bar that was in force when this grade was given, and the number of its epoch; null where there was none. */
  readonly of: (grade: Grade) => { readonly mark: number; readonly epoch: number } | null;
  /**
   * The bars that could have been drawn, each equally likely and independently for every epoch; null where a bar is
   * simply named.
   */
  readonly drawnFrom: readonly number[] | null;
  /** Nothing will be marked any more, so that the last epoch is over, too. Default: it is not. */
  readonly isOver?: boolean;
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

/** The options with every default in its place. */
export interface Settings extends Required<Omit<DetectorOptions, 'bars' | 'effects'>> {
  readonly effects: Effects;
  readonly bars: Bars | null;
  /** From the lowest to the highest mark. */
  readonly range: number;
}

const defaultEffects: Effects = {
  honestRate: 0.02,
  rate: 0.2,
  shift: 0.1,
  lifted: 0.5,
  likeness: 3,
  together: 0.2,
};

export function settingsOf({ scale, effects, bars, ...rest }: DetectorOptions): Settings {
  return {
    ...{ falseAlarm: 0.01, power: 0.95, pass: (scale.lowest + scale.highest) / 2, scale },
    ...rest,
    effects: { ...defaultEffects, ...effects },
    bars: bars ?? null,
    range: scale.highest - scale.lowest,
  };
}

/**
 * The least distance of marks that is no matter of rounding: two steps, because works between two marks get either; one
 * on a scale of two or three marks, where it is a third of all there is.
 */
export function leastFar({ lowest, highest, step }: Scale): number {
  return (highest - lowest) / step < 2.5 ? step : 2 * step;
}

/** What the grades say at one level of false alarms. */
export interface Answer
  extends Pick<Finding, 'words' | 'n' | 'estimate' | 'interval' | 'power' | 'evidence'> {
  readonly alarm: boolean;
}

/** One test of one judge, or of two. How many there are follows from which grades there are, never from the marks. */
export interface Question {
  readonly detector: Detector;
  readonly judges: readonly string[];
  /** At the probability of a false alarm that falls to this test; or why the grades cannot tell. */
  readonly answer: ((falseAlarm: number) => Answer) | string;
}

export type Ask = (grades: readonly Grade[], settings: Settings) => readonly Question[];

/**
 * Shares the probability of a false alarm among all tests that can be asked (Bonferroni: whatever hangs together, the
 * sum is never exceeded), and settles each.
 */
export function settle(questions: readonly Question[], { falseAlarm, power }: Settings): readonly Finding[] {
  const asked = questions.filter(({ answer }) => typeof answer !== 'string').length;
  return questions.map(({ detector, judges, answer }) => {
    if (typeof answer === 'string') return notAskable(detector, judges, answer);
    const each = falseAlarm / asked;
    const { alarm, words, ...rest } = answer(each);
    const enough = rest.power !== null && rest.power >= power;
    const verdict = alarm ? 'alarm' : enough ? 'clear' : 'undecided';
    const rate = `False alarm ${percent(each)} over all looks${asked > 1 ? `, ${percent(falseAlarm)} for all ${asked} tests together` : ''}.`;
    const reached = rest.power === null ? '' : ` Power at the planned effect: ${atLeast(rest.power)}.`;
    return { detector, judges, verdict, words: `${words} ${rate}${reached}`, falseAlarm: each, ...rest };
  });
}

function notAskable(detector: Detector, judges: readonly string[], words: string): Finding {
  const nothing = { n: 0, estimate: null, interval: null, falseAlarm: 0, power: null, evidence: [] };
  return { detector, judges, verdict: 'not-askable', words, ...nothing };
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** For a power, which must not look greater than it is: a tenth of a percent, rounded down. */
export function atLeast(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
