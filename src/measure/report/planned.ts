/** How many trials were planned for the rows of a report, and how many of them there are. */
import { canonical } from '../../kit/canonical.ts';
import { type Plan, specOf } from '../study/plan.ts';
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
   * Trials planned for a row, of which `stored` has those there are, by cell: by the plan, where one is known; else the
   * study's number for each cell that has trials. Never fewer than there are.
   */
  ofRow(key: string, stored: ReadonlyMap<string, number>): number;
  /** Trials planned for rows that have not been asked for. */
  ofOtherRows(): number;
}

export function countPlanned(perCell: number, pool: readonly string[], plan: Plan | undefined): PlannedCount {
  const rows = cellsByRow(plan, pool);
  const asked = new Set<string>();
  return {
    ofRow(key, stored) {
      asked.add(key);
      const inPlan = rows.get(key) ?? new Set();
      let planned = 0;
      for (const cell of new Set([...stored.keys(), ...inPlan])) {
        const trials = plan === undefined ? perCell : inPlan.has(cell) ? plan.study.trials : 0;
        planned += Math.max(trials, stored.get(cell) ?? 0);
      }
      return planned;
    },
    ofOtherRows() {
      const others = [...rows].filter(([key]) => !asked.has(key));
      return others.reduce((sum, [, cells]) => sum + cells.size * (plan?.study.trials ?? 0), 0);
    },
  };
}

function cellsByRow(
  plan: Plan | undefined,
  pool: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const rows = new Map<string, Set<string>>();
  for (const cell of plan?.cells ?? []) {
    const spec = specOf(cell, { limits: NO_LIMITS, seed: 0 }, 0);
    const key = rowKey(spec, pool);
    rows.set(key, (rows.get(key) ?? new Set()).add(cellKey(spec.levels, pool)));
  }
  return rows;
}

/** Of a spec that is only asked for its row. */
const NO_LIMITS = { turns: 0, calls: null, tokens: null, milliseconds: null, idle: 0 };

/** The note of an unfinished study; none where nothing is missing. */
export function plannedNotes(planned: number, stored: number): readonly string[] {
  if (planned <= stored) return [];
  return [
    `INCOMPLETE: ${planned - stored} of ${planned} planned trials have not been run. Rows may stand on fewer trials than planned, and cells may be missing.`,
  ];
}
