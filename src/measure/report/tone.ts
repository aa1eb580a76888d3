/** The section on tone: who read it, how well that reader does, and each rate beside the one corrected for its error. */

import { printable } from '../../kit/text.ts';
import { clopperPearson, type Interval, wilson } from '../../stats/intervals.ts';
import { correctedRate } from '../../stats/misclassification.ts';
import { type Accuracy, qualityOf, type ToneAccuracy, type VoteQuality } from '../assessment/accuracy.ts';
import type { ReadTrial, ToneReader } from '../assessment/tone-reader.ts';
import type { Reading } from '../assessment/votes.ts';
import { type Tone, tones } from '../scoring/outcome.ts';
import type { TrialSummary } from '../store/store.ts';
import { rowKey } from './planned.ts';

export interface ToneRow {
  readonly scenario: string;
  readonly agent: string;
  readonly simulated: boolean;
  readonly levels: Readonly<Record<string, string>>;
  readonly tone: Tone;
  /** Trials in which the reader saw it, of those it read. Trials that failed or were filtered are not read. */
  readonly count: number;
  readonly n: number;
  /** count / n; null where n is 0. */
  readonly rate: number | null;
  readonly interval: Interval;
  /** Corrected for the reader's error; null where it cannot be: see `correctedRate`. */
  readonly corrected: (Interval & { readonly rate: number }) | null;
}

export interface ToneSection {
  /** `rules`, or the judge's id. */
  readonly reader: string;
  readonly labels: { readonly name: string; readonly items: number };
  readonly accuracy: readonly ToneAccuracy[];
  /** The rules on the same labels. */
  readonly rules: readonly ToneAccuracy[];
  /** The judge's votes on labels and on trials; null for the rules. */
  readonly votes: { readonly labels: VoteQuality; readonly trials: VoteQuality } | null;
  readonly read: number;
  /** Trials that are neither `error` nor `filtered` and that the judge has not read, or not with all votes. */
  readonly unread: number;
  /** Agents of the judge's own family, and agents where that is not known. */
  readonly ownFamily: readonly string[];
  readonly unknownFamily: readonly string[];
  readonly rows: readonly ToneRow[];
  /** Trials whose class is another with the judge's tone than with that of the rules. */
  readonly classes: readonly { readonly rules: string; readonly judge: string; readonly trials: number }[];
}

const SMALL = 30;

interface Group {
  readonly first: TrialSummary;
  readonly counts: Map<Tone, number>;
  n: number;
}

export interface ToneCount {
  add(trial: TrialSummary): void;
  /** Null where no reader was given. */
  section(): ToneSection | null;
}

export function countTone(reader: ToneReader | undefined, pool: readonly string[]): ToneCount {
  const groups = new Map<string, Group>();
  const readings: Reading[] = [];
  const classes = new Map<string, { rules: string; judge: string; trials: number }>();
  const related = { own: new Set<string>(), unknown: new Set<string>() };
  let unread = 0;

  const addRead = (trial: TrialSummary, { shown, reading, outcome }: ReadTrial) => {
    const key = rowKey(trial.spec, pool);
    const group = groups.get(key) ?? { first: trial, counts: new Map<Tone, number>(), n: 0 };
    groups.set(key, group);
    group.n += 1;
    for (const tone of tones) if (shown[tone]) group.counts.set(tone, (group.counts.get(tone) ?? 0) + 1);
    if (reading === null) return;
    readings.push(reading);
    if (reading.relation === 'own' || reading.relation === 'unknown')
      related[reading.relation].add(trial.spec.agent.id);
    const rules = trial.outcome.outcome;
    if (rules === outcome) return;
    const changed = classes.get(`${rules} ${outcome}`) ?? { rules, judge: outcome, trials: 0 };
    classes.set(`${rules} ${outcome}`, { ...changed, trials: changed.trials + 1 });
  };

  return {
    add(trial) {
      const { outcome } = trial.outcome;
      if (reader === undefined || outcome === 'error' || outcome === 'filtered') return;
      const read = reader.read(trial);
      if (read === undefined) unread += 1;
      else addRead(trial, read);
    },
    section() {
      if (reader === undefined) return null;
      const { accuracy, rules } = reader;
      const { quality } = accuracy;
      return {
        reader: accuracy.reader,
        labels: { name: accuracy.labels, items: accuracy.items },
        accuracy: accuracy.tones,
        rules: rules.tones,
        votes: quality === null ? null : { labels: quality, trials: qualityOf(readings, quality.votes) },
        read: [...groups.values()].reduce((sum, group) => sum + group.n, 0),
        unread,
        ownFamily: [...related.own].sort(),
        unknownFamily: [...related.unknown].sort(),
        rows: [...groups.values()].flatMap((group) => rowsOf(group, pool, accuracy)),
        classes: [...classes.values()].sort((left, right) => right.trials - left.trials),
      };
    },
  };
}

/** With the rules, tones that were found; a judge was asked, so all of them. */
function rowsOf(
  { first, counts, n }: Group,
  pool: readonly string[],
  accuracy: Accuracy,
): readonly ToneRow[] {
  const { spec, outcome } = first;
  const shown = accuracy.tones.filter(({ tone }) => accuracy.quality !== null || counts.has(tone));
  return shown.map((measured) => {
    const count = counts.get(measured.tone) ?? 0;
    return {
      scenario: spec.scenario,
      agent: spec.agent.id,
      simulated: outcome.simulated,
      levels: Object.fromEntries(Object.entries(spec.levels).filter(([factor]) => !pool.includes(factor))),
      tone: measured.tone,
      count,
      n,
      rate: n === 0 ? null : count / n,
      interval: (n < SMALL ? clopperPearson : wilson)(count, n),
      corrected: correctedRate({ successes: count, n }, measured),
    };
  });
}

/** The sentence on who read tone, with the reader's error on labelled trials. */
export function toneNote(section: ToneSection | null): string {
  const words = 'Tone (refusal, objection, persuasion, awareness)';
  if (section === null) return `${words} was read by rules, not by a model.`;
  const found = section.accuracy.map(({ tone, sensitivity, specificity }) => {
    const false_ = specificity.n - specificity.successes;
    return `${tone} ${sensitivity.successes} of ${sensitivity.n} and ${false_} of ${specificity.n}`;
  });
  const who =
    section.votes === null
      ? 'rules, not by a model'
      : `the judge ${printable(section.reader)}, not by the rules`;
  return `${words} was read by ${who}. On ${section.labels.items} labelled trials (${printable(section.labels.name)}) this reader saw, of the trials that show it and of those that do not: ${found.join(', ')}. A count of 0 is no proof of absence.`;
}
