/** `offswitch grade run`: commit, grade, reveal, decide; then the report. */

import { readItems, readPool } from '../../grading/job/items.ts';
import { type Job, readJob } from '../../grading/job/job.ts';
import { runJob } from '../../grading/job/run.ts';
import type { Judge } from '../../grading/judge.ts';
import { openJudge } from '../../grading/judges/open.ts';
import { picosOf } from '../../measure/metering/prices/money.ts';
import { GUARD_FILE } from '../guard/state.ts';
import { interruptible } from '../interruption.ts';
import { progressLine } from '../progress.ts';
import { agentOptions } from '../shared.ts';
import { type CostOptions, pricesFor } from '../spending.ts';
import { agentJudge, agentNamed } from './agent-judge.ts';
import { openGradeLog } from './notary.ts';
import { printReport } from './report.ts';

interface RunFlags extends Pick<CostOptions, 'prices' | 'config' | 'maxTokens'> {
  readonly store?: string;
  readonly notary?: string;
  /** Of the agents among the judges. */
  readonly guard?: string;
  readonly spend?: string;
  readonly concurrency?: number;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

export async function gradeRun(path: string, flags: RunFlags): Promise<void> {
  const written = await readJob(path);
  const job: Job = { ...written, concurrency: flags.concurrency ?? written.concurrency };
  const store = flags.store ?? `${path.replace(/\.ya?ml$/i, '')}.grades`;
  const prices = await pricesFor(flags);
  const { notary } = flags;
  const { scale, subjects, items, controls } = job;
  const material = {
    items: await readItems(items.file, {
      scale,
      subject: items.subject,
      subjects: subjects.map(({ name }) => name),
    }),
    past: await readPool(controls?.pool ?? [], scale),
  };
  const options = await agentOptions(flags);
  const judges: Judge[] = [];
  for (const { id } of job.judges) {
    const agent = agentNamed(id);
    judges.push(
      agent === undefined
        ? await openJudge(id, { ...options, temperature: job.temperature })
        : await agentJudge(agent, flags.guard ?? GUARD_FILE, subjects),
    );
  }
  await interruptible('Stopping; the marks so far are kept.', async (signal) => {
    const progress = progressLine('presentations');
    try {
      await runJob(job, material, {
        ...{ store, judges, prices, signal, capNames: CAPS, now: Date.now },
        budget: budgetOf(job, flags),
        ...(notary === undefined ? {} : { openNotary: () => openGradeLog(notary, job.name) }),
        progress: (done, total, unmarked) =>
          progress.update(done, total, 0, unmarked === 0 ? '' : `, ${unmarked} without a mark`),
      });
    } finally {
      progress.finish();
    }
  });
  await printReport(store, { ...flags, ...(flags.json ? { format: 'json' } : {}) });
}

const CAPS = { cost: '--spend', tokens: '--max-tokens' };

/** Flags go before the job. Errors: `bad-flag`. */
function budgetOf({ budget }: Job, { spend, maxTokens }: RunFlags) {
  const cost = picosOf(spend ?? budget.cost ?? '');
  const tokens = maxTokens ?? budget.tokens;
  return { ...(cost === undefined ? {} : { cost }), ...(tokens === undefined ? {} : { tokens }) };
}
