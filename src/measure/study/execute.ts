/** Running a plan: many trials in flight, each saved whole; what the store holds already is not run again. */

import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { parseJson } from '../../kit/json.ts';
import type { AgentKind } from '../agents/agent.ts';
import { assessmentsOf } from '../assessment/by-rules.ts';
import { billOfStore } from '../metering/bill.ts';
import { type Budget, type BudgetGate, budgetGate, demandPrices } from '../metering/budget.ts';
import { watchForModels } from '../metering/models.ts';
import { watchForOutages } from '../metering/outage.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { nothingSpent, plusSpending, possiblyCharged, type Spending } from '../metering/spending.ts';
import type { ResponseCache } from '../store/cache.ts';
import type { TrialRecord, TrialStore } from '../store/store.ts';
import type { GateKeeper } from '../trial/gate.ts';
import { Suspended } from '../trial/run.ts';
import { type Buyer, buyerFor, type Market } from './buying.ts';
import { type ImpedimentWatch, watchForImpediments } from './impediment-watch.ts';
import { checkStudy } from './load.ts';
import { type FinishedTrial, type Performance, perform } from './perform.ts';
import { cellSpecOf, type Plan, type PlannedTrial, plannedTrials, trialCount } from './plan.ts';

export interface Execution {
  readonly plan: Plan;
  readonly store: TrialStore;
  /** Trials in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /**
   * Called once at the start with what the store held, after each trial, and with each answer of a model; `failed`
   * and `spent` count this run alone.
   */
  readonly progress?: (done: number, total: number, failed: number, spent: Spending) => void;
  /** Called before the first trial is run. */
  readonly starting?: (work: WorkAhead) => void;
  /** Called once for each thing a person should know while the study runs. */
  readonly warn?: (text: string) => void;
  /** Default: no price is known. */
  readonly prices?: PriceTable;
  /** Caps over all the store holds. */
  readonly budget?: Budget;
  readonly cache?: ResponseCache;
  /** Trials that are stored as `error` are run again; the new one takes the old one's place. */
  readonly retryErrors?: boolean;
  /** Opens the way to the guard; a plan with cells of `guard=on` needs it. */
  readonly gateKeeper?: GateKeeper;
  /** Only these trials of the plan. */
  readonly only?: ReadonlySet<Hash>;
}

export interface WorkAhead {
  /** Trials of the plan. */
  readonly total: number;
  /** Those that the store holds and that are not run again. */
  readonly stored: number;
  readonly toRun: number;
  /** Of those, the ones that are stored as failed. */
  readonly again: number;
}

export interface ExecutionSummary {
  /** Trials of the plan. */
  readonly total: number;
  readonly alreadyStored: number;
  readonly run: number;
  /** What this run bought. */
  readonly spent: Spending;
  /**
   * Why trials were left out, if some were: `budget-reached`, `provider-refused`, `provider-stopped`. What is finished
   * is saved, and another run goes on from there.
   */
  readonly stops: readonly OffswitchError[];
}

/**
 * Runs what is missing. Errors: `unknown-price`, `store-other-study`, `interrupted` (everything finished is saved), `disk-full`,
 * `store-damaged`. A budget that is used up and a provider out of service are no errors here: see `stops`.
 */
export async function executePlan(execution: Execution): Promise<ExecutionSummary> {
  const { plan, store, signal } = execution;
  demandPrices(
    plan.cells.map(({ agent }) => agent),
    execution.prices ?? [],
    execution.budget ?? {},
  );
  await claimStore(store, plan);
  await sealPlan(store, plan);
  const finished = await store.finishedKeys();
  const failedBefore = execution.retryErrors ? await failedKeys(store) : new Set<Hash>();
  const isDone = (key: Hash) => finished.has(key) && !failedBefore.has(key);
  const total = trialCount(plan);
  const counts = { run: 0, failed: 0, spent: nothingSpent };
  const alreadyStored = finished.size === 0 ? 0 : count(plannedTrials(plan), ({ key }) => isDone(key));
  execution.starting?.(workAhead(execution, { total, stored: alreadyStored, failed: failedBefore, isDone }));
  const abandonedBefore = abandonedCalls(plan);
  const tell = () => execution.progress?.(alreadyStored + counts.run, total, counts.failed, counts.spent);
  tell();
  const { market, gate } = await marketFor(execution, (spending) => {
    counts.spent = plusSpending(counts.spent, spending);
    tell();
  });
  const { outages } = market;
  const impeded = watchForImpediments(execution.warn ?? (() => {}));
  const save = async ({ assessments, ...record }: FinishedTrial) => {
    await store.save(record, { assessments, replaceError: failedBefore.has(record.key) });
    counts.run += 1;
  };
  const waiting = trialsToRun(plan, isDone, execution.only);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = async () => {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) {
      const { agent } = next.value.cell;
      // Programs cost nothing and fail for nobody's outage: they are run all the same.
      const left = !agent.repeatable && (gate?.reached() ?? outages.stopOf(agent)) !== undefined;
      if (left) continue;
      const record = await runOne(
        next.value,
        { store, market, impeded, gateKeeper: execution.gateKeeper },
        stop,
      );
      if (record === undefined) continue;
      // What a program does it does again, so its failures are never an outage.
      if (agent.repeatable || outages.keeps(record, agent)) await save(record);
      if (hasFailed(record)) counts.failed += 1;
      tell();
    }
  };
  const workers = Array.from({ length: Math.max(1, execution.concurrency) }, () =>
    work().catch((thrown: unknown) => {
      // The first failure stops the others; theirs is then only an interruption.
      if (!failure.signal.aborted) failure.abort(thrown);
    }),
  );
  await Promise.all(workers);
  const abandoned = abandonedCalls(plan) - abandonedBefore;
  if (signal.aborted)
    throw new OffswitchError(
      'interrupted',
      `the study was interrupted${possiblyCharged(abandoned)}`,
      'Run the same command again to continue from here.',
      { possiblyCharged: abandoned },
    );
  if (failure.signal.aborted) throw failure.signal.reason;
  impeded.ended();
  const spentUp = gate?.reached();
  const complete = alreadyStored + counts.run >= total;
  const reasons = [...outages.stops(), ...(spentUp === undefined || complete ? [] : [spentUp])];
  const done = `${alreadyStored + counts.run} of ${total} trials are done`;
  const stops = reasons.map(
    ({ code, message, remedy, data }) => new OffswitchError(code, `${message}; ${done}`, remedy, data),
  );
  return { total, alreadyStored, run: counts.run, spent: { ...counts.spent, abandoned }, stops };
}

/** Calls of all agents that were given up on their way. */
function abandonedCalls({ cells }: Plan): number {
  const agents = new Set(cells.map(({ agent }) => agent));
  return [...agents].reduce((sum, agent) => sum + (agent.abandonedCalls?.() ?? 0), 0);
}

function workAhead(
  { plan, only }: Pick<Execution, 'plan' | 'only'>,
  known: {
    readonly total: number;
    readonly stored: number;
    readonly failed: ReadonlySet<Hash>;
    readonly isDone: (key: Hash) => boolean;
  },
): WorkAhead {
  const { total, stored, failed, isDone } = known;
  const trials = () => trialsToRun(plan, isDone, only);
  return {
    ...{ total, stored },
    toRun: only === undefined ? total - stored : count(trials(), () => true),
    again: failed.size === 0 ? 0 : count(trials(), ({ key }) => failed.has(key)),
  };
}

/** What the calls of this run pass through; `bought` is called with what each used. */
async function marketFor(
  { plan, store, prices = [], budget = {}, cache, warn }: Execution,
  bought: (spending: Spending) => void,
): Promise<{ readonly market: Market; readonly gate: BudgetGate | undefined }> {
  // Only calls cost anything; programs make none, and their stores may be large.
  const buys = plan.cells.some(({ agent }) => !agent.repeatable);
  const before = buys ? await billOfStore(prices, store, plannedTrials(plan)) : undefined;
  const models = watchForModels(before?.models ?? new Map(), warn ?? (() => {}));
  const capped = budget.cost !== undefined || budget.tokens !== undefined;
  const spentBefore = before?.spending ?? nothingSpent;
  const gate = capped ? budgetGate(budget, spentBefore) : undefined;
  const market: Market = {
    prices,
    outages: watchForOutages(),
    answered(agent: AgentKind, turn, spending) {
      models.answered(agent.id, turn.report?.model);
      bought(spending);
    },
    ...(gate === undefined ? {} : { gate, trialGate: budgetGate(budget, spentBefore) }),
    ...(cache === undefined ? {} : { cache }),
  };
  return { market, gate };
}

function hasFailed({ transcript }: TrialRecord): boolean {
  return transcript.some((event) => event.kind === 'trial.end' && event.reason === 'error');
}

interface RunningStudy {
  readonly store: TrialStore;
  readonly market: Market;
  readonly impeded: ImpedimentWatch;
  readonly gateKeeper: GateKeeper | undefined;
}

/** The finished trial; undefined where it cannot go on now. */
async function runOne(
  trial: PlannedTrial,
  { store, market, impeded, gateKeeper }: RunningStudy,
  signal: AbortSignal,
): Promise<FinishedTrial | undefined> {
  const { key, position, spec, cell } = trial;
  const play = async (conduct: Omit<Performance, 'signal'>): Promise<FinishedTrial> => {
    const { facts, answers, transcript } = await perform(spec, {
      ...conduct,
      signal,
      ...(gateKeeper === undefined ? {} : { gateKeeper }),
    });
    impeded.finished(cell.agent.id, facts.impediments ?? []);
    return { key, position, spec, transcript, assessments: assessmentsOf(facts, answers) };
  };
  if (cell.agent.repeatable) return play({ agent: cell.agent });
  const buyer = buyerFor(trial, market);
  try {
    await market.trialGate?.enter(signal);
    try {
      return await play(await conductOf(trial, buyer, store));
    } finally {
      market.trialGate?.leave(buyer.spent());
    }
  } catch (thrown) {
    if (thrown instanceof Suspended) return undefined;
    throw thrown;
  }
}

async function conductOf(
  trial: PlannedTrial,
  { agent, journalled }: Buyer,
  store: TrialStore,
): Promise<Omit<Performance, 'signal'>> {
  if (!agent.resumes) return { agent };
  return {
    agent,
    journalled: await store.journalled(trial.key),
    journal: async (index, turn) => {
      await store.journal(trial.key, index, turn);
      journalled(turn);
    },
  };
}

function* trialsToRun(
  plan: Plan,
  isDone: (key: Hash) => boolean,
  only: ReadonlySet<Hash> | undefined,
): Generator<PlannedTrial> {
  for (const trial of plannedTrials(plan))
    if (!isDone(trial.key) && (only?.has(trial.key) ?? true)) yield trial;
}

async function failedKeys(store: TrialStore): Promise<ReadonlySet<Hash>> {
  const keys = new Set<Hash>();
  for await (const { key, ended } of store.summaries()) if (ended === 'error') keys.add(key);
  return keys;
}

function count<T>(items: Iterable<T>, test: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (test(item)) found += 1;
  return found;
}

/** Seals what is to be run before any of it is. */
async function sealPlan(store: TrialStore, { cells, study }: Plan): Promise<void> {
  await store.plan(cells.map((cell) => ({ spec: cellSpecOf(cell, study), trials: study.trials })));
}

/**
 * A store holds one study. More trials or other agents may join it later; other arms, limits or seeds may not. The
 * study kept names the most trials that were ever asked for, for those are what the store holds.
 */
async function claimStore(store: TrialStore, plan: Plan): Promise<void> {
  const { name, seed, arms, limits, contrasts, pool, skip, trials } = plan.study;
  const text = await store.readStudy();
  const kept = text === undefined ? undefined : checkStudy(parseJson(text, 'the store'), 'the store');
  if (kept !== undefined) {
    const before = { name: kept.name, seed: kept.seed, arms: kept.arms, limits: kept.limits };
    if (canonical(before) !== canonical({ name, seed, arms, limits })) {
      throw new OffswitchError(
        'store-other-study',
        `this store holds the study "${kept.name}" with other arms, limits, name or seed`,
        'Choose another file with --store.',
      );
    }
  }
  const most = Math.max(trials, kept?.trials ?? 0);
  const left = skip === undefined ? {} : { skip };
  const claimed = canonical({ name, seed, arms, limits, contrasts, pool, ...left, trials: most });
  if (claimed !== text) await store.writeStudy(claimed);
}
