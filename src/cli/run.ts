/** `offswitch run`: run a study to its end, resume one, print its report and write it. */

import { exitCodes, type OffswitchError } from '../kit/errors.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import type { ReportData } from '../measure/report/data.ts';
import { findReporter } from '../measure/report/registry.ts';
import { openResponseCache, type ResponseCache } from '../measure/store/cache.ts';
import { fileOfStore, openStore } from '../measure/store/open.ts';
import type { TrialStore } from '../measure/store/store.ts';
import {
  type Execution,
  type ExecutionSummary,
  executePlan,
  type WorkAhead,
} from '../measure/study/execute.ts';
import { type Plan, planStudy } from '../measure/study/plan.ts';
import { removedNotes } from '../measure/study/standing.ts';
import { complain } from './complaint.ts';
import { failuresText } from './failures.ts';
import { interruptible } from './interruption.ts';
import { demandAlone, demandUnused, outputTo, settingsFiles } from './output.ts';
import { progressLine } from './progress.ts';
import { printedFormat, type ReportOptions, storedReport } from './report.ts';
import { counted, type StudyOptions, studyAndAgents } from './shared.ts';
import { budgetFor, type CostOptions, pricesFor, spentLines, spentShort } from './spending.ts';
import { print, printDocument, tell, terminalWidth } from './terminal.ts';
import { asksForGuard, logOf, withLog } from './with-log.ts';

interface RunOptions extends StudyOptions, ReportOptions, CostOptions {
  readonly store?: string;
  readonly out?: string;
  readonly concurrency?: number;
  /** True where the flag names no file. */
  readonly cache?: string | true;
  readonly retryErrors?: boolean;
  /** Folder of a log that every trial is entered into. */
  readonly notary?: string;
}

const CACHE_FILE = '.offswitch-cache';
/** Of programs, which cost nothing, and of models, whose calls pass a gate for each provider. */
const IN_FLIGHT = 64;
/** Of agents whose calls nothing else holds back. */
const IN_FLIGHT_OTHERS = 4;

export async function run(name: string | undefined, options: RunOptions): Promise<void> {
  const { study, agents } = await studyAndAgents(name, options);
  const plan = planStudy(study, agents);
  const storePath = storePathOf(plan, options);
  const reportPath = options.out ?? reportBeside(storePath, plan);
  const cache = cacheFile(options.cache);
  if (cache !== undefined) demandUnused(cache, { stores: [storePath] });
  const output = outputTo(reportPath, {
    stores: [storePath],
    agents: agents.map(({ id }) => id),
    files: [name, cache, ...(await settingsFiles(options))],
  });
  demandAlone(output, options.json ? '--json' : undefined);
  const prices = await pricesFor(options);
  await interruptible('Stopping; what is finished is kept.', async (signal) => {
    const store = await openStore(storePath, { mode: 'write' });
    try {
      for (const note of removedNotes(await store.countRemoved())) tell([`Warning: ${note}`]);
      const starting = (work: WorkAhead) => tell([headerOf(plan, work, storePath)]);
      const log = logOf(plan, storePath, options);
      const summary = await withLog(store, plan, log, ({ store: sealed, ...gate }) =>
        execute(plan, sealed, options, prices, { signal, starting, ...gate }),
      );
      const { stops } = summary;
      const data = await storedReport(store, storePath, { prices, plan, stops });
      await output.write(findReporter('markdown').render(data));
      tell(failuresText(data.failures));
      const printed = findReporter(printedFormat(options)).render(data, terminalWidth());
      printDocument(printed);
      const guarded = options.json || log === undefined || !asksForGuard(plan) ? [] : await guardLines(log);
      if (!options.json)
        print(['', ...closing(plan, summary, data, { study: name, storePath, reportPath, log, guarded })]);
      if (stops.length > 0) tellStops(stops);
      else if (anAgentAlwaysFailed(data, plan)) process.exitCode = exitCodes.negative;
    } finally {
      await store.close();
    }
  });
}

async function guardLines(log: string): Promise<readonly string[]> {
  const { logSummary } = await import('./guarded/log-summary.ts');
  return logSummary(log, `offswitch guard verify ${log}`);
}

/** Where the trials of a study are kept. */
export function storePathOf({ study }: Plan, { store }: { readonly store?: string }): string {
  return store ?? `${study.name.replaceAll(' ', '-')}.offswitch`;
}

/** Beside the file of the store, whatever its address is; of a store in memory, in this folder under the study's name. */
function reportBeside(store: string, plan: Plan): string {
  const file = fileOfStore(store) ?? storePathOf(plan, {});
  return `${file.replace(/\.offswitch$/, '')}-report.md`;
}

export function trialsInFlight({ cells }: Plan, asked: number | undefined): number {
  const gated = cells.every(({ agent }) => agent.repeatable || (agent.reusable && agent.model !== undefined));
  return asked ?? (gated ? IN_FLIGHT : IN_FLIGHT_OTHERS);
}

/** What is ahead, told before anything is run. */
function headerOf({ study, cells }: Plan, { total, stored, toRun, again }: WorkAhead, store: string): string {
  const head = `Study "${study.name}":`;
  if (toRun === 0) return `${head} nothing to run; all ${counted(total, 'trial')} of it are in ${store}.`;
  const runs = `${head} ${counted(toRun, 'trial')} to run`;
  const failed = again === 0 ? '' : `, ${again} of them again, for they failed`;
  return stored === 0
    ? `${runs} (${counted(cells.length, 'cell')} x ${study.trials})${failed}.`
    : `${runs}${failed}; ${stored} of the ${total} in the plan are in ${store} already.`;
}

/** Runs what is missing, or only the trials named, with progress on standard error. */
export async function execute(
  plan: Plan,
  store: TrialStore,
  options: Pick<RunOptions, 'concurrency' | 'cache' | 'retryErrors'> & CostOptions,
  prices: PriceTable,
  more: Pick<Execution, 'signal' | 'only' | 'starting' | 'gateKeeper'>,
): Promise<ExecutionSummary> {
  const progress = progressLine(`study "${plan.study.name}"`);
  const warn = (text: string) => progress.note(`Warning: ${text}.`);
  const cache = openCache(options.cache, warn);
  try {
    return await executePlan({
      plan,
      store,
      concurrency: trialsInFlight(plan, options.concurrency),
      prices,
      budget: budgetFor(plan.study, options),
      retryErrors: options.retryErrors ?? false,
      warn,
      progress: (done, total, failed, spent) => progress.update(done, total, failed, spentShort(spent)),
      ...(cache === undefined ? {} : { cache }),
      ...more,
    });
  } finally {
    progress.finish();
    cache?.close();
  }
}

function openCache(
  asked: string | true | undefined,
  warn: (text: string) => void,
): ResponseCache | undefined {
  const file = cacheFile(asked);
  return file === undefined ? undefined : openResponseCache(file, warn);
}

function cacheFile(asked: string | true | undefined): string | undefined {
  return asked === true ? CACHE_FILE : asked;
}

/** Told as an error is, after the report: the first of the reasons decides how the command ends. */
function tellStops(stops: readonly OffswitchError[]): void {
  for (const stop of stops) complain(stop);
  process.exitCode = stops[0]?.exitCode;
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
  data: ReportData,
  given: {
    study: string | undefined;
    storePath: string;
    reportPath: string;
    log: string | undefined;
    /** What the log shows of trials behind the guard. */
    guarded: readonly string[];
  },
): readonly string[] {
  const { total, alreadyStored, run: done, spent } = summary;
  const { guarded } = given;
  const lines = [
    `Trials: ${done} run now, ${alreadyStored} were in the store, ${total} in the plan.`,
    `Store:  ${given.storePath}   (check it: offswitch verify ${given.storePath})`,
    `Report: ${given.reportPath}`,
    ...(given.log === undefined
      ? []
      : [`Log:    ${given.log}   (compare: offswitch verify ${given.storePath} --notary ${given.log})`]),
    ...guarded,
    ...spentLines(spent, data.costs),
  ];
  if (plan.cells.every((cell) => cell.agent.simulated)) lines.push('', ...nextStep(given.study));
  return lines;
}

function nextStep(study: string | undefined): readonly string[] {
  const name = study === undefined ? '' : ` ${study}`;
  return [
    'Next, with a real model (this study again, few trials, a store of its own):',
    `  OPENAI_API_KEY=... npx offswitch run${name} --agent openai:gpt-5.2 --trials 2 --store gpt.offswitch`,
    `  npx offswitch run${name} --agent compatible:MODEL --base-url http://localhost:11434/v1 --trials 2 --store local.offswitch`,
    'To see what that takes, write "plan" instead of "run"; --pilot 2 adds a forecast of the cost.',
  ];
}
