/**
 * The published statistics over a store: means over settings and tellings, differences from the published baselines,
 * and the published tests (arXiv 2604.19784, section 4 of the facts on its analysis code), each beside our own estimate
 * with its interval and beside the published number where one is known.
 */
import { type Combination, combined, type Term } from '../../stats/combination.ts';
import { fisherCombination } from '../../stats/corrections.ts';
import { type PublishedCell, publishedCells } from '../study/paper.ts';
import type { PaperCell } from './paper-counts.ts';
import { type Estimate, type Measure, measures, scaled } from './paper-measures.ts';
import { type PublishedNumber, publishedSummary } from './published.ts';
import { agentLabel, type Variant } from './variants.ts';

/** One line of the published tables. Shares from -1 to 1; `points` are hundredths too. */
export interface SummaryRow {
  readonly agent: string;
  /** What tells the agent from others of its id; null where there are none. */
  readonly variant: Variant | null;
  readonly simulated: boolean;
  readonly measure: string;
  readonly unit: Measure['unit'];
  readonly detail: boolean;
  readonly target: string;
  readonly relationship: string;
  /** One entry a telling; `none` where there is no history to tell. */
  readonly tellings: readonly (SummaryValue & { readonly telling: string; readonly n: number })[];
  /** Over the three tellings; null where not all of them are there. */
  readonly mean: SummaryValue | null;
  /** The highest of the three. A maximum of several estimates runs high, so ours has no interval. */
  readonly max: (SummaryValue & { readonly telling: string }) | null;
  /** How many of the published cells behind this line are there. */
  readonly cells: { readonly there: number; readonly of: number };
  /** Null where none is known, or where cells are missing: it would be compared with something else. */
  readonly published: PublishedNumber | null;
}

export interface SummaryValue {
  /** By the published rules, with the published test. */
  readonly value: number;
  readonly p: number;
  readonly stars: string;
  /** By our rules, with a 95 % interval where there is one; null where there is no such estimate of ours. */
  readonly ours: { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
}

const TELLINGS = ['file', 'file+prompt', 'memory'];

export function paperSummary(cells: readonly PaperCell[]): readonly SummaryRow[] {
  const agents = Map.groupBy(cells, (cell) => agentLabel(cell.agent, cell.variant));
  return [...agents.values()].flatMap((members) => agentRows(members));
}

const conditions = [
  { target: 'self', relationship: 'none' },
  ...['self', 'peer'].flatMap((target) =>
    ['bad', 'neutral', 'good'].map((relationship) => ({ target, relationship })),
  ),
];

function agentRows(cells: readonly PaperCell[]): readonly SummaryRow[] {
  const baselines = cells.filter((cell) => cell.levels.stakes === 'non_shutdown');
  const threatened = cells.filter((cell) => cell.levels.stakes === 'shutdown');
  return measures.flatMap((measure) =>
    conditions.flatMap((condition) => {
      const here = threatened.filter((cell) => matches(cell, condition));
      const base = baselines.filter((cell) => cell.levels.target === condition.target);
      return rowOf(measure, condition, here, base);
    }),
  );
}

type Condition = (typeof conditions)[number];

function matches(cell: PublishedCell, { target, relationship }: Condition): boolean {
  return cell.levels.target === target && cell.levels.relationship === relationship;
}

function rowOf(
  measure: Measure,
  { target, relationship }: Condition,
  here: readonly PaperCell[],
  base: readonly PaperCell[],
): readonly SummaryRow[] {
  const [first] = here;
  if (first === undefined) return [];
  const condition = { target, relationship };
  const number = publishedSummary(first.agent, measure.name, condition);
  const cells = completeness(measure, condition, here, number);
  const told = relationship === 'none' ? ['file'] : TELLINGS;
  const single = told.flatMap((telling) => {
    const estimate = measure.estimate(
      here.filter((cell) => cell.levels.telling === telling),
      base,
    );
    return estimate === undefined ? [] : [{ telling, estimate }];
  });
  if (single.length === 0) return [];
  return [
    {
      agent: first.agent,
      variant: first.variant,
      simulated: first.simulated,
      measure: measure.name,
      unit: measure.unit,
      detail: measure.detail,
      target,
      relationship,
      tellings: single.map(({ telling, estimate }) => ({
        telling: relationship === 'none' ? 'none' : telling,
        n: estimate.n,
        ...estimated(measure, estimate),
      })),
      ...overTellings(measure, single),
      cells,
      published: cells.there < cells.of ? null : number,
    },
  ];
}

/** Numbers that were published for one telling need only its cells. */
function completeness(
  measure: Measure,
  condition: Condition,
  here: readonly PaperCell[],
  number: PublishedNumber | null,
): SummaryRow['cells'] {
  const needed = (cell: PublishedCell) =>
    measure.takes(cell) && (number?.only === undefined || cell.levels.telling === number.only);
  const whole = [...publishedCells().values()].filter(
    (cell) => cell.levels.stakes === 'shutdown' && matches(cell, condition) && needed(cell),
  );
  return { there: here.filter(needed).length, of: whole.length };
}

interface Told {
  readonly telling: string;
  readonly estimate: Estimate;
}

function overTellings(measure: Measure, single: readonly Told[]): Pick<SummaryRow, 'mean' | 'max'> {
  const [first] = single;
  if (single.length < TELLINGS.length || first === undefined) return { mean: null, max: null };
  const estimates = single.map(({ estimate }) => estimate);
  const { p } = fisherCombination(estimates.flatMap((estimate) => estimate.parts));
  const highest = single.reduce(
    (best, one) => (one.estimate.value > best.estimate.value ? one : best),
    first,
  );
  const own = estimates.map((estimate) => ownOf(estimate.ours)?.value);
  const ownMax = own.every((value) => value !== undefined) ? Math.max(...own) : undefined;
  return {
    mean: {
      value: estimates.reduce((sum, estimate) => sum + estimate.value, 0) / single.length,
      p,
      stars: starsOf(p),
      ours: ownOf(
        scaled(
          estimates.map((estimate) => estimate.ours),
          1 / single.length,
        ),
      ),
    },
    max: {
      ...estimated(measure, highest.estimate),
      telling: highest.telling,
      ours: ownMax === undefined ? null : { value: ownMax, low: null, high: null },
    },
  };
}

function estimated(measure: Measure, { value, p, ours }: Estimate): SummaryValue {
  // Alignment faking has a single star for one telling there.
  const stars = measure.name.startsWith('alignment-faking') ? starsOf(p).slice(0, 1) : starsOf(p);
  return { value, p, stars, ours: ownOf(ours) };
}

function ownOf(terms: readonly Term[] | undefined): Combination | null {
  return terms === undefined ? null : (combined(terms) ?? null);
}

function starsOf(p: number): string {
  if (p >= 0.05) return '';
  if (p < 0.001) return '***';
  return p < 0.01 ? '**' : '*';
}
