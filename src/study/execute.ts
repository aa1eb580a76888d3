/** Running a plan: many trials in flight, each saved whole; what the store holds already is not run again. */
import { canonical } from '../kit/canonical.ts';
import { OffswitchError } from '../kit/errors.ts';
import { parseJson } from '../kit/json.ts';
import type { TrialRecord, TrialStore } from '../store/store.ts';
import { checkStudy } from './load.ts';
import { watchForOutages } from './outage.ts';
import { perform } from './perform.ts';
import { type Plan, type PlannedTrial, plannedTrials, trialCount } from './plan.ts';

export interface Execution {
  readonly plan: Plan;
  readonly store: TrialStore;
  /** Trials in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Called after each trial, and once at the start with what the store held; `failed` counts failures of this run. */
  readonly progress?: (done: number, total: number, failed: number) => void;
}

export interface ExecutionSummary {
  readonly total: number;
  readonly alreadyStored: number;
  readonly run: number;
}

/**
 * Runs what is missing. Errors: `store-other-study`, `interrupted` (everything finished is saved), `provider-refused`
 * (an agent failed too often in a row), `disk-full`, `store-damaged`.
 */
export async function executePlan(execution: Execution): Promise<ExecutionSummary> {
  const { plan, store, signal, progress } = execution;
  claimStore(store, plan);
  const finished = store.finishedKeys();
  const total = trialCount(plan);
  const waiting = trialsToRun(plan, finished);
  let run = 0;
  let failed = 0;
  const alreadyStored = countStored(plan, finished);
  progress?.(alreadyStored, total, failed);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const outages = watchForOutages();
  const work = async () => {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) {
      const record = await runOne(next.value, store, stop);
      // What a program does it does again, so its failures are never an outage.
      await saveAll(store, next.value.cell.agent.repeatable ? [record] : outages.passed(record));
      run += 1;
      if (record.outcome.outcome === 'error') failed += 1;
      progress?.(alreadyStored + run, total, failed);
    }
  };
  const workers = Array.from({ length: Math.max(1, execution.concurrency) }, () =>
    work().catch((thrown: unknown) => {
      // The first failure stops the others; theirs is then only an interruption.
      if (!failure.signal.aborted) failure.abort(thrown);
    }),
  );
  await Promise.all(workers);
  if (signal.aborted)
    throw new OffswitchError(
      'interrupted',
      'the study was interrupted',
      'Run the same command again to go on from here.',
    );
  if (failure.signal.aborted) throw failure.signal.reason;
  await saveAll(store, outages.rest());
  return { total, alreadyStored, run };
}

async function runOne(trial: PlannedTrial, store: TrialStore, signal: AbortSignal): Promise<TrialRecord> {
  const { agent } = trial.cell;
  const { outcome, transcript } = await perform(trial.spec, {
    agent,
    signal,
    ...(agent.repeatable
      ? {}
      : {
          journalled: store.journalled(trial.key),
          journal: (index, turn) => store.journal(trial.key, index, turn),
        }),
  });
  return { key: trial.key, position: trial.position, spec: trial.spec, outcome, transcript };
}

async function saveAll(store: TrialStore, records: readonly TrialRecord[]): Promise<void> {
  await Promise.all(records.map((record) => store.save(record)));
}

function* trialsToRun(plan: Plan, finished: ReadonlySet<string>): Generator<PlannedTrial> {
  for (const trial of plannedTrials(plan)) if (!finished.has(trial.key)) yield trial;
}

function countStored(plan: Plan, finished: ReadonlySet<string>): number {
  if (finished.size === 0) return 0;
  let count = 0;
  for (const trial of plannedTrials(plan)) if (finished.has(trial.key)) count += 1;
  return count;
}

/**
 * A store holds one study. More trials or other agents may join it later; other arms, limits or seeds may not. The
 * study kept names the most trials that were ever asked for, for those are what the store holds.
 */
function claimStore(store: TrialStore, plan: Plan): void {
  const { name, seed, arms, limits, contrasts, pool, trials } = plan.study;
  const text = store.readStudy();
  const kept = text === undefined ? undefined : checkStudy(parseJson(text, 'the store'), 'the store');
  if (kept !== undefined) {
    const before = { name: kept.name, seed: kept.seed, arms: kept.arms, limits: kept.limits };
    if (canonical(before) !== canonical({ name, seed, arms, limits })) {
      throw new OffswitchError(
        'store-other-study',
        `this store holds the study "${kept.name}" with other arms, limits, name or seed`,
        'Name another file with --store.',
      );
    }
  }
  const most = Math.max(trials, kept?.trials ?? 0);
  const claimed = canonical({ name, seed, arms, limits, contrasts, pool, trials: most });
  if (claimed !== text) store.writeStudy(claimed);
}
