/** `offswitch judge`: let a judge read the trials of a store, measure it on labelled texts, print what came of it. */

import { exitCodes, OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import { type QuestionName, questionNames } from '../measure/assessment/answer.ts';
import { spendingOfVote } from '../measure/assessment/judge/bills.ts';
import type { Subject } from '../measure/assessment/judge/cast.ts';
import { type Collection, collectVotes } from '../measure/assessment/judge/collect.ts';
import { demandOtherFamily } from '../measure/assessment/judge/family.ts';
import { type Judge, openJudge } from '../measure/assessment/judge/judge.ts';
import { storedJudge } from '../measure/assessment/judge/judged.ts';
import {
  type LabelSet,
  labelRows,
  ownSubjects,
  readLabels,
} from '../measure/assessment/judge/labels-file.ts';
import { labelledSubject, sampledTexts, specOf, trialSubject } from '../measure/assessment/judge/subjects.ts';
import { type Call, keptJudgements } from '../measure/assessment/judge/votes.ts';
import { type Budget, budgetGate, demandPrices } from '../measure/metering/budget.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import { nothingSpent, plusSpending } from '../measure/metering/spending.ts';
import { openStore } from '../measure/store/open.ts';
import type { TrialStore, TrialSummary } from '../measure/store/store.ts';
import { interruptible } from './interruption.ts';
import { type Judged, judgedDocument, judgedText, summaryOf } from './judged-text.ts';
import { progressLine } from './progress.ts';
import { agentOptions } from './shared.ts';
import { budgetFor, type CostOptions, pricesFor } from './spending.ts';
import { print, printJson, terminalWidth } from './terminal.ts';

interface JudgeOptions extends CostOptions {
  readonly agent?: string;
  readonly questions?: string;
  readonly votes?: number;
  readonly validate?: boolean;
  readonly sample?: number;
  readonly seed?: number;
  readonly labels?: string;
  readonly store?: string;
  readonly temperature?: '0' | 'own';
  readonly allowOwnFamily?: boolean;
  readonly concurrency?: number;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

const VOTES = 3;
const CONCURRENCY = 4;
/** Labelled texts a question on which a judge is measured before its trials are reported, unless more are asked for. */
const SAMPLE = 40;

export async function judge(path: string | undefined, options: JudgeOptions): Promise<void> {
  if (options.agent === undefined)
    throw badFlag('a judge needs --agent ID', 'Give for example --agent openai:gpt-5.2.');
  if (path === undefined && !options.validate)
    throw badFlag(
      'there is nothing to judge',
      'Name a store, or give --validate to measure the judge alone.',
    );
  if (path !== undefined && options.store !== undefined)
    throw badFlag('two stores are named', 'Votes on a store are kept in it: leave out --store.');
  const names = questionsIn(options.questions);
  const judging = await openJudge(options.agent, await agentOptions(options), options.temperature);
  const prices = await pricesFor(options);
  // What is not there must not be made.
  if (path !== undefined) await (await openStore(path, { mode: 'read' })).close();
  await interruptible('Stopping; the votes so far are kept.', async (signal) => {
    const store = await openStore(path ?? options.store ?? 'memory:', { mode: 'write' });
    try {
      const judged = await readAll(judging, store, { ...options, path, names, table: prices, signal });
      if (options.json) printJson(judgedDocument(judging, judged));
      else print(judgedText(judging, judged, terminalWidth()));
      const toChance = judged.questions.some((one) => one.judge !== null && !one.saysSomething);
      if (options.validate && toChance) process.exitCode = exitCodes.negative;
    } catch (thrown) {
      throw temperatureRefused(thrown) ?? thrown;
    } finally {
      await store.close();
    }
  });
}

/** Errors: `unknown-name`. */
function questionsIn(list: string | undefined): readonly QuestionName[] {
  if (list === undefined) return questionNames;
  const wanted = list.split(',').map((one) => one.trim());
  for (const one of wanted)
    if (!questionNames.some((name) => name === one)) throw unknownName('question', one, [...questionNames]);
  return questionNames.filter((name) => wanted.includes(name));
}

/** A person who set no temperature could not follow the advice to unset it. */
function temperatureRefused(thrown: unknown): OffswitchError | undefined {
  if (!(thrown instanceof OffswitchError) || thrown.data.variable !== 'OFFSWITCH_TEMPERATURE')
    return undefined;
  return new OffswitchError(
    thrown.code,
    thrown.message,
    'Judges are asked at temperature 0; give --temperature own for a model that takes none.',
    thrown.data,
    thrown,
  );
}

interface Job extends JudgeOptions {
  readonly path: string | undefined;
  readonly names: readonly QuestionName[];
  readonly table: PriceTable;
  readonly signal: AbortSignal;
}

/** Buys every vote that is missing: on the trials, then on labelled texts of the questions that they raise. */
async function readAll(judging: Judge, store: TrialStore, job: Job): Promise<Judged> {
  const { identity } = judging;
  const labels = job.labels === undefined ? undefined : readLabels(job.labels);
  const trials = job.path === undefined || job.validate ? [] : await readable(store);
  if (!job.allowOwnFamily) demandOtherFamily(identity, agentsOf(trials, labels));
  const budget = await votesBudget(judging, store, budgetFor({}, job), job.table);
  const counts = { asked: 0, failed: 0 };
  const judgedSubjects: Subject[] = [];
  const collect = async (what: string, subjects: readonly Subject[]) => {
    judgedSubjects.push(...subjects);
    const bought = await withProgress(what, (progress) =>
      collectVotes({
        ...{ judge: judging, store, subjects, signal: job.signal, progress },
        votes: job.votes ?? VOTES,
        concurrency: job.concurrency ?? CONCURRENCY,
        ...budget,
      }),
    );
    counts.asked += bought.asked;
    counts.failed += bought.failed;
  };
  const subjects = trials.map((trial) => trialSubject(identity, store, trial, job.names));
  if (subjects.length > 0) await collect('votes on trials', subjects);
  await collect('votes on labelled texts', await textsFor(judging, store, job, labels));
  if (labels !== undefined) await store.saveAssessments(labelRows(labels));
  const { judges, labels: kept } = await keptJudgements(store.assessments());
  const own = judges.get(judging.hash);
  const read = own === undefined ? undefined : storedJudge(own, kept);
  return summaryOf(judging, read, {
    ...{ names: job.names, counts, table: job.table },
    heads: new Set(trials.map(({ head }) => head)),
    subjects: judgedSubjects,
  });
}

function agentsOf(trials: readonly TrialSummary[], labels: LabelSet | undefined) {
  const specs = [
    ...trials.map(({ spec }) => spec),
    ...(labels?.records ?? []).map((record) => specOf(record.case.material.course.transcript)),
  ];
  return specs.map(({ agent }) => agent);
}

/** Own labels go before those of the package. Beside trials, those questions are measured that the trials raised. */
async function textsFor(
  judging: Judge,
  store: TrialStore,
  job: Job,
  labels: LabelSet | undefined,
): Promise<readonly Subject[]> {
  const { identity } = judging;
  if (labels !== undefined)
    return ownSubjects(identity, labels).filter(({ questions }) =>
      questions.every((name) => job.names.includes(name)),
    );
  const alone = job.path === undefined || job.validate === true;
  const sample = job.sample ?? (alone ? undefined : SAMPLE);
  const raised = alone ? job.names : await raisedIn(judging, store, job.names);
  const texts = await Promise.all(
    raised.map(async (name) =>
      (await sampledTexts(name, sample, job.seed ?? 1)).map((text) => labelledSubject(identity, name, text)),
    ),
  );
  return texts.flat();
}

async function raisedIn(
  { hash }: Judge,
  store: TrialStore,
  names: readonly QuestionName[],
): Promise<readonly QuestionName[]> {
  const kept = (await keptJudgements(store.assessments())).judges.get(hash);
  return names.filter((name) => kept?.votes.has(name) === true);
}

/** A cap counts every vote of this judge that the store holds. Nothing where there is no cap. */
async function votesBudget(
  { kind, hash }: Judge,
  store: TrialStore,
  caps: Budget,
  prices: PriceTable,
): Promise<Pick<Collection, 'budget'>> {
  if (caps.cost === undefined && caps.tokens === undefined) return {};
  demandPrices([kind], prices, caps);
  const spendingOf = (call: Call) => spendingOfVote(prices, kind, call);
  const kept = (await keptJudgements(store.assessments())).judges.get(hash);
  const before = (kept?.calls ?? []).map(({ call }) => spendingOf(call));
  return { budget: { gate: budgetGate(caps, before.reduce(plusSpending, nothingSpent)), spendingOf } };
}

async function withProgress<T>(
  what: string,
  work: (progress: (done: number, total: number, failed: number) => void) => Promise<T>,
): Promise<T> {
  const progress = progressLine(what);
  try {
    return await work(progress.update);
  } finally {
    progress.finish();
  }
}

async function readable(store: TrialStore): Promise<readonly TrialSummary[]> {
  const trials: TrialSummary[] = [];
  for await (const trial of store.summaries())
    if (trial.ended !== 'error' && trial.ended !== 'filtered') trials.push(trial);
  return trials;
}

function badFlag(message: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-flag', message, remedy);
}
