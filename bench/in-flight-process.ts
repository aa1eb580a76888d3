/** Run by in-flight.ts: a study whose agents wait before each turn; prints what it needed as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AgentKind } from '../src/measure/agents/agent.ts';
import { openSqliteStore } from '../src/measure/store/sqlite.ts';
import { executePlan } from '../src/measure/study/execute.ts';
import { type Plan, trialCount } from '../src/measure/study/plan.ts';
import { quickstartPlan } from './studies.ts';

const WAIT_MILLISECONDS = 50;

let waiting = 0;
/** Most trials that waited for their agent at the same time. */
let most = 0;

/** Like an agent behind a network: it waits, and its turns are journalled because they cannot be had again. */
function slow(kind: AgentKind): AgentKind {
  return {
    ...kind,
    repeatable: false,
    resumes: true,
    reusable: false,
    start(seed) {
      const agent = kind.start(seed);
      return {
        async takeTurn(...input) {
          waiting += 1;
          most = Math.max(most, waiting);
          await wait(WAIT_MILLISECONDS);
          waiting -= 1;
          return agent.takeTurn(...input);
        },
      };
    },
  };
}

async function run(concurrency: number): Promise<void> {
  const { study, cells } = await quickstartPlan(1);
  const slowCells = cells.map((cell) => ({ ...cell, agent: slow(cell.agent) }));
  const rounds = Math.ceil(concurrency / cells.length);
  const plan: Plan = { study: { ...study, trials: rounds }, cells: slowCells, leftOut: [] };
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  try {
    const store = openSqliteStore(join(folder, 'study.offswitch'), 'write');
    const { signal } = new AbortController();
    const { total } = await executePlan({ plan: fewer(plan, concurrency), store, concurrency, signal });
    if (total < concurrency) throw new Error(`the study has only ${total} trials`);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One trial alone needs no hundred cells. */
function fewer(plan: Plan, trials: number): Plan {
  return trials < trialCount(plan) ? { ...plan, cells: plan.cells.slice(0, trials) } : plan;
}

await run(Number(process.argv[2]));
// The largest resident set is given in KiB.
process.stdout.write(JSON.stringify({ inFlight: most, peakMiB: process.resourceUsage().maxRSS / 1024 }));
