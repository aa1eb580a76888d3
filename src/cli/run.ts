/** `offswitch run`: run a study to its end, resume one, print its report and write it. */
import { exitCodes } from '../kit/errors.ts';
import { writeWhole } from '../kit/files.ts';
import type { ReportData } from '../report/data.ts';
import { findReporter } from '../report/registry.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { TrialStore } from '../store/store.ts';
import { type ExecutionSummary, executePlan } from '../study/execute.ts';
import { type Plan, planStudy } from '../study/plan.ts';
import { interruptible } from './interruption.ts';
import { progressLine } from './progress.ts';
import { printedFormat, type ReportOptions, storedReport } from './report.ts';
import { demandWritable, print, type StudyOptions, studyAndAgents } from './shared.ts';

interface RunOptions extends StudyOptions, ReportOptions {
  readonly store?: string;
  readonly out?: string;
  readonly concurrency?: number;
}

const CONCURRENCY_LOCAL = 64;
const CONCURRENCY_REMOTE = 4;

export async function run(name: string | undefined, options: RunOptions): Promise<void> {
  const { study, agents } = await studyAndAgents(name, options);
  const plan = planStudy(study, agents);
  const storePath = options.store ?? `${study.name.replaceAll(' ', '-')}.offswitch`;
  const reportPath = options.out ?? `${storePath.replace(/\.offswitch$/, '')}-report.md`;
  demandWritable(reportPath);
  const store = openSqliteStore(storePath, 'write');
  try {
    const summary = await execute(plan, store, options.concurrency);
    const { data, failures } = storedReport(store, storePath);
    writeWhole(reportPath, findReporter('markdown').render(data));
    process.stderr.write(failures);
    const printed = findReporter(printedFormat(options)).render(data);
    if (options.json) print(printed);
    else print(`${printed}\n${closing(plan, summary, { study: name, storePath, reportPath })}`);
    if (anAgentAlwaysFailed(data, plan)) process.exitCode = exitCodes.negative;
  } finally {
    await store.close();
  }
}

async function execute(
  plan: Plan,
  store: TrialStore,
  concurrency: number | undefined,
): Promise<ExecutionSummary> {
  const local = plan.cells.every((cell) => cell.agent.repeatable);
  const progress = progressLine(`study "${plan.study.name}"`);
  try {
    return await interruptible('Stopping; what is finished is kept.', (signal) =>
      executePlan({
        plan,
        store,
        concurrency: concurrency ?? (local ? CONCURRENCY_LOCAL : CONCURRENCY_REMOTE),
        signal,
        progress: progress.update,
      }),
    );
  } finally {
    progress.finish();
  }
}

function anAgentAlwaysFailed(data: ReportData, plan: Plan): boolean {
  const asked = new Set(plan.cells.map((cell) => cell.agent.id));
  const byAgent = Map.groupBy(
    data.cells.filter((cell) => asked.has(cell.agent)),
    (cell) => cell.agent,
  );
  return [...byAgent.values()].some((cells) => cells.every((cell) => cell.outcomes.error === cell.trials));
}

function closing(
  plan: Plan,
  summary: ExecutionSummary,
  given: { study: string | undefined; storePath: string; reportPath: string },
): string {
  const { total, alreadyStored, run: done } = summary;
  const lines = [
    `Trials: ${done} run now, ${alreadyStored} were in the store, ${total} in the plan.`,
    `Store:  ${given.storePath}   (check it: offswitch verify ${given.storePath})`,
    `Report: ${given.reportPath}`,
  ];
  if (plan.cells.every((cell) => cell.agent.simulated)) lines.push('', ...nextStep(given.study));
  return lines.join('\n');
}

function nextStep(study: string | undefined): readonly string[] {
  const name = study === undefined ? '' : ` ${study}`;
  return [
    'Next, with a real model (this study again, few trials, a store of its own):',
    `  OPENAI_API_KEY=... npx offswitch run${name} --agent openai:gpt-5.2 --trials 2 --store gpt.offswitch`,
    `  npx offswitch run${name} --agent compatible:MODEL --base-url http://localhost:11434/v1 --trials 2 --store local.offswitch`,
    'How many calls that buys: the same with "plan" instead of "run" and without --store.',
  ];
}
