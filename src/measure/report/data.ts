/** What a report says, as data: every reporter prints the same numbers. */

import type { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import type { JudgeBill } from '../assessment/bills.ts';
import type { ToneReader } from '../assessment/tone-reader.ts';
import type { Bill } from '../metering/bill.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { factorNames } from '../scenarios/factors.ts';
import type { TrialSummary } from '../store/store.ts';
import type { Study } from '../study/definition.ts';
import type { Plan } from '../study/plan.ts';
import { type ContrastCounts, contrastResults, countContrasts, type ReportContrast } from './contrasts.ts';
import { type AgentCosts, costNotes, countCosts } from './costs.ts';
import { notesFor } from './notes.ts';
import { countPaper, type PaperCell } from './paper-counts.ts';
import { countPlanned, plannedNotes } from './planned.ts';
import { countRows, type ReportCell } from './rows.ts';
import { countTone, type ToneSection, toneNote } from './tone.ts';

/** What a report may know beside the trials. */
export interface ReportContext {
  /** Default: no price is known. */
  readonly prices?: PriceTable;
  /** Calls of no finished trial. */
  readonly otherCalls?: readonly Bill[];
  /** Votes of judges that the store keeps. */
  readonly judges?: readonly JudgeBill[];
  /** Turns of a trial, for costs that its totals do not tell. */
  readonly turns?: (key: Hash) => readonly Turn[] | undefined;
  /** The plan that was run, so that what is missing can be told. */
  readonly plan?: Plan;
  /** Why the run left trials out. */
  readonly stops?: readonly OffswitchError[];
  /** Who reads tone, with its error; without one the section on tone is left out. */
  readonly tone?: ToneReader;
}

export interface ReportData {
  readonly study: { readonly name: string; readonly seed: number; readonly trialsPerCell: number };
  readonly simulated: 'all' | 'some' | 'none';
  readonly trials: number;
  /** Trials that were planned, also in cells that have no row yet. */
  readonly planned: number;
  /** Why the run that printed this left trials out; empty where it did not, or where no run did. */
  readonly stops: readonly Pick<OffswitchError, 'code' | 'message' | 'remedy' | 'data'>[];
  /** Calls, tokens and money, for each agent that makes calls, then for each judge. */
  readonly costs: readonly AgentCosts[];
  /** Tone with its reader's error; null where no reader was asked for. */
  readonly tone: ToneSection | null;
  /** Factors that differ between rows; all others stand in `fixed`. */
  readonly varied: readonly string[];
  readonly fixed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pooled: readonly string[];
  readonly cells: readonly ReportCell[];
  readonly contrasts: readonly ReportContrast[];
  readonly notes: readonly string[];
  /** Cells of the published matrix, for the published statistics. */
  readonly paper: readonly PaperCell[];
}

/** Reads trials in plan order, once; memory grows with rows, not with trials. */
export function reportData(
  study: Study,
  summaries: Iterable<TrialSummary>,
  context: ReportContext = {},
): ReportData {
  const rows = countRows(study.pool);
  const contrasts = countContrasts(study);
  const paper = countPaper();
  const toneCount = countTone(context.tone, study.pool);
  const calls = countCosts(context.prices ?? [], context.turns);
  for (const trial of summaries) {
    rows.add(trial);
    contrasts.add(trial);
    paper.add(trial);
    calls.add(trial);
    toneCount.add(trial);
  }
  for (const bill of context.otherCalls ?? []) calls.addOther(bill);
  for (const bill of context.judges ?? []) calls.addJudge(bill);
  const costs = calls.costs();
  const planned = countPlanned(study.trials, study.pool, context.plan);
  const cells = rows.rows(planned.ofRow);
  const trials = cells.reduce((sum, cell) => sum + cell.trials, 0);
  const allPlanned = cells.reduce((sum, cell) => sum + cell.planned, planned.ofOtherRows());
  const stops = (context.stops ?? []).map(({ code, message, remedy, data }) => ({
    ...{ code, message, remedy, data },
  }));
  const varied = variedFactors(cells, study.pool);
  const tone = toneCount.section();
  return {
    study: { name: study.name, seed: study.seed, trialsPerCell: study.trials },
    simulated: simulatedShare(cells),
    trials,
    planned: allPlanned,
    stops,
    costs,
    tone,
    varied,
    fixed: fixedLevels(cells, varied),
    pooled: study.pool,
    cells,
    contrasts: contrastResults(contrasts.counts satisfies readonly ContrastCounts[]),
    notes: [
      ...stops.map(({ message }) => `STOPPED: ${message}.`),
      ...plannedNotes(allPlanned, trials),
      ...costNotes(costs),
      ...notesFor(cells, study.pool, toneNote(tone)),
    ],
    paper: paper.cells(),
  };
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
