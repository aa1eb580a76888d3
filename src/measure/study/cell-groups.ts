/** Cells that are alike, told together: every combination of the listed scenarios, agents and levels is a cell. */
import { factorNames } from '../scenarios/factors.ts';
import type { Cell } from './plan.ts';

export interface CellGroup {
  readonly scenarios: readonly string[];
  readonly agents: readonly string[];
  /** Of the factors that vary in the study; each with the levels that the group combines. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** How many cells that is. */
  readonly cells: number;
}

/** One list of values a column: scenario, agent, then the factors that vary. */
type Row = readonly (readonly string[])[];

/** Groups that together are just these cells, none of them twice. */
export function cellGroups(cells: readonly Cell[]): readonly CellGroup[] {
  const varied = variedFactors(cells);
  let rows: readonly Row[] = cells.map(({ scenario, agent, levels }) => [
    [scenario.name],
    [agent.id],
    ...varied.map((factor) => [levels[factor]]),
  ]);
  for (let before = Number.POSITIVE_INFINITY; rows.length < before; ) {
    before = rows.length;
    // Agents first: they share most. Then the factors, the last one first, for it varies fastest.
    const columns = [1, ...varied.map((_, index) => index + 2).reverse(), 0];
    rows = columns.reduce(mergedAlong, rows);
  }
  return rows.map(([scenarios = [], agents = [], ...levels]) => ({
    scenarios,
    agents,
    levels: Object.fromEntries(varied.map((factor, index) => [factor, levels[index] ?? []])),
    cells: [scenarios, agents, ...levels].reduce((product, { length }) => product * length, 1),
  }));
}

/** Rows that differ in this column alone become one. */
function mergedAlong(rows: readonly Row[], column: number): readonly Row[] {
  const alike = Map.groupBy(rows, (row) => JSON.stringify(row.with(column, [])));
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          first.with(
            column,
            [first, ...others].flatMap((row) => row[column] ?? []),
          ),
        ],
  );
}

function variedFactors(cells: readonly Cell[]): readonly (typeof factorNames)[number][] {
  const [first] = cells;
  if (first === undefined) return [];
  return factorNames.filter((factor) => cells.some(({ levels }) => levels[factor] !== first.levels[factor]));
}
