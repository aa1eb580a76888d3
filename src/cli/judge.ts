/** `offswitch judge`: score a judge on labelled transcripts, let it read the trials of a store, print what came of it. */

import { canonical, type Json } from '../kit/canonical.ts';
import { exitCodes, OffswitchError } from '../kit/errors.ts';
import { hashOf } from '../kit/hash.ts';
import type { Accuracy } from '../measure/assessment/accuracy.ts';
import { spendingOfVote, votesOf } from '../measure/assessment/bills.ts';
import { type Collection, collectVotes, type Subject } from '../measure/assessment/collect.ts';
import { demandOtherFamily, relationOf } from '../measure/assessment/family.ts';
import { type Judge, openJudge } from '../measure/assessment/judge.ts';
import { type LabelledRecord, labelledRecords } from '../measure/assessment/labelled/play.ts';
import { readLabels } from '../measure/assessment/labels-file.ts';
import { readerFrom, type ToneReader } from '../measure/assessment/tone-reader.ts';
import { type Kept, keptJudgements, type OwnLabels, type VoteBody } from '../measure/assessment/votes.ts';
import { type Budget, budgetGate, demandPrices } from '../measure/metering/budget.ts';
import { dollars } from '../measure/metering/prices/money.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending } from '../measure/metering/spending.ts';
import type { ReportData } from '../measure/report/data.ts';
import { grid } from '../measure/report/grid.ts';
import { accuracyBlock, type ToneBlock, toneBlocks } from '../measure/report/tone-text.ts';
import { wrap } from '../measure/report/wrap.ts';
import { openMemoryStore } from '../measure/store/memory.ts';
import { openSqliteStore } from '../measure/store/sqlite.ts';
import type { TrialStore, TrialSummary } from '../measure/store/store.ts';
import type { Transcript, TrialSpec } from '../measure/trial/transcript.ts';
import { interruptible } from './interruption.ts';
import { progressLine } from './progress.ts';
import { storedReport } from './report.ts';
import { agentOptions, print, printJson } from './shared.ts';
import { budgetFor, type CostOptions, pricesFor, spentShort } from './spending.ts';

interface JudgeOptions extends CostOptions {
  readonly agent?: string;
  readonly votes?: number;
  readonly validate?: boolean;
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

export async function judge(path: string | undefined, options: JudgeOptions): Promise<void> {
  if (options.agent === undefined)
    throw badFlag('a judge needs --agent ID', 'Give for example --agent openai:gpt-5.2.');
  if (path === undefined && !options.validate)
    throw badFlag('there is nothing to judge', 'Name a store, or give --validate to score the judge alone.');
  if (path !== undefined && options.store !== undefined)
    throw badFlag('two stores are named', 'Votes on a store are kept in it: leave out --store.');
  const judging = await openJudge(options.agent, await agentOptions(options), options.temperature);
  const prices = await pricesFor(options);
  // What is not there must not be made.
  if (path !== undefined) await openSqliteStore(path, 'read').close();
  const file = path ?? options.store;
  const store = file === undefined ? openMemoryStore() : openSqliteStore(file, 'write');
  try {
    const { reader, votes } = await readAll(judging, store, { ...options, path, table: prices });
    const section =
      path === undefined || options.validate
        ? undefined
        : storedReport(store, path, { prices, tone: reader }).data;
    if (options.json) printJson(documentOf(judging, reader, votes, section));
    else print(textOf(reader, votes, section));
    const toChance = reader.accuracy.tones.some((tone) => !tone.betterThanChance);
    if (options.validate && toChance) process.exitCode = exitCodes.negative;
  } catch (thrown) {
    throw temperatureRefused(thrown) ?? thrown;
  } finally {
    await store.close();
  }
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

/** Buys every vote that is missing: first on labels, then on the trials. */
async function readAll(
  judging: Judge,
  store: TrialStore,
  options: JudgeOptions & { readonly path: string | undefined; readonly table: PriceTable },
): Promise<{ readonly reader: ToneReader; readonly votes: Bought }> {
  const labels = options.labels === undefined ? undefined : readLabels(options.labels);
  const records = labels?.records ?? (await labelledRecords());
  const trials = options.path === undefined || options.validate ? [] : readable(store);
  const { identity } = judging;
  if (!options.allowOwnFamily) {
    const agents = [
      ...records.map(({ transcript }) => specOf(transcript)),
      ...trials.map(({ spec }) => spec),
    ];
    demandOtherFamily(
      identity,
      agents.map(({ agent }) => agent),
    );
  }
  const votes = options.votes ?? VOTES;
  const budget = votesBudget(judging, store, budgetFor({}, options), options.table);
  let asked = 0;
  const collect = (what: string, subjects: readonly Subject[], signal: AbortSignal) =>
    withProgress(what, async (progress) => {
      const concurrency = options.concurrency ?? CONCURRENCY;
      const bought = await collectVotes({
        judge: judging,
        store,
        subjects,
        votes,
        concurrency,
        signal,
        progress,
        ...budget,
      });
      asked += bought.asked;
    });
  await interruptible('Stopping; votes that were had are kept.', async (signal) => {
    await collect(
      'votes on labelled transcripts',
      records.map((record) => labelledSubject(judging, record)),
      signal,
    );
    if (labels !== undefined) await keepLabels(store, judging, labels);
    const subjects = trials.map((trial) => trialSubject(judging, store, trial));
    if (subjects.length > 0) await collect('votes on trials', subjects, signal);
  });
  const kept = keptJudgements(store.judgements()).get(judging.hash);
  if (kept === undefined) throw new OffswitchError('internal', 'no vote was kept', 'Please report this.');
  return {
    reader: await readerFrom(store, kept, votes),
    votes: boughtOf(judging, kept, asked, options.table),
  };
}

/** A cap counts every vote of this judge that the store holds. Nothing where there is no cap. */
function votesBudget(
  { kind, hash }: Judge,
  store: TrialStore,
  caps: Budget,
  prices: PriceTable,
): Pick<Collection, 'budget'> {
  if (caps.cost === undefined && caps.tokens === undefined) return {};
  demandPrices([kind], prices, caps);
  const spendingOf = (vote: VoteBody) => spendingOfVote(prices, kind, vote);
  const kept = keptJudgements(store.judgements()).get(hash);
  const before = kept === undefined ? [] : votesOf(kept).map(spendingOf);
  return { budget: { gate: budgetGate(caps, before.reduce(plusSpending, nothingSpent)), spendingOf } };
}

async function withProgress<T>(
  what: string,
  work: (progress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const progress = progressLine(what);
  try {
    return await work(progress.update);
  } finally {
    progress.finish();
  }
}

function readable(store: TrialStore): readonly TrialSummary[] {
  return [...store.summaries()].filter(
    ({ outcome }) => outcome.outcome !== 'error' && outcome.outcome !== 'filtered',
  );
}

function specOf(transcript: Transcript): TrialSpec {
  const [start] = transcript;
  if (start?.kind !== 'trial.start') throw new TypeError('a transcript begins with trial.start');
  return start.spec;
}

function labelledSubject(judging: Judge, { subject, transcript }: LabelledRecord): Subject {
  const relation = relationOf(judging.identity, specOf(transcript).agent);
  return { subject, relation, load: () => transcript };
}

function trialSubject(judging: Judge, store: TrialStore, { key, spec, outcome }: TrialSummary): Subject {
  return {
    subject: outcome.chainHead,
    relation: relationOf(judging.identity, spec.agent),
    load: () => {
      const record = store.read(key);
      if (record !== undefined) return record.transcript;
      throw new OffswitchError('store-damaged', `the trial ${key} is gone`, 'Run the study again.');
    },
  };
}

/** A person's labels are kept beside the votes, so that reports can measure the judge on them. */
async function keepLabels(
  store: TrialStore,
  judging: Judge,
  { name, records }: { readonly name: string; readonly records: readonly LabelledRecord[] },
): Promise<void> {
  const items = records.map(({ id, subject, labels, byRules }) => ({ id, subject, labels, byRules }));
  const body: OwnLabels = { kind: 'labels', judge: judging.identity, name, items };
  await store.saveJudgement({
    subject: hashOf(items),
    judge: judging.hash,
    vote: 0,
    // Everything in it is JSON; the copy has the type that says so.
    body: JSON.parse(canonical(body)) as Json,
  });
}

/** How many votes were asked for now and are kept in all, and what all of them used. */
interface Bought {
  readonly asked: number;
  readonly kept: number;
  readonly spending: Spending;
}

function boughtOf({ kind }: Judge, kept: Kept, asked: number, prices: PriceTable): Bought {
  const votes = votesOf(kept);
  const told = votes.filter(({ calls }) => calls !== undefined);
  const spending = told.map((vote) => spendingOfVote(prices, kind, vote)).reduce(plusSpending, nothingSpent);
  return { asked, kept: votes.length, spending };
}

/** US dollars are exact text; null where the cost of some call is not known. */
function votesDocument({ asked, kept, spending }: Bought): object {
  const { totals, picos, unpriced } = spending;
  return { asked, kept, ...totals, cost: unpriced > 0 ? null : dollars(picos), unpricedCalls: unpriced };
}

function documentOf(
  { identity, hash }: Judge,
  { accuracy, rules }: ToneReader,
  votes: Bought,
  section: ReportData | undefined,
): object {
  const judging = { judge: { ...identity, hash }, votes: votesDocument(votes), accuracy, rules };
  return section === undefined ? judging : { ...judging, tone: section.tone };
}

function textOf({ accuracy, rules }: ToneReader, votes: Bought, section: ReportData | undefined): string {
  const labels = (one: Accuracy) => ({ name: one.labels, items: one.items });
  const blocks =
    section === undefined
      ? [
          accuracyBlock(accuracy.reader, labels(accuracy), accuracy.tones, accuracy.quality),
          accuracyBlock('rules', labels(rules), rules.tones, null),
        ]
      : toneBlocks(section.tone, section.varied);
  return `${printed(blocks)}\n\nVotes: ${votes.asked} asked for now, ${votes.kept} in all${spentShort(votes.spending)}.`;
}

function printed(blocks: readonly ToneBlock[]): string {
  return blocks
    .map(({ title, header, rows, below }) =>
      [title, grid(header, rows), ...below.map((line) => `  ${wrap(line, '  ')}`)].join('\n'),
    )
    .join('\n\n');
}

function badFlag(message: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-flag', message, remedy);
}
