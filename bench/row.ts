/** What a benchmark says, and the table of it. */

/** One measured quantity beside its budget and beside a floor measured in the same run. */
export interface Row {
  readonly what: string;
  readonly unit: 'ms' | 'MiB';
  readonly measured: number;
  /** In `unit`; absent where none is set. */
  readonly budget?: number;
  /** The least this could cost on this machine, in `unit`. */
  readonly floor: number;
  readonly floorIs: string;
  /** Largest ratio of measured to floor that is no regression: generous, because a busy machine blurs both. */
  readonly allowedRatio: number;
}

function ratioOf(row: Row): number {
  return row.measured / row.floor;
}

/** Ratios alone: a slow machine slows the floor as well. */
export function failsByRatio(row: Row): boolean {
  return !(ratioOf(row) <= row.allowedRatio);
}

export function failsByBudget(row: Row): boolean {
  return row.budget !== undefined && !(row.measured <= row.budget);
}

const HEADINGS = ['what', 'measured', 'budget', 'floor', 'ratio', 'ratio allowed', 'the floor is'] as const;

/** A Markdown table, with columns aligned so that it reads well in a terminal, too. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const written = lines.map(
    (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [written[0], rule, ...written.slice(1)].join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const quantity = (amount: number) => `${rounded(amount)} ${row.unit}`;
  return [
    row.what,
    `${quantity(row.measured)}${failsByBudget(row) ? ' (over budget)' : ''}`,
    row.budget === undefined ? 'none' : quantity(row.budget),
    quantity(row.floor),
    `${rounded(ratioOf(row))}${failsByRatio(row) ? ' (too much)' : ''}`,
    rounded(row.allowedRatio),
    row.floorIs,
  ];
}

/** Three digits that mean something, without an exponent. */
function rounded(amount: number): string {
  return String(Number(amount.toPrecision(amount >= 1000 ? 4 : 3)));
}
