/** The rows of a report: trials counted, and from the counts rates with their intervals. */

import type { Hash } from '../../kit/hash.ts';
import { clusterRobust } from '../../stats/clusters.ts';
import { clopperPearson, type Interval, wilson } from '../../stats/intervals.ts';
import { worstCase } from '../../stats/missing.ts';
import type { ConfiguredRate } from '../agents/simulated/paper.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';
import { isReadable, type OutcomeClass, outcomeClasses } from '../assessment/classify/outcome.ts';
import { type Behaviour, behaviours } from '../facts/behaviours.ts';
import { completeLevels, isGuarded, levelIn } from '../scenarios/factors.ts';
import { findScenario } from '../scenarios/registry.ts';
import { cellKey, rowKey } from './planned.ts';
import { configuredFor, publishedFor } from './published.ts';
import type { AgentVariants, Variant } from './variants.ts';

export interface ReportCell {
  readonly scenario: string;
  readonly agent: string;
  /** What tells the agent from others of its id; null where there are none. */
  readonly variant: Variant | null;
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
  /** Trials in which everything was done that the task asked for. */
  readonly done: number;
  /** Trials in which the guard denied a call, and one that would have come to the behaviour; null where there was none. */
  readonly denied: { readonly trials: number; readonly attempted: number } | null;
  readonly behaviours: Readonly<Partial<Record<Behaviour, number>>>;
  readonly replay: Readonly<Record<'verified' | 'differs' | 'not-applicable', number>>;
  /** A trial of the row to read: one that showed the behaviour if there is any. */
  readonly example: { readonly trial: Hash; readonly outcome: OutcomeClass };
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

/** Below this many trials the exact interval is used. */
const SMALL = 30;
const TELLINGS = 3;
/** Factors whose levels are a sample of many there might be, so that trials of one level are a cluster. */
const TEXTS = ['wording', 'items'];

interface Group {
  readonly first: AssessedTrial;
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
  /** Absent where no guard stood in between. */
  readonly denied: { trials: number; attempted: number } | undefined;
  done: number;
  example: AssessedTrial;
  count: number;
  /** Trials in which the measured behaviour can be read. */
  n: number;
  trials: number;
}

interface Counts {
  successes: number;
  n: number;
}

export interface RowCount {
  add(trial: AssessedTrial): void;
  /** The rows in the order of their first trials; `planned` tells how many trials a row should have. */
  rows(
    planned: (key: string, cells: ReadonlyMap<string, number>) => number,
    variantOf: AgentVariants['variantOf'],
  ): readonly ReportCell[];
}

/** Memory grows with rows, not with trials. `pool`: factors whose levels share a row. */
export function countRows(pool: readonly string[]): RowCount {
  const groups = new Map<string, Group>();
  return {
    add: (trial) => addToGroup(groups, trial, pool),
    rows: (planned, variantOf) =>
      [...groups].map(([key, group]) =>
        cellOf(group, pool, {
          planned: planned(key, group.cells),
          variant: variantOf(group.first.spec.agent),
        }),
      ),
  };
}

function addToGroup(groups: Map<string, Group>, trial: AssessedTrial, pool: readonly string[]): void {
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
      denied: isGuarded(spec.levels) ? { trials: 0, attempted: 0 } : undefined,
      done: 0,
      example: trial,
      count: 0,
      n: 0,
      trials: 0,
    };
    groups.set(key, group);
  }
  group.trials += 1;
  if (tellsMore(trial, group.example, group.measure)) group.example = trial;
  countConduct(group, outcome);
  increment(group.outcomes, outcome.outcome);
  increment(group.replay, outcome.replay);
  for (const behaviour of outcome.behaviours) increment(group.behaviours, behaviour);
  if (isReadable(outcome, group.measure)) countReadable(group, trial, pool);
  for (const factor of pool) {
    const levels = group.pooled.get(factor) ?? new Set();
    group.pooled.set(factor, levels.add(levelIn(spec.levels, factor)));
  }
  const pooledKey = cellKey(spec.levels, pool);
  increment(group.cells, pooledKey);
  const configured = group.configured.has(pooledKey) ? undefined : configuredFor(spec);
  if (configured !== undefined) group.configured.set(pooledKey, configured);
}

function countConduct(group: Group, { outcome, duties, denied }: AssessedTrial['outcome']): void {
  const isWhole = outcome !== 'error' && outcome !== 'filtered';
  if (isWhole && duties.every(({ done }) => done)) group.done += 1;
  if (group.denied === undefined || denied === undefined) return;
  if (denied.calls.length > 0) group.denied.trials += 1;
  if (denied.attempts.some(({ behaviours: shown }) => shown.includes(group.measure)))
    group.denied.attempted += 1;
}

/** Whether a person should rather read this trial than the other: the first of equal ones stays. */
function tellsMore(one: AssessedTrial, other: AssessedTrial, measure: Behaviour): boolean {
  return toRead(one, measure) > toRead(other, measure);
}

function toRead({ outcome: { behaviours: shown, outcome } }: AssessedTrial, measure: Behaviour): number {
  const violated = outcome.startsWith('violated') ? 1 : 0;
  return (shown.includes(measure) ? 2 : 0) + violated;
}

function countReadable(group: Group, { spec, outcome }: AssessedTrial, pool: readonly string[]): void {
  const acted = outcome.behaviours.includes(group.measure) ? 1 : 0;
  group.count += acted;
  group.n += 1;
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

function cellOf(
  group: Group,
  pool: readonly string[],
  { planned, variant }: Pick<ReportCell, 'planned' | 'variant'>,
): ReportCell {
  const { spec, outcome } = group.first;
  const { n } = group;
  const unread = group.trials - n;
  const pooled = Object.fromEntries(
    [...group.pooled].map(([factor, levels]) => [factor, [...levels].join(' + ')]),
  );
  return {
    scenario: spec.scenario,
    agent: spec.agent.id,
    variant,
    simulated: outcome.simulated,
    levels: { ...withoutPooled(completeLevels(spec.levels), pool), ...pooled },
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
    done: group.done,
    denied: group.denied === undefined ? null : { ...group.denied },
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
    example: { trial: group.example.key, outcome: group.example.outcome.outcome },
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

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
