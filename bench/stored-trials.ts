/** A study of simulated trials: run and stored, verified, reported. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assessedTrials, noneOutdated } from '../src/measure/assessment/assessed.ts';
import { reportData } from '../src/measure/report/data.ts';
import { findReporter } from '../src/measure/report/registry.ts';
import { openStore } from '../src/measure/store/open.ts';
import type { TrialStore } from '../src/measure/store/store.ts';
import { executePlan } from '../src/measure/study/execute.ts';
import { type Plan, trialCount } from '../src/measure/study/plan.ts';
import { verifyStore } from '../src/measure/study/verify.ts';
import { type BareTrial, bareTrialOf, playBare } from './bare-loop.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { quickstartPlan } from './studies.ts';
import { shortest, timed } from './timing.ts';

/** As the command line runs simulated agents. */
export const CONCURRENCY = 64;
const PAGE_BYTES = 4096;

export async function storedTrialRows({ trialsPerCell, rounds }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  try {
    await runAndStore(await quickstartPlan(3), join(folder, 'warm-up.offswitch'));
    const plan = await quickstartPlan(trialsPerCell);
    const path = (round: number) => join(folder, `${round}.offswitch`);
    const running = await shortest(rounds, (round) => runAndStore(plan, path(round)));
    const store = await openStore(path(0), { mode: 'read' });
    try {
      return await rowsOf({ plan, store, running, folder, rounds });
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface FinishedStudy {
  readonly plan: Plan;
  readonly store: TrialStore;
  /** Milliseconds that running and storing took. */
  readonly running: number;
  readonly folder: string;
  readonly rounds: number;
}

async function rowsOf({ plan, store, running, folder, rounds }: FinishedStudy): Promise<readonly Row[]> {
  const trials = trialCount(plan);
  const bare = await bareTrials(store, plan.cells.length);
  const least = (work: () => unknown) => shortest(rounds, () => timed(work));
  const playing = await least(() => playAll(bare, trials));
  const syncing = await least(() => syncBatches(join(folder, 'floor'), trials / CONCURRENCY));
  const verifying = await least(() => verifyAll(store, trials));
  const reading = await least(async () =>
    JSON.parse(JSON.stringify(await Array.fromAsync(store.summaries()))),
  );
  const reporting = await least(() => report(plan, store));
  return [
    {
      what: `a simulated trial run, replayed, scored, sealed and stored, mean of ${trials}`,
      unit: 'ms',
      measured: running / trials,
      budget: 1,
      floor: (playing + syncing) / trials,
      floorIs: `its calls by executeTool alone, one fsync for ${CONCURRENCY} trials`,
      allowedRatio: 120,
    },
    {
      what: `verifying a stored trial, mean of ${trials}`,
      unit: 'ms',
      measured: verifying / trials,
      floor: playing / trials,
      floorIs: 'its calls by executeTool alone',
      allowedRatio: 150,
    },
    {
      what: `report of a store of ${trials} trials`,
      unit: 'ms',
      measured: reporting,
      budget: 500 * (trials / 10_000),
      floor: reading,
      floorIs: 'its assessments read, written as JSON and parsed',
      allowedRatio: 5,
    },
  ];
}

/** Milliseconds that running and storing take. */
export async function runAndStore(plan: Plan, path: string): Promise<number> {
  const store = await openStore(path, { mode: 'write' });
  try {
    const { signal } = new AbortController();
    return await timed(() => executePlan({ plan, store, concurrency: CONCURRENCY, signal }));
  } finally {
    await store.close();
  }
}

async function verifyAll(store: TrialStore, trials: number): Promise<void> {
  const { verified, problems } = await verifyStore(store, 'study');
  if (verified !== trials) throw new Error(`only ${verified} of ${trials} verified: ${problems[0]?.what}`);
}

async function report(plan: Plan, store: TrialStore): Promise<void> {
  const data = await reportData(plan.study, assessedTrials(store.summaries(), noneOutdated()));
  for (const format of ['table', 'markdown', 'json']) findReporter(format).render(data);
}

/** What the first trial of each cell called. */
export async function bareTrials(store: TrialStore, cells: number): Promise<readonly BareTrial[]> {
  const keys = (await store.keys()).slice(0, cells);
  return Promise.all(keys.map(async (key) => bareTrialOf((await store.read(key))?.transcript ?? [])));
}

function bareless(): never {
  throw new Error('the store holds no trial');
}

/** As often as there are trials, over the calls of each cell's first one. */
export function playAll(bare: readonly BareTrial[], trials: number): void {
  for (let trial = 0; trial < trials; trial += 1) playBare(bare[trial % bare.length] ?? bareless());
}

/** The least a durable store can do: a page and a wait for the disk for each batch. */
export function syncBatches(path: string, batches: number): void {
  const file = openSync(path, 'w');
  try {
    const page = Buffer.alloc(PAGE_BYTES, 1);
    for (let batch = 0; batch < batches; batch += 1) {
      writeSync(file, page);
      fsyncSync(file);
    }
  } finally {
    closeSync(file);
  }
}
