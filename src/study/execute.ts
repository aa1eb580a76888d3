/** Running a plan: many trials in flight, each saved whole; what the store holds already is not run again. */
import { canonical } from '../kit/canonical.ts';
import { OffswitchError } from '../kit/errors.ts';
import type { TrialStore } from '../store/store.ts';
import { perform } from './perform.ts';
import { type Plan, type PlannedTrial, plannedTrials, trialCount } from './plan.ts';

export interface Execution {
  readonly plan: Plan;
  readonly store: TrialStore;
  /** Trials in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Called after each saved trial, and once at the start with what the store held. */
  readonly progress?: (done: number, total: number) => void;
}

export interface ExecutionSummary {
  readonly total: number;
  readonly alreadyStored: number;
  readonly run: number;
}

/**
 * Runs what is missing. Errors: `store-other-study`, `interrupted` (everything finished is saved), `disk-full`,
 * `store-damaged`.
 */
export async function executePlan(execution: Execution): Promise<ExecutionSummary> {
  const { plan, store, signal, progress } = execution;
  claimStore(store, plan);
  const finished = store.finishedKeys();
  const total = trialCount(plan);
  const waiting = trialsToRun(plan, finished);
  let run = 0;
  const alreadyStored = countStored(plan, finished);
  progress?.(alreadyStored, total);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = async () => {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) {
      await runOne(next.value, store, stop);
      run += 1;
      progress?.(alreadyStored + run, total);
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
  return { total, alreadyStored, run };
}

async function runOne(trial: PlannedTrial, store: TrialStore, signal: AbortSignal): Promise<void> {
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
  await store.save({ key: trial.key, position: trial.position, spec: trial.spec, outcome, transcript });
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

/** A store holds one study. More trials or other agents may join it later; other arms, limits or seeds may not. */
function claimStore(store: TrialStore, plan: Plan): void {
  const { name, seed, arms, limits, contrasts, pool, trials } = plan.study;
  const fixed = canonical({ name, seed, arms, limits });
  const kept = store.readStudy();
  if (kept !== undefined) {
    const before = JSON.parse(kept) as Record<string, unknown>;
    const same =
      canonical({ name: before.name, seed: before.seed, arms: before.arms, limits: before.limits }) === fixed;
    if (!same) {
      throw new OffswitchError(
        'store-other-study',
        `this store holds the study "${String(before.name)}" with other arms, limits, name or seed`,
        'Name another file with --store.',
      );
    }
  }
  const text = canonical({ name, seed, arms, limits, contrasts, pool, trials });
  if (text !== kept) store.writeStudy(text);
}
