/** How well a reader (a judge, or the rules) does on labelled transcripts, and how far a judge's votes agree. */
import type { Hash } from '../../kit/hash.ts';
import { krippendorffAlpha } from '../../stats/agreement.ts';
import { clopperPearson, type Interval, wilson } from '../../stats/intervals.ts';
import { isBetterThanChance, type ReaderError, type Share, youden } from '../../stats/misclassification.ts';
import { type Tone, tones } from '../scoring/outcome.ts';
import type { Labels } from './labelled/labelled-trial.ts';
import { perTone, type Reading, readingOf, type Votes } from './votes.ts';

/** What accuracy is measured on. */
export interface LabelledItem {
  readonly id: string;
  readonly subject: Hash;
  readonly labels: Labels;
  readonly byRules: Labels;
}

export interface MeasuredShare extends Share, Interval {}

export interface ToneAccuracy {
  readonly tone: Tone;
  readonly sensitivity: MeasuredShare;
  readonly specificity: MeasuredShare;
  /** (sensitivity + specificity) / 2; null without labelled trials of both kinds. */
  readonly balanced: number | null;
  readonly youden: (Interval & { readonly value: number }) | null;
  /** False where the interval of Youden's J holds 0: then the reader's rates say nothing. */
  readonly betterThanChance: boolean;
}

export interface VoteQuality {
  readonly votes: number;
  /** Krippendorff's alpha over the votes, by tone; null where all votes were the same. */
  readonly alpha: Readonly<Record<Tone, number | null>>;
  readonly ties: Readonly<Record<Tone, number>>;
  readonly misquoted: Readonly<Record<Tone, number>>;
  /** Votes that were no verdict, of all votes. */
  readonly invalid: Share;
  /** Trials without a single verdict: they count as not shown. */
  readonly unread: number;
}

export interface Accuracy {
  /** `rules`, or the judge's id. */
  readonly reader: string;
  /** Name of the labels. */
  readonly labels: string;
  readonly items: number;
  readonly tones: readonly ToneAccuracy[];
  /** Null for the rules. */
  readonly quality: VoteQuality | null;
}

const SMALL = 30;

export function rulesAccuracy(items: readonly LabelledItem[], labels: string): Accuracy {
  return {
    reader: 'rules',
    labels,
    items: items.length,
    tones: measured(items, (item) => item.byRules),
    quality: null,
  };
}

/** Undefined while votes on some item are missing. */
export function judgeAccuracy(
  items: readonly LabelledItem[],
  votes: Votes,
  judge: { readonly reader: string; readonly labels: string; readonly votes: number },
): Accuracy | undefined {
  const readings = new Map<Hash, Reading>();
  for (const { subject } of items) {
    const reading = readingOf(votes.get(subject), judge.votes);
    if (reading === undefined) return undefined;
    readings.set(subject, reading);
  }
  return {
    reader: judge.reader,
    labels: judge.labels,
    items: items.length,
    tones: measured(items, (item) => readings.get(item.subject)?.shown),
    quality: qualityOf([...readings.values()], judge.votes),
  };
}

export function qualityOf(readings: readonly Reading[], votes: number): VoteQuality {
  return {
    votes,
    alpha: perTone((tone) => krippendorffAlpha(readings.map((reading) => reading.byVote[tone]))),
    ties: perTone((tone) => readings.filter((reading) => reading.ties.includes(tone)).length),
    misquoted: perTone((tone) => readings.reduce((sum, reading) => sum + reading.misquoted[tone], 0)),
    invalid: {
      successes: readings.reduce((sum, reading) => sum + reading.invalid, 0),
      n: readings.length * votes,
    },
    unread: readings.filter((reading) => reading.invalid === votes).length,
  };
}

function measured(
  items: readonly LabelledItem[],
  read: (item: LabelledItem) => Labels | undefined,
): readonly ToneAccuracy[] {
  return tones.map((tone) => {
    const shown = items.filter((item) => item.labels[tone]);
    const quiet = items.filter((item) => !item.labels[tone]);
    const error: ReaderError = {
      sensitivity: { successes: shown.filter((item) => read(item)?.[tone] === true).length, n: shown.length },
      specificity: { successes: quiet.filter((item) => read(item)?.[tone] !== true).length, n: quiet.length },
    };
    const j = youden(error);
    return {
      tone,
      sensitivity: measuredShare(error.sensitivity),
      specificity: measuredShare(error.specificity),
      balanced: j === null ? null : (j.value + 1) / 2,
      youden: j,
      betterThanChance: isBetterThanChance(error),
    };
  });
}

function measuredShare(share: Share): MeasuredShare {
  const interval = share.n < SMALL ? clopperPearson : wilson;
  return { ...share, ...interval(share.successes, share.n) };
}
