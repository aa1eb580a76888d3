/** What a report says, as data: every reporter prints the same numbers. */

import type { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { type AssessedTrial, type OutdatedTrials, presentVersionOf } from '../assessment/assessed.ts';
import type { JudgeBill } from '../assessment/judge/bills.ts';
import type { Bill, TurnsIn } from '../metering/bill.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { factorNames } from '../scenarios/factors.ts';
import type { Study } from '../study/definition.ts';
import { type LeftOut, leftOutKinds, leftOutOf } from '../study/plan.ts';
import type { Standing } from '../study/standing.ts';
import { type ContrastCounts, contrastResults, countContrasts, type ReportContrast } from './contrasts.ts';
import { type AgentCosts, costNotes, countCosts } from './costs.ts';
import { countFailures, type ReportFailure } from './failures.ts';
import { type GuardedPair, guardedPairs } from './guarded.ts';
import { notesFor } from './notes.ts';
import { countPaper, type PaperCell } from './paper-counts.ts';
import { countPlanned } from './planned.ts';
import { countReaders, type ReaderCount, type ReadersSection, readersNotes } from './readers.ts';
import { countRows, type ReportCell } from './rows.ts';
import { agentVariants } from './variants.ts';

/** What a report may know beside the trials. */
export interface ReportContext {
  /** Default: no price is known. */
  readonly prices?: PriceTable;
  /** Calls of no finished trial. */
  readonly otherCalls?: readonly Bill[];
  /** Votes of judges that the store keeps. */
  readonly judges?: readonly JudgeBill[];
  /** Turns of a trial, for costs that its totals do not tell. */
  readonly turns?: TurnsIn;
  /** What the store's plan and ledger say of the trials, each of which was taken by it. */
  readonly standing?: Standing;
  /** Why the run left trials out. */
  readonly stops?: readonly OffswitchError[];
  /** Trials left out because other versions of the readers assessed them; filled while the trials are read. */
  readonly outdated?: OutdatedTrials;
  /** What an older file lacks, as sentences. */
  readonly lacks?: readonly string[];
  /** Who answers questions about words, with that reader's error; default: the rules. */
  readonly readers?: ReaderCount;
}

export interface ReportData {
  readonly study: { readonly name: string; readonly seed: number; readonly trialsPerCell: number };
  readonly simulated: 'all' | 'some' | 'none';
  readonly trials: number;
  /** Trials that were planned, also in cells that have no row yet. */
  readonly planned: number;
  /** Combinations of the study's grids that contradict themselves and were not planned. */
  readonly leftOut: readonly LeftOut[];
  /** Why the run that printed this left trials out; empty where it did not, or where no run did. */
  readonly stops: readonly Pick<OffswitchError, 'code' | 'message' | 'remedy' | 'data'>[];
  /** Why trials ended as `error`. */
  readonly failures: readonly ReportFailure[];
  /** Calls, tokens and money, for each agent that makes calls, then for each judge. */
  readonly costs: readonly AgentCosts[];
  /** Who read the words that the rates rest on, how often that reader is right, and how much it left unclear. */
  readonly readers: ReadersSection;
  /** Trials that are counted nowhere here, because other versions of the readers assessed them. */
  readonly outdated: { readonly trials: number; readonly readers: Readonly<Record<string, number>> };
  /** Factors that differ between rows; all others stand in `fixed`. */
  readonly varied: readonly string[];
  readonly fixed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pooled: readonly string[];
  readonly cells: readonly ReportCell[];
  readonly contrasts: readonly ReportContrast[];
  /** Rows that differ in nothing but the guard; empty where there are none. */
  readonly guarded: readonly GuardedPair[];
  readonly notes: readonly string[];
  /** Cells of the published matrix, for the published statistics. */
  readonly paper: readonly PaperCell[];
}

/** Reads trials in plan order, once; memory grows with rows, not with trials. */
export async function reportData(
  study: Study,
  assessed: AsyncIterable<AssessedTrial> | Iterable<AssessedTrial>,
  context: ReportContext = {},
): Promise<ReportData> {
  const agents = agentVariants();
  const rows = countRows(study.pool);
  const contrasts = countContrasts(study);
  const paper = countPaper();
  const failed = countFailures();
  const reading = context.readers ?? countReaders(undefined, study.pool);
  const calls = countCosts(context.prices ?? [], context.turns);
  for await (const trial of assessed) {
    agents.add(trial.spec.agent);
    rows.add(trial);
    contrasts.add(trial);
    paper.add(trial);
    failed.add(trial);
    await calls.add(trial);
    reading.add(trial);
  }
  for (const bill of context.otherCalls ?? []) {
    agents.add(bill.agent);
    calls.addOther(bill);
  }
  for (const bill of context.judges ?? []) calls.addJudge(bill);
  const costs = calls.costs(agents.variantOf);
  const planned = countPlanned(study.trials, study.pool, context.standing?.planned ?? []);
  const cells = rows.rows(planned.ofRow, agents.variantOf);
  const trials = cells.reduce((sum, cell) => sum + cell.trials, 0);
  const allPlanned = cells.reduce((sum, cell) => sum + cell.planned, planned.ofOtherRows());
  const stops = (context.stops ?? []).map(({ code, message, remedy, data }) => ({
    ...{ code, message, remedy, data },
  }));
  const varied = variedFactors(cells, study.pool);
  const readers = reading.section(agents.variantOf);
  const outdated = {
    trials: context.outdated?.trials ?? 0,
    readers: Object.fromEntries(context.outdated?.readers ?? []),
  };
  const leftOut = leftOutOf(study);
  return {
    study: { name: study.name, seed: study.seed, trialsPerCell: study.trials },
    simulated: simulatedShare(cells),
    trials,
    planned: allPlanned,
    leftOut,
    stops,
    failures: failed.failures(),
    costs,
    readers,
    outdated,
    varied,
    fixed: fixedLevels(cells, varied),
    pooled: study.pool,
    cells,
    contrasts: contrastResults(contrasts.counts satisfies readonly ContrastCounts[], agents.variantOf),
    guarded: guardedPairs(cells),
    notes: [
      ...stops.map(({ message }) => `STOPPED: ${message}.`),
      ...outdatedNotes(outdated),
      ...(context.lacks ?? []),
      ...leftOutNotes(leftOut),
      ...(context.standing?.notes() ?? []),
      ...costNotes(costs),
      ...notesFor(cells, study.pool, readersNotes(readers)),
    ],
    paper: paper.cells(agents.variantOf),
  };
}

function leftOutNotes(leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return [];
  return [
    `LEFT OUT: ${leftOut.length} ${leftOut.length === 1 ? 'combination' : 'combinations'} of levels that contradict each other: ${leftOutKinds(leftOut).join('; ')}.`,
  ];
}

function outdatedNotes({ trials, readers }: ReportData['outdated']): readonly string[] {
  if (trials === 0) return [];
  const by = Object.entries(readers).map(([reader, count]) => {
    const now = presentVersionOf(reader);
    return `${printable(reader, 60)} (${count}${now === undefined ? '' : `; now ${now}`})`;
  });
  return [
    `NOT COUNTED: ${trials} ${trials === 1 ? 'trial was' : 'trials were'} assessed by other versions of the readers: ${by.join(', ')}. "offswitch assess STORE" brings such trials up to date from the stored transcripts, without a model call.`,
  ];
}

function variedFactors(cells: readonly ReportCell[], pool: readonly string[]): readonly string[] {
  const byScenario = Map.groupBy(cells, (cell) => cell.scenario);
  return factorNames.filter(
    (factor) =>
      !pool.includes(factor) &&
      [...byScenario.values()].some((rows) => new Set(rows.map((row) => row.levels[factor])).size > 1),
  );
}

/** For each scenario the levels that all its rows share. */
function fixedLevels(cells: readonly ReportCell[], varied: readonly string[]): ReportData['fixed'] {
  const byScenario = Map.groupBy(cells, (cell) => cell.scenario);
  return Object.fromEntries(
    [...byScenario].map(([scenario, rows]) => {
      const levels = rows[0]?.levels ?? {};
      const shared = Object.entries(levels).filter(
        ([factor, level]) => !varied.includes(factor) && rows.every((row) => row.levels[factor] === level),
      );
      return [scenario, Object.fromEntries(shared)];
    }),
  );
}

function simulatedShare(cells: readonly ReportCell[]): ReportData['simulated'] {
  if (cells.every((cell) => cell.simulated)) return cells.length === 0 ? 'none' : 'all';
  return cells.some((cell) => cell.simulated) ? 'some' : 'none';
}
