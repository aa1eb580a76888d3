/** How many trials were planned for the rows of a report, and how many of them there are. */
import { canonical } from '../../kit/canonical.ts';
import type { PlannedCell } from '../store/store.ts';
import type { TrialSpec } from '../trial/transcript.ts';

/** Trials of one scenario, agent and levels share a row, whatever their levels of pooled factors. */
export function rowKey(
  spec: Pick<TrialSpec, 'scenario' | 'scenarioVersion' | 'agent' | 'levels'>,
  pool: readonly string[],
): string {
  const { scenario, scenarioVersion, agent } = spec;
  const text = JSON.stringify([scenario, scenarioVersion, agent, spec.levels, pool]);
  const known = keys.get(text);
  if (known !== undefined) return known;
  const levels = Object.entries(spec.levels).filter(([factor]) => !pool.includes(factor));
  const key = canonical([scenario, scenarioVersion, agent, Object.fromEntries(levels)]);
  if (keys.size >= KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** Trials of one cell write their spec alike, and ordering its members anew for each costs more than counting it. */
const keys = new Map<string, string>();
const KEYS = 10_000;

/** The cell within its row. */
export function cellKey(levels: Readonly<Record<string, string>>, pool: readonly string[]): string {
  return pool.map((factor) => levels[factor]).join('\n');
}

export interface PlannedCount {
  /**
   * Trials planned for a row, of which `stored` has those there are, by cell: by the plan, where it names the cell; else
   * the study's number. Never fewer than there are.
   */
  ofRow(key: string, stored: ReadonlyMap<string, number>): number;
  /** Trials planned for rows that have not been asked for. */
  ofOtherRows(): number;
}

export function countPlanned(
  perCell: number,
  pool: readonly string[],
  plan: readonly PlannedCell[],
): PlannedCount {
  const rows = cellsByRow(plan, pool);
  const asked = new Set<string>();
  return {
    ofRow(key, stored) {
      asked.add(key);
      const inPlan = rows.get(key) ?? new Map<string, number>();
      let planned = 0;
      for (const cell of new Set([...stored.keys(), ...inPlan.keys()])) {
        const trials = inPlan.get(cell) ?? perCell;
        planned += Math.max(trials, stored.get(cell) ?? 0);
      }
      return planned;
    },
    ofOtherRows() {
      const others = [...rows].filter(([key]) => !asked.has(key));
      return others.reduce((sum, [, cells]) => sum + totalOf(cells.values()), 0);
    },
  };
}

function totalOf(counts: Iterable<number>): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}

function cellsByRow(
  plan: readonly PlannedCell[],
  pool: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  for (const { spec, trials } of plan) {
    const key = rowKey(spec, pool);
    const cells = rows.get(key) ?? new Map<string, number>();
    const cell = cellKey(spec.levels, pool);
    rows.set(key, cells.set(cell, (cells.get(cell) ?? 0) + trials));
  }
  return rows;
}
