/** `offswitch report`: the report of a store, in any format. */

import { OffswitchError } from '../kit/errors.ts';
import { parseJson } from '../kit/json.ts';
import { assessedTrials, noneOutdated, type OtherAnswers } from '../measure/assessment/assessed.ts';
import { judgeBills } from '../measure/assessment/judge/bills.ts';
import { findJudge, judgedAnswers } from '../measure/assessment/judge/judged.ts';
import { otherBills, turnsIn } from '../measure/metering/bill.ts';
import { type ReportContext, type ReportData, reportData } from '../measure/report/data.ts';
import { countReaders, type MeasuredStoredJudge, withMeasures } from '../measure/report/readers.ts';
import { findReporter } from '../measure/report/registry.ts';
import { openStore } from '../measure/store/open.ts';
import type { TrialStore, TrialSummary } from '../measure/store/store.ts';
import { checkStudy } from '../measure/study/load.ts';
import { type Plan, plannedTrials } from '../measure/study/plan.ts';
import { type Standing, standingOf } from '../measure/study/standing.ts';
import { outputTo, settingsFiles } from './output.ts';
import { counted } from './shared.ts';
import { type CostOptions, pricesFor } from './spending.ts';
import { printDocument, terminalWidth } from './terminal.ts';

export async function report(
  path: string,
  options: ReportOptions &
    CostOptions & { readonly format?: string; readonly out?: string; readonly judge?: string },
): Promise<void> {
  const reporter = findReporter(formatOf(options));
  const output =
    options.out === undefined
      ? undefined
      : outputTo(options.out, { stores: [path], files: await settingsFiles(options) });
  const prices = await pricesFor(options);
  const store = await openStore(path, { mode: 'read' });
  try {
    const judge = options.judge === undefined ? undefined : await judgeOf(store, options.judge);
    const data = await storedReport(store, path, { prices, ...judge });
    if (output === undefined) printDocument(reporter.render(data, terminalWidth()));
    else await output.write(reporter.render(data));
  } finally {
    await store.close();
  }
}

/** A judge's answers go before those of the rules. */
export async function judgeOf(
  store: TrialStore,
  wanted: string,
): Promise<{ readonly others: OtherAnswers; readonly judge: MeasuredStoredJudge }> {
  const judge = await findJudge(store, wanted);
  return { others: (summary) => judgedAnswers(summary, judge), judge: await withMeasures(judge) };
}

export interface ReportOptions {
  readonly summary?: boolean;
  readonly json?: boolean;
}

/** Errors: `unknown-name`; `bad-flag` where two flags ask for different reports. */
function formatOf({ format, ...flags }: ReportOptions & { readonly format?: string }): string {
  if (format === undefined) return printedFormat(flags);
  findReporter(format);
  const asked = printedFormat(flags);
  const agrees =
    format === asked ||
    (flags.summary === true && format === 'paper-json' && !flags.json) ||
    (flags.json === true && format === 'paper-json' && !flags.summary) ||
    (!flags.summary && !flags.json);
  if (agrees) return format;
  throw new OffswitchError(
    'bad-flag',
    `${flags.summary ? '--summary' : '--json'} and --format ${format} ask for different reports`,
    'Give one of them.',
  );
}

/** What the flags that choose a report on the terminal come to. */
export function printedFormat({ summary = false, json = false }: ReportOptions): string {
  if (summary) return json ? 'paper-json' : 'paper';
  return json ? 'json' : 'table';
}

/** The report on everything a store holds. `context` is what is known of the run, and the prices. */
export async function storedReport(
  store: TrialStore,
  path: string,
  context: Pick<ReportContext, 'prices' | 'stops'> & {
    /** The plan that was run, which names the agents of unfinished trials. */
    readonly plan?: Plan;
    readonly others?: OtherAnswers;
    readonly judge?: MeasuredStoredJudge;
  },
): Promise<ReportData> {
  const kept = await store.readStudy();
  if (kept === undefined) {
    const there = (await store.keys()).length;
    if (there > 0)
      throw new OffswitchError(
        'store-damaged',
        `the study of ${path} was removed; ${counted(there, 'trial')} of it are there`,
        `Restore the file from a copy; "offswitch verify ${path}" names what is missing.`,
        { file: path, part: 'study' },
      );
    throw new OffswitchError(
      'store-missing',
      `${path} holds no study yet`,
      'Run one: offswitch run --store FILE.',
      { file: path },
    );
  }
  const outdated = noneOutdated();
  const { others, judge, plan, ...known } = context;
  const standing = await standingOf(store);
  const study = checkStudy(parseJson(kept, path), path);
  return reportData(study, assessedTrials(ofPlan(store, standing), outdated, others), {
    ...known,
    standing,
    readers: countReaders(judge, study.pool),
    outdated,
    lacks: await store.lacks(),
    turns: turnsIn(store),
    otherCalls: await otherBills(context.prices ?? [], store, plan === undefined ? [] : plannedTrials(plan)),
    judges: await judgeBills(context.prices ?? [], store.assessments()),
  });
}

async function* ofPlan(store: TrialStore, { take }: Standing): AsyncGenerator<TrialSummary> {
  for await (const summary of store.summaries()) if (take(summary)) yield summary;
}
