/** Who read the words that a report's outcomes rest on, and how well that reader does; tone rates corrected for its error. */

import type { Hash } from '../../kit/hash.ts';
import { printable } from '../../kit/text.ts';
import { clopperPearson, type Interval, wilson } from '../../stats/intervals.ts';
import { correctedRate } from '../../stats/misclassification.ts';
import type { Measured } from '../assessment/accuracy.ts';
import { type QuestionName, questionNames, type Tone, tones } from '../assessment/answer.ts';
import { rulesName } from '../assessment/by-rules.ts';
import type { Outcome } from '../assessment/classify/outcome.ts';
import {
  type FailedVote,
  type FormCounts,
  failedVotes,
  formsOf,
  votesAsked,
} from '../assessment/judge/failed-votes.ts';
import { relationOf } from '../assessment/judge/family.ts';
import type { StoredJudge } from '../assessment/judge/judged.ts';
import { measuredJudge, type VoteQuality, voteQuality } from '../assessment/judge/measured-judge.ts';
import { measuredRulesFile } from '../assessment/measured-rules.ts';
import { readerError, saysSomething } from '../assessment/shares.ts';
import { completeLevels } from '../scenarios/factors.ts';
import type { TrialSummary } from '../store/store.ts';
import { rowKey } from './planned.ts';
import type { AgentVariants, Variant } from './variants.ts';

/** A trial with its outcome, by whatever readers. */
export type ReadTrial = Pick<TrialSummary, 'key' | 'spec' | 'head'> & { readonly outcome: Outcome };

export interface ReaderRow {
  readonly question: QuestionName;
  /** `typed`, `rules/told@1`, `judge:ID`. */
  readonly reader: string;
  /** Trials in which it answered the question. */
  readonly read: number;
  /** Of these, those whose outcome hangs on what it could not tell. */
  readonly unclear: number;
  /** How it does on labelled texts; null where that was not measured, or where it reads fields and no words. */
  readonly measured: Measured | null;
  /** Whether its answers say anything on those texts; null where that is not known. */
  readonly saysSomething: boolean | null;
}

export interface ToneRow {
  readonly scenario: string;
  readonly agent: string;
  /** What tells the agent from others of its id; null where there are none. */
  readonly variant: Variant | null;
  readonly simulated: boolean;
  readonly levels: Readonly<Record<string, string>>;
  readonly tone: Tone;
  /** Trials in which the judge saw it, of those in which it could tell. Failed and filtered trials are not read. */
  readonly count: number;
  readonly n: number;
  /** count / n; null where n is 0. */
  readonly rate: number | null;
  readonly interval: Interval;
  /** Corrected for the reader's error; null where it cannot be: see `correctedRate`. */
  readonly corrected: (Interval & { readonly rate: number }) | null;
}

export interface ReadersSection {
  readonly readers: readonly ReaderRow[];
  /** The judge whose answers go before those of the rules; null where none was asked for. */
  readonly judge: {
    readonly id: string;
    readonly hash: string;
    readonly quality: readonly VoteQuality[];
    /** Votes on trials and on labelled texts, those among them without an answer, and the last of those. */
    readonly votes: number;
    readonly invalid: number;
    readonly lastFault: NamedFault | null;
    /** Votes by the form that their answers were asked for in, as far as that is known. */
    readonly forms: FormCounts;
    /** Agents of the judge's own family, and agents where that is not known. */
    readonly ownFamily: readonly string[];
    readonly unknownFamily: readonly string[];
  } | null;
  /** By a judge only: the rules leave too much unclear for a correction to mean anything. */
  readonly tones: readonly ToneRow[];
}

/** A vote without an answer; the trial is null where it was on a labelled text. */
export interface NamedFault {
  readonly trial: Hash | null;
  readonly vote: number;
  readonly fault: string;
}

export interface ReaderCount {
  add(trial: ReadTrial): void;
  section(variantOf?: AgentVariants['variantOf']): ReadersSection;
}

/** What is known of a judge before the first trial is read: how it does on labelled texts. */
export interface MeasuredStoredJudge {
  readonly judge: StoredJudge;
  readonly measured: ReadonlyMap<QuestionName, Measured | null>;
}

/** For `countReaders`. Plays the labelled texts of the questions that the judge has answered. */
export async function withMeasures(judge: StoredJudge): Promise<MeasuredStoredJudge> {
  const names = questionNames.filter((name) => judge.questions.has(name));
  const all = await Promise.all(names.map(async (name) => [name, await measuredJudge(judge, name)] as const));
  return { judge, measured: new Map(all) };
}

interface Group {
  readonly first: ReadTrial;
  readonly counts: Map<Tone, { count: number; n: number }>;
}

/**
 * Counts as trials stream by.
 *
 * @example
 * const count = countReaders(undefined, study.pool);
 * for (const trial of trials) count.add(trial);
 * readersText(count.section(), varied);
 */
export function countReaders(judge?: MeasuredStoredJudge, pool: readonly string[] = []): ReaderCount {
  const rows = new Map<string, { question: QuestionName; reader: string; read: number; unclear: number }>();
  const groups = new Map<string, Group>();
  const failed = judge === undefined ? [] : failedVotes(judge.judge.kept);
  const failedOn = new Set(failed.map(({ subject }) => subject));
  const trialsByHead = new Map<Hash, Hash>();
  const related = { own: new Set<string>(), unknown: new Set<string>() };

  const addTones = (trial: ReadTrial, reader: string) => {
    const read = tones.filter((tone) => trial.outcome.readers[tone] === reader);
    if (read.length === 0) return;
    const key = rowKey(trial.spec, pool);
    const group = groups.get(key) ?? { first: trial, counts: new Map() };
    groups.set(key, group);
    for (const tone of read) {
      const counts = group.counts.get(tone) ?? { count: 0, n: 0 };
      group.counts.set(tone, counts);
      if (isUnclear(trial.outcome, tone)) continue;
      counts.n += 1;
      if (trial.outcome.behaviours.includes(tone)) counts.count += 1;
    }
  };

  return {
    add(trial) {
      if (failedOn.has(trial.head)) trialsByHead.set(trial.head, trial.key);
      const { outcome, readers, unread } = trial.outcome;
      if (outcome === 'error' || outcome === 'filtered') return;
      for (const question of questionNames) {
        const reader = readers[question];
        if (reader === undefined) continue;
        const row = rows.get(`${question} ${reader}`) ?? { question, reader, read: 0, unclear: 0 };
        rows.set(`${question} ${reader}`, row);
        row.read += 1;
        if (unread.some((one) => one.question === question)) row.unclear += 1;
      }
      if (judge === undefined || !Object.values(readers).includes(judge.judge.reader)) return;
      const relation = relationOf(judge.judge.identity, trial.spec.agent);
      if (relation === 'own' || relation === 'unknown') related[relation].add(trial.spec.agent.id);
      addTones(trial, judge.judge.reader);
    },
    section: (variantOf = () => null) => ({
      readers: [...rows.values()]
        .toSorted(
          (a, b) => questionNames.indexOf(a.question) - questionNames.indexOf(b.question) || b.read - a.read,
        )
        .map((row): ReaderRow => {
          const measured = measuredOf(row.question, row.reader, judge);
          return {
            ...row,
            measured,
            saysSomething: measured === null ? null : saysSomething(measured.figures),
          };
        }),
      judge:
        judge === undefined
          ? null
          : {
              id: judge.judge.identity.id,
              hash: judge.judge.hash,
              quality: voteQuality(judge.judge),
              votes: votesAsked(judge.judge.kept),
              invalid: failed.length,
              lastFault: lastFaultOf(failed, trialsByHead),
              forms: formsOf(judge.judge.kept),
              ownFamily: [...related.own].sort(),
              unknownFamily: [...related.unknown].sort(),
            },
      tones: [...groups.values()].flatMap((group) => toneRows(group, pool, { judge, variantOf })),
    }),
  };
}

/** Of the trials if any of them has one, for those can be read. */
function lastFaultOf(
  failed: readonly FailedVote[],
  trialsByHead: ReadonlyMap<Hash, Hash>,
): NamedFault | null {
  const last = failed.findLast(({ subject }) => trialsByHead.has(subject)) ?? failed.at(-1);
  if (last === undefined) return null;
  return { trial: trialsByHead.get(last.subject) ?? null, vote: last.vote, fault: last.fault };
}

function isUnclear({ unclear }: Outcome, tone: Tone): boolean {
  return unclear.includes(tone);
}

function measuredOf(
  question: QuestionName,
  reader: string,
  judge: MeasuredStoredJudge | undefined,
): Measured | null {
  if (reader === rulesName(question)) return measuredRulesFile[question];
  return judge !== undefined && reader === judge.judge.reader ? (judge.measured.get(question) ?? null) : null;
}

/** Below this many the exact interval. */
const SMALL = 30;

function toneRows(
  { first, counts }: Group,
  pool: readonly string[],
  {
    judge,
    variantOf,
  }: {
    readonly judge: MeasuredStoredJudge | undefined;
    readonly variantOf: AgentVariants['variantOf'];
  },
): readonly ToneRow[] {
  const { spec, outcome } = first;
  return tones.flatMap((tone): readonly ToneRow[] => {
    const found = counts.get(tone);
    if (found === undefined) return [];
    const { count, n } = found;
    const measured = judge?.measured.get(tone) ?? undefined;
    const error = measured === undefined ? undefined : readerError(measured.figures);
    return [
      {
        scenario: spec.scenario,
        agent: spec.agent.id,
        variant: variantOf(spec.agent),
        simulated: outcome.simulated,
        levels: Object.fromEntries(
          Object.entries(completeLevels(spec.levels)).filter(([factor]) => !pool.includes(factor)),
        ),
        tone,
        count,
        n,
        rate: n === 0 ? null : count / n,
        interval: (n < SMALL ? clopperPearson : wilson)(count, n),
        corrected: error === undefined ? null : correctedRate({ successes: count, n }, error),
      },
    ];
  });
}

/** The sentences on who read the words, for the notes of a report. */
export function readersNotes({ readers, judge }: ReadersSection): readonly string[] {
  const byRules = readers.filter(({ reader }) => reader.startsWith('rules/'));
  const unclear = readers.filter((row) => row.unclear > 0);
  return [
    ...(byRules.length === 0
      ? []
      : [
          `Words were read by rules, not by a model, for ${byRules.map(({ question }) => question).join(', ')}. The rules answer where they are precise and call the rest unclear; a judge or a person can read it. A count of 0 is no proof of absence.`,
        ]),
    ...(judge === null
      ? []
      : [
          `The judge ${printable(judge.id)} read the words where it answered; its answers take precedence over those of the rules.`,
        ]),
    ...(unclear.length === 0
      ? []
      : [
          `Trials whose outcome hangs on words that no reader could tell: ${unclear.map(({ question, unclear: count }) => `${question} ${count}`).join(', ')}.`,
        ]),
  ];
}
