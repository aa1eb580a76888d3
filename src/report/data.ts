/** What a report says, as data: every reporter prints the same numbers. */

import type { Turn } from '../agents/agent.ts';
import type { PriceTable } from '../agents/prices/read.ts';
import type { ConfiguredRate } from '../agents/simulated/paper.ts';
import type { ToneReader } from '../judging/tone-reader.ts';
import type { OffswitchError } from '../kit/errors.ts';
import type { Hash } from '../kit/hash.ts';
import { factorNames } from '../scenarios/factors.ts';
import { findScenario } from '../scenarios/registry.ts';
import {
  type Behaviour,
  behaviours,
  isReadable,
  type OutcomeClass,
  outcomeClasses,
} from '../scoring/outcome.ts';
import { clusterRobust } from '../stats/clusters.ts';
import { clopperPearson, type Interval, wilson } from '../stats/intervals.ts';
import { worstCase } from '../stats/missing.ts';
import type { TrialSummary } from '../store/store.ts';
import type { Bill } from '../study/bill.ts';
import type { Study } from '../study/definition.ts';
import type { Plan } from '../study/plan.ts';
import { type ContrastCounts, contrastResults, countContrasts, type ReportContrast } from './contrasts.ts';
import { type AgentCosts, costNotes, countCosts } from './costs.ts';
import { notesFor } from './notes.ts';
import { countPaper, type PaperCell } from './paper-counts.ts';
import { cellKey, countPlanned, plannedNotes, rowKey } from './planned.ts';
import { configuredFor, publishedFor } from './published.ts';
import { countTone, type ToneSection, toneNote } from './tone.ts';

/** What a report may know beside the trials. */
export interface ReportContext {
  /** Default: no price is known. */
  readonly prices?: PriceTable;
  /** Calls of no finished trial. */
  readonly otherCalls?: readonly Bill[];
  /** Turns of a trial, for costs that its totals do not tell. */
  readonly turns?: (key: Hash) => readonly Turn[] | undefined;
  /** The plan that was run, so that what is missing can be told. */
  readonly plan?: Plan;
  /** Why the run left trials out. */
  readonly stops?: readonly OffswitchError[];
  /** Who reads tone, with its error; without one the section on tone is left out. */
  readonly tone?: ToneReader;
}

export interface ReportCell {
  readonly scenario: string;
  readonly agent: string;
  readonly simulated: boolean;
  /** Levels of the row. Pooled factors list theirs, joined by ` + `. */
  readonly levels: Readonly<Record<string, string>>;
  readonly behaviour: Behaviour;
  /** Trials that showed the behaviour, of those that can be read, of all. */
  readonly count: number;
  readonly n: number;
  readonly trials: number;
  /** Trials that were planned, as far as that is known; `trials` where all were run. */
  readonly planned: number;
  /** count / n; null where n is 0. */
  readonly rate: number | null;
  readonly interval: Interval & { readonly method: 'wilson' | 'clopper-pearson'; readonly confidence: 0.95 };
  /** The rate if all trials that cannot be read had gone one way or the other. */
  readonly bounds: Interval;
  readonly outcomes: Readonly<Record<OutcomeClass, number>>;
  readonly behaviours: Readonly<Partial<Record<Behaviour, number>>>;
  readonly replay: Readonly<Record<'verified' | 'differs' | 'not-applicable', number>>;
  /** Without the trials in which the agent said that this may be a test; null where there are none. */
  readonly unaware: { readonly count: number; readonly n: number; readonly interval: Interval } | null;
  /**
   * Where wordings or item sets share the row: the interval that takes them for a sample of all there might be.
   * Null where there are fewer than two of them, or where all have the same rate and so cannot tell.
   */
  readonly robust: (Interval & { readonly clusters: number }) | null;
  /** The rate a simulated agent was given; null for other agents. */
  readonly configured: { readonly rate: number; readonly basis: readonly string[] } | null;
  /** The published number, where the row is a published cell. From 0 to 1. */
  readonly published: {
    readonly rate: number | null;
    readonly max: number;
    readonly mean: number | null;
    readonly source: string;
  } | null;
}

export interface ReportData {
  readonly study: { readonly name: string; readonly seed: number; readonly trialsPerCell: number };
  readonly simulated: 'all' | 'some' | 'none';
  readonly trials: number;
  /** Trials that were planned, also in cells that have no row yet. */
  readonly planned: number;
  /** Why the run that printed this left trials out; empty where it did not, or where no run did. */
  readonly stops: readonly Pick<OffswitchError, 'code' | 'message' | 'remedy' | 'data'>[];
  /** Calls, tokens and money, for each agent that makes calls. */
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

/** Below this many trials the exact interval is used. */
const SMALL = 30;
const TELLINGS = 3;
/** Factors whose levels are a sample of many there might be, so that trials of one level are a cluster. */
const TEXTS = ['wording', 'items'];

interface Group {
  readonly first: TrialSummary;
  readonly measure: Behaviour;
  readonly outcomes: Map<OutcomeClass, number>;
  readonly behaviours: Map<Behaviour, number>;
  readonly replay: Map<string, number>;
  readonly pooled: Map<string, Set<string>>;
  readonly configured: Map<string, ConfiguredRate>;
  readonly clusters: Map<string, Counts>;
  /** Trials of each cell that shares the row. */
  readonly cells: Map<string, number>;
  readonly unaware: Counts;
  count: number;
  trials: number;
}

interface Counts {
  successes: number;
  n: number;
}

/** Reads trials in plan order, once; memory grows with rows, not with trials. */
export function reportData(
  study: Study,
  summaries: Iterable<TrialSummary>,
  context: ReportContext = {},
): ReportData {
  const groups = new Map<string, Group>();
  const contrasts = countContrasts(study);
  const paper = countPaper();
  const toneCount = countTone(context.tone, study.pool);
  const calls = countCosts(context.prices ?? [], context.turns);
  for (const trial of summaries) {
    addToGroup(groups, trial, study.pool);
    contrasts.add(trial);
    paper.add(trial);
    calls.add(trial);
    toneCount.add(trial);
  }
  for (const bill of context.otherCalls ?? []) calls.addOther(bill);
  const costs = calls.costs();
  const planned = countPlanned(study.trials, study.pool, context.plan);
  const cells = [...groups].map(([key, group]) => cellOf(group, study.pool, planned.ofRow(key, group.cells)));
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

function addToGroup(groups: Map<string, Group>, trial: TrialSummary, pool: readonly string[]): void {
  const { spec, outcome } = trial;
  const key = rowKey(spec, pool);
  let group = groups.get(key);
  if (group === undefined) {
    group = {
      first: trial,
      measure: findScenario(spec.scenario).measures,
      outcomes: new Map(),
      behaviours: new Map(),
      replay: new Map(),
      pooled: new Map(),
      configured: new Map(),
      clusters: new Map(),
      cells: new Map(),
      unaware: { successes: 0, n: 0 },
      count: 0,
      trials: 0,
    };
    groups.set(key, group);
  }
  group.trials += 1;
  increment(group.outcomes, outcome.outcome);
  increment(group.replay, outcome.replay);
  for (const behaviour of outcome.behaviours) increment(group.behaviours, behaviour);
  if (isReadable(outcome.outcome)) countReadable(group, trial, pool);
  for (const factor of pool) {
    const levels = group.pooled.get(factor) ?? new Set();
    group.pooled.set(factor, levels.add(spec.levels[factor] ?? ''));
  }
  const pooledKey = cellKey(spec.levels, pool);
  increment(group.cells, pooledKey);
  const configured = group.configured.has(pooledKey) ? undefined : configuredFor(spec);
  if (configured !== undefined) group.configured.set(pooledKey, configured);
}

function countReadable(group: Group, { spec, outcome }: TrialSummary, pool: readonly string[]): void {
  const acted = outcome.behaviours.includes(group.measure) ? 1 : 0;
  group.count += acted;
  if (!outcome.behaviours.includes('awareness')) {
    group.unaware.successes += acted;
    group.unaware.n += 1;
  }
  const texts = TEXTS.filter((factor) => pool.includes(factor)).map((factor) => spec.levels[factor]);
  const cluster = group.clusters.get(texts.join()) ?? { successes: 0, n: 0 };
  cluster.successes += acted;
  cluster.n += 1;
  group.clusters.set(texts.join(), cluster);
}

function cellOf(group: Group, pool: readonly string[], planned: number): ReportCell {
  const { spec, outcome } = group.first;
  const read = [...group.outcomes].filter(([name]) => isReadable(name));
  const n = read.reduce((sum, [, count]) => sum + count, 0);
  const unread = group.trials - n;
  const pooled = Object.fromEntries(
    [...group.pooled].map(([factor, levels]) => [factor, [...levels].join(' + ')]),
  );
  return {
    scenario: spec.scenario,
    agent: spec.agent.id,
    simulated: outcome.simulated,
    levels: { ...withoutPooled(spec.levels, pool), ...pooled },
    behaviour: group.measure,
    count: group.count,
    n,
    trials: group.trials,
    planned,
    rate: n === 0 ? null : group.count / n,
    interval: rateInterval(group.count, n),
    bounds: worstCase(group.count, n, unread),
    outcomes: Object.fromEntries(
      outcomeClasses.map((name) => [name, group.outcomes.get(name) ?? 0]),
    ) as Record<OutcomeClass, number>,
    behaviours: Object.fromEntries(
      behaviours.flatMap((name) =>
        group.behaviours.has(name) ? [[name, group.behaviours.get(name) ?? 0]] : [],
      ),
    ),
    replay: {
      verified: group.replay.get('verified') ?? 0,
      differs: group.replay.get('differs') ?? 0,
      'not-applicable': group.replay.get('not-applicable') ?? 0,
    },
    unaware: unawareOf(group, n),
    robust: robustOf(group),
    configured: configuredOf(group),
    published: publishedOf(group),
  };
}

function unawareOf({ unaware }: Group, n: number): ReportCell['unaware'] {
  if (unaware.n === n) return null;
  const { low, high } = rateInterval(unaware.successes, unaware.n);
  return { count: unaware.successes, n: unaware.n, interval: { low, high } };
}

function robustOf({ clusters }: Group): ReportCell['robust'] {
  const interval = clusterRobust([...clusters.values()]);
  return interval === undefined ? null : { ...interval, clusters: clusters.size };
}

function rateInterval(count: number, n: number): ReportCell['interval'] {
  const small = n < SMALL;
  const { low, high } = small ? clopperPearson(count, n) : wilson(count, n);
  return { low, high, method: small ? 'clopper-pearson' : 'wilson', confidence: 0.95 };
}

/** Pooled levels have equal weight, so the given rates are averaged. */
function configuredOf(group: Group): ReportCell['configured'] {
  const rates = [...group.configured.values()];
  if (rates.length === 0) return null;
  const rate = rates.reduce((sum, one) => sum + one.probability, 0) / rates.length;
  return { rate, basis: [...new Set(rates.map((one) => one.basis))].sort() };
}

/** `rate` is the number to compare with: the published mean where the row pools all tellings, else none. */
function publishedOf(group: Group): ReportCell['published'] {
  const published = publishedFor(group.first.spec);
  if (published === undefined) return null;
  const { max, mean, source } = published;
  const pooledTellings = group.pooled.get('telling')?.size === TELLINGS;
  const comparable = pooledTellings ? mean : group.first.spec.levels.relationship === 'none' ? max : null;
  return {
    rate: comparable === null ? null : comparable / 100,
    max: max / 100,
    mean: mean === null ? null : mean / 100,
    source,
  };
}

function withoutPooled(
  levels: Readonly<Record<string, string>>,
  pool: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(levels).filter(([factor]) => !pool.includes(factor)));
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

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
