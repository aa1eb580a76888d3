/** The published matrix with one simulated agent: run, scored, stored, and reported with the published statistics. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assessedTrials, noneOutdated } from '../src/measure/assessment/assessed.ts';
import { reportData } from '../src/measure/report/data.ts';
import { findReporter } from '../src/measure/report/registry.ts';
import { openStore } from '../src/measure/store/open.ts';
import { type Plan, trialCount } from '../src/measure/study/plan.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { bareTrials, CONCURRENCY, playAll, runAndStore, syncBatches } from './stored-trials.ts';
import { paperPlan } from './studies.ts';
import { shortest, timed } from './timing.ts';

export async function paperRows({ paperTrialsPerCell, rounds }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-paper-'));
  try {
    const plan = await paperPlan(paperTrialsPerCell);
    const trials = trialCount(plan);
    const path = (round: number) => join(folder, `${round}.offswitch`);
    const measured = await shortest(
      rounds,
      async (round) => (await runAndStore(plan, path(round))) + (await report(plan, path(round))),
    );
    const store = await openStore(path(0), { mode: 'read' });
    const bare = await bareTrials(store, plan.cells.length);
    await store.close();
    const playing = await shortest(rounds, () => timed(() => playAll(bare, trials)));
    const syncing = await shortest(rounds, () =>
      timed(() => syncBatches(join(folder, 'floor'), trials / CONCURRENCY)),
    );
    return [
      {
        what: `the published matrix, ${trials} trials run, stored and reported`,
        unit: 'ms',
        measured,
        budget: 20_000,
        floor: playing + syncing,
        floorIs: `its calls by executeTool alone, one fsync for ${CONCURRENCY} trials`,
        allowedRatio: 150,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that the report and the published statistics take. */
async function report(plan: Plan, path: string): Promise<number> {
  const store = await openStore(path, { mode: 'read' });
  try {
    return await timed(async () => {
      const data = await reportData(plan.study, assessedTrials(store.summaries(), noneOutdated()));
      for (const format of ['markdown', 'paper']) findReporter(format).render(data);
    });
  } finally {
    await store.close();
  }
}
