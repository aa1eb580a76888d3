/** `offswitch report`: the report of a store, in any format. */

import { OffswitchError } from '../kit/errors.ts';
import { writeWhole } from '../kit/files.ts';
import { parseJson } from '../kit/json.ts';
import { judgeBills } from '../measure/assessment/bills.ts';
import { judgeReader, rulesReader } from '../measure/assessment/tone-reader.ts';
import { otherBills, turnsIn } from '../measure/metering/bill.ts';
import { type ReportContext, type ReportData, reportData } from '../measure/report/data.ts';
import { findReporter } from '../measure/report/registry.ts';
import { openSqliteStore } from '../measure/store/sqlite.ts';
import type { TrialStore } from '../measure/store/store.ts';
import { checkStudy } from '../measure/study/load.ts';
import { plannedTrials } from '../measure/study/plan.ts';
import { countingFailures } from './failures.ts';
import { print } from './shared.ts';
import { type CostOptions, pricesFor } from './spending.ts';

export async function report(
  path: string,
  options: ReportOptions &
    CostOptions & { readonly format?: string; readonly out?: string; readonly judge?: string },
): Promise<void> {
  const reporter = findReporter(formatOf(options));
  const prices = await pricesFor(options);
  const store = openSqliteStore(path, 'read');
  try {
    const tone = await (options.judge === undefined ? rulesReader() : judgeReader(store, options.judge));
    const text = reporter.render(storedReport(store, path, { prices, tone }).data);
    if (options.out === undefined) print(text);
    else writeWhole(options.out, text);
  } finally {
    await store.close();
  }
}

export interface ReportOptions {
  readonly summary?: boolean;
  readonly json?: boolean;
}

/** A format that is named goes before --json, which then is for errors. Errors: `unknown-name`, `bad-flag`. */
function formatOf({ format, ...flags }: ReportOptions & { readonly format?: string }): string {
  if (format === undefined) return printedFormat(flags);
  findReporter(format);
  if (flags.summary && !format.startsWith('paper')) {
    throw new OffswitchError(
      'bad-flag',
      `--summary and --format ${format} ask for different reports`,
      'Give one of them.',
    );
  }
  return format;
}

/** What the flags that choose a report on the terminal come to. */
export function printedFormat({ summary = false, json = false }: ReportOptions): string {
  if (summary) return json ? 'paper-json' : 'paper';
  return json ? 'json' : 'table';
}

/**
 * The report on everything a store holds, and why trials of it failed (empty where none did). `context` is what is known
 * of the run, and the prices.
 */
export function storedReport(
  store: TrialStore,
  path: string,
  context: Pick<ReportContext, 'prices' | 'plan' | 'stops' | 'tone'>,
): { readonly data: ReportData; readonly failures: string } {
  const kept = store.readStudy();
  if (kept === undefined) {
    throw new OffswitchError(
      'store-missing',
      `${path} holds no study yet`,
      'Run one: offswitch run --store FILE.',
      { file: path },
    );
  }
  const failures = countingFailures(store.summaries());
  const data = reportData(checkStudy(parseJson(kept, path), path), failures.trials, {
    ...context,
    turns: turnsIn(store),
    otherCalls: otherBills(
      context.prices ?? [],
      store,
      context.plan === undefined ? [] : plannedTrials(context.plan),
    ),
    judges: judgeBills(context.prices ?? [], store.judgements()),
  });
  return { data, failures: failures.text() };
}
