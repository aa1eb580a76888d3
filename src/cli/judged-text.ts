/** What `offswitch judge` prints: how the judge does beside the rules, what it answered of the trials, what it cost. */

import { type Hash, shortHash } from '../kit/hash.ts';
import { printable } from '../kit/text.ts';
import type { Measured } from '../measure/assessment/accuracy.ts';
import type { QuestionName } from '../measure/assessment/answer.ts';
import { spendingOfVote } from '../measure/assessment/judge/bills.ts';
import type { Subject } from '../measure/assessment/judge/cast.ts';
import {
  type FailedVote,
  type FormCounts,
  failedVotes,
  formsOf,
} from '../measure/assessment/judge/failed-votes.ts';
import type { Judge } from '../measure/assessment/judge/judge.ts';
import type { StoredJudge } from '../measure/assessment/judge/judged.ts';
import { majorityOf } from '../measure/assessment/judge/majority.ts';
import {
  measuredJudge,
  rulesOnOwnLabels,
  type VoteQuality,
  voteQuality,
} from '../measure/assessment/judge/measured-judge.ts';
import { measuredRulesFile } from '../measure/assessment/measured-rules.ts';
import { saysSomething, sharesOf } from '../measure/assessment/shares.ts';
import { dollars } from '../measure/metering/prices/money.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending } from '../measure/metering/spending.ts';
import { grid } from '../measure/report/grid.ts';
import { formsText, qualityBlock, shareText, type TextBlock } from '../measure/report/readers-text.ts';
import { wrap } from '../measure/report/wrap.ts';
import { spentShort } from './spending.ts';

export interface JudgedQuestion {
  readonly question: QuestionName;
  /** On labelled texts; null where it was asked about none. */
  readonly judge: Measured | null;
  readonly rules: Measured;
  readonly saysSomething: boolean;
  /** What it answered of the trials, by value: a deed or document each. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface Judged {
  readonly questions: readonly JudgedQuestion[];
  readonly quality: readonly VoteQuality[];
  /** Votes asked for now, failed now, and kept in all. */
  readonly asked: number;
  readonly failed: number;
  readonly kept: number;
  readonly keptFailed: number;
  /** Why votes failed, with how many did so. */
  readonly faults: Readonly<Record<string, number>>;
  /** Each of them, on which trial or text. */
  readonly failedVotes: readonly (Omit<FailedVote, 'subject'> & { readonly on: string })[];
  readonly forms: FormCounts;
  readonly spending: Spending;
}

interface Done {
  readonly names: readonly QuestionName[];
  readonly counts: { readonly asked: number; readonly failed: number };
  /** Of the trials that were judged. */
  readonly heads: ReadonlySet<Hash>;
  /** Of what was judged. */
  readonly subjects: readonly Pick<Subject, 'subject' | 'name'>[];
  readonly table: PriceTable;
}

export async function summaryOf(
  { kind }: Judge,
  stored: StoredJudge | undefined,
  { names, counts, heads, subjects, table }: Done,
): Promise<Judged> {
  const calls = (stored?.kept.calls ?? [])
    .map(({ call }) => call)
    .filter((call) => call.tries > 0 || call.fault !== undefined);
  const failed = stored === undefined ? [] : failedVotes(stored.kept);
  const faults = Object.groupBy(failed, ({ fault }) => printable(fault));
  const subjectNames = new Map(subjects.map(({ subject, name }) => [subject, name]));
  const questions =
    stored === undefined ? [] : await Promise.all(names.map((name) => questionOf(stored, name, heads)));
  return {
    questions: questions.filter((one) => one.judge !== null || Object.keys(one.answers).length > 0),
    quality: stored === undefined ? [] : voteQuality(stored),
    ...counts,
    kept: calls.length,
    keptFailed: failed.length,
    faults: Object.fromEntries(Object.entries(faults).map(([fault, of]) => [fault, of?.length ?? 0])),
    failedVotes: failed.map(({ subject, vote, fault }) => ({
      on: subjectNames.get(subject) ?? `transcript ${shortHash(subject)}`,
      ...{ vote, fault },
    })),
    forms: stored === undefined ? {} : formsOf(stored.kept),
    spending: calls
      .filter((call) => call.calls !== undefined)
      .map((call) => spendingOfVote(table, kind, call))
      .reduce(plusSpending, nothingSpent),
  };
}

async function questionOf(
  stored: StoredJudge,
  question: QuestionName,
  heads: ReadonlySet<Hash>,
): Promise<JudgedQuestion> {
  const judge = await measuredJudge(stored, question);
  const votes = [...(stored.questions.get(question)?.bySubject ?? [])].filter(([subject]) =>
    heads.has(subject),
  );
  const values = votes.flatMap(([, cast]) =>
    Object.values(majorityOf(cast) ?? {}).map(({ value }) => String(value ?? 'none')),
  );
  const answers = Object.groupBy(values, (value) => value);
  return {
    question,
    judge,
    rules: rulesOnOwnLabels(stored, question) ?? measuredRulesFile[question],
    saysSomething: judge !== null && saysSomething(judge.figures),
    answers: Object.fromEntries(Object.entries(answers).map(([value, of]) => [value, of?.length ?? 0])),
  };
}

/** US dollars are exact text; null where the cost of some call is not known. */
export function judgedDocument({ identity, hash }: Judge, judged: Judged): object {
  const { totals, picos, unpriced } = judged.spending;
  const { questions, quality, asked, failed, kept, keptFailed, faults, failedVotes: each, forms } = judged;
  return {
    judge: { ...identity, hash },
    votes: {
      ...{ asked, failed, kept, keptFailed, faults },
      ...{ failedVotes: each, lastFault: each.at(-1) ?? null, forms },
      ...totals,
      cost: unpriced > 0 ? null : dollars(picos),
      unpricedCalls: unpriced,
    },
    questions,
    quality,
  };
}

/** `width`: columns of the terminal, where there is one. */
export function judgedText({ identity }: Judge, judged: Judged, width?: number): readonly string[] {
  const { questions, quality, asked, failed, kept, keptFailed, spending } = judged;
  const measured = questions.filter(({ judge }) => judge !== null);
  const answered = questions.filter(({ answers }) => Object.keys(answers).length > 0);
  const blocks = [
    ...(measured.length === 0 ? [] : [measuredBlock(identity.id, measured)]),
    ...(answered.length === 0 ? [] : [answersBlock(answered)]),
    ...(quality.length === 0 ? [] : [qualityBlock(identity.id, quality)]),
  ];
  const votes = [
    `Votes: ${asked} asked for now, ${kept} in all; invalid votes: ${failed} of ${asked} now, ${keptFailed} of ${kept} in all${spentShort(spending)}.`,
    ...formsText(judged.forms),
    ...faultLines(judged),
  ];
  return [...blocks.flatMap((block) => [...blockLines(block, width), '']), ...votes];
}

const MOST_LINES = 10;

/** What failed and why: the kinds of faults, then the last votes by name. */
function faultLines({ faults, failedVotes: each }: Judged): readonly string[] {
  const kinds = Object.entries(faults).toSorted(([, a], [, b]) => b - a);
  const last = each.slice(-MOST_LINES);
  return [
    ...kinds.slice(0, MOST_LINES).map(([fault, count]) => `  ${count} failed: ${fault}`),
    ...(last.length === 0 ? [] : [last.length < each.length ? '  The last of them:' : '  On:']),
    ...last.map(({ on, vote, fault }) => `    ${printable(on, 80)}, vote ${vote + 1}: ${printable(fault)}`),
  ];
}

function measuredBlock(id: string, questions: readonly JudgedQuestion[]): TextBlock {
  const rows = questions.flatMap(({ question, judge, rules, saysSomething: good }) => {
    if (judge === null) return [];
    const byRules = sharesOf(rules.figures);
    return sharesOf(judge.figures).map(({ name, share }, index) => [
      ...(index === 0 ? [question, String(judge.texts)] : ['', '']),
      name,
      shareText(share),
      share.n === 0 ? '-' : ((100 * share.successes) / share.n).toFixed(1),
      share.n === 0 ? '' : `[${(100 * share.low).toFixed(1)}, ${(100 * share.high).toFixed(1)}]`,
      shareText(byRules[index]?.share ?? { successes: 0, n: 0 }),
      index === 0 ? (good ? 'yes' : 'NO') : '',
    ]);
  });
  const bad = questions.filter((one) => !one.saysSomething).map(({ question }) => question);
  const labels = [...new Set(questions.flatMap(({ judge }) => (judge === null ? [] : [judge.labels])))];
  return {
    title: `The judge ${printable(id)} on ${labels.map((one) => printable(one)).join(', ')}`,
    header: ['question', 'texts', 'figure', 'k/n', '%', '95 % interval', 'the rules', 'says something'],
    rows,
    below: [
      ...(bad.length === 0
        ? []
        : [`${bad.join(', ')}: no better than chance on these texts: its answers say nothing.`]),
      'An unclear answer is neither right nor wrong and is in no share but its own.',
    ],
  };
}

function answersBlock(questions: readonly JudgedQuestion[]): TextBlock {
  return {
    title: 'What it answered of the trials (a deed or a document each)',
    header: ['question', 'answers'],
    rows: questions.map(({ question, answers }) => [
      question,
      Object.entries(answers)
        .map(([value, count]) => `${value} ${count}`)
        .join(', '),
    ]),
    below: [
      '"offswitch report STORE --judge ID" prints the report with these answers in place of those of the rules.',
    ],
  };
}

function blockLines({ title, header, rows, below }: TextBlock, width: number | undefined): readonly string[] {
  const parts = [grid(header, rows, width), ...below.map((line) => wrap(`  ${line}`, '  ', width))];
  return [title, ...parts.flatMap((part) => part.split('\n'))];
}
