/** `offswitch run`: run a study to its end, resume one, print its report and write it. */
import { exitCodes, OffswitchError } from '../kit/errors.ts';
import { writeWhole } from '../kit/files.ts';
import { type ReportData, reportData } from '../report/data.ts';
import { findReporter } from '../report/registry.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { TrialStore } from '../store/store.ts';
import { type ExecutionSummary, executePlan } from '../study/execute.ts';
import { type Plan, planStudy } from '../study/plan.ts';
import { progressLine } from './progress.ts';
import { print, type StudyOptions, studyAndAgents } from './shared.ts';

interface RunOptions extends StudyOptions {
  readonly store?: string;
  readonly out?: string;
  readonly concurrency?: number;
  readonly json?: boolean;
}

const CONCURRENCY_LOCAL = 64;
const CONCURRENCY_REMOTE = 4;

export async function run(name: string | undefined, options: RunOptions): Promise<void> {
  const { study, agents } = await studyAndAgents(name, options);
  const plan = planStudy(study, agents);
  const storePath = options.store ?? `${study.name.replaceAll(' ', '-')}.offswitch`;
  const reportPath = options.out ?? `${storePath.replace(/\.offswitch$/, '')}-report.md`;
  const store = openSqliteStore(storePath, 'write');
  try {
    const summary = await execute(plan, store, options.concurrency);
    const data = reportData(study, store.summaries());
    writeWhole(reportPath, findReporter('markdown').render(data));
    if (options.json) print(findReporter('json').render(data));
    else print(`${findReporter('table').render(data)}\n${closing(plan, summary, { storePath, reportPath })}`);
    if (anAgentAlwaysFailed(data)) process.exitCode = exitCodes.negative;
  } finally {
    await store.close();
  }
}

async function execute(
  plan: Plan,
  store: TrialStore,
  concurrency: number | undefined,
): Promise<ExecutionSummary> {
  const interruption = new AbortController();
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write('\nStopping; what is finished is kept. Press Ctrl-C again to stop at once.\n');
    interruption.abort(
      new OffswitchError('interrupted', 'interrupted', 'Run the same command again to resume.'),
    );
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const local = plan.cells.every((cell) => cell.agent.repeatable);
  const progress = progressLine(`study "${plan.study.name}"`);
  try {
    return await executePlan({
      plan,
      store,
      concurrency: concurrency ?? (local ? CONCURRENCY_LOCAL : CONCURRENCY_REMOTE),
      signal: interruption.signal,
      progress: progress.update,
    });
  } finally {
    progress.finish();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function anAgentAlwaysFailed(data: ReportData): boolean {
  const byAgent = Map.groupBy(data.cells, (cell) => cell.agent);
  return [...byAgent.values()].some((cells) => cells.every((cell) => cell.outcomes.error === cell.trials));
}

function closing(
  plan: Plan,
  summary: ExecutionSummary,
  paths: { storePath: string; reportPath: string },
): string {
  const { total, alreadyStored, run: done } = summary;
  const lines = [
    `Trials: ${done} run now, ${alreadyStored} were in the store, ${total} in the plan.`,
    `Store:  ${paths.storePath}   (check it: offswitch verify ${paths.storePath})`,
    `Report: ${paths.reportPath}`,
  ];
  if (plan.cells.every((cell) => cell.agent.simulated)) lines.push('', ...nextStep(plan.study.name));
  return lines.join('\n');
}

function nextStep(study: string): readonly string[] {
  const name = study === 'quickstart' ? '' : ` ${study}`;
  return [
    'Next, with a real model (this study again, few trials, a store of its own):',
    `  OPENAI_API_KEY=... npx offswitch run${name} --agent openai:gpt-5.2 --trials 2 --store gpt.offswitch`,
    `  npx offswitch run${name} --agent compatible:MODEL --base-url http://localhost:11434/v1 --trials 2 --store local.offswitch`,
    'How many calls that buys: the same with "plan" instead of "run" and without --store.',
  ];
}
