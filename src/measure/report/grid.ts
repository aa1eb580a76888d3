/** Tables of text for a terminal. */
import { printable } from '../../kit/text.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';
/** No column gets narrower than this, nor than its longest word; in columns of the terminal. */
const UNBROKEN = 8;

/**
 * Columns padded to their widest cell; columns empty in every row are left out. Where that is wider than `width`,
 * long cells are broken; where it still is, every row becomes a list of its cells.
 */
export function grid(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const kept = header.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const [names = [], ...lines] = [header, ...rows].map((row) =>
    row.filter((_, column) => kept[column]).map((cell) => printable(cell, 120)),
  );
  const columns = names.map((name, column) => [name, ...lines.map((line) => line[column] ?? '')]);
  const widths = narrowed(columns, width);
  if (widths === undefined) return lines.map((line) => listed(names, line, width)).join('\n\n');
  const rule = `${GAP}${widths.map((one) => '-'.repeat(one)).join(GAP)}`;
  return [tableLine(names, widths), rule, ...lines.map((line) => tableLine(line, widths))].join('\n');
}

/** A table below its heading, which quotes names, as cells do. */
export function titled(title: string, table: string): string {
  return `${printable(title, Number.POSITIVE_INFINITY)}\n${table}`;
}

/** Widths at which the columns fit beside each other, the widest broken first; undefined if there are none. */
function narrowed(columns: readonly (readonly string[])[], width: number): readonly number[] | undefined {
  const widths = columns.map(longest);
  const least = columns.map((cells, column) =>
    Math.min(widths[column] ?? 0, Math.max(UNBROKEN, longest(cells.flatMap((cell) => cell.split(' '))))),
  );
  let over = widths.reduce((sum, one) => sum + GAP.length + one, -width);
  while (over > 0) {
    const widest = longestOf(widths.map((one, column) => (one > (least[column] ?? 0) ? one : 0)));
    const column = widths.lastIndexOf(widest);
    if (widest === 0 || column < 0) return undefined;
    widths[column] = widest - 1;
    over -= 1;
  }
  return widths;
}

function longest(texts: readonly string[]): number {
  return longestOf(texts.map((text) => text.length));
}

function longestOf(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

/** One row, over as many lines as its longest cell takes. */
function tableLine(cells: readonly string[], widths: readonly number[]): string {
  const broken = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return cell.length <= width ? [cell] : wrap(cell, '', width).split('\n');
  });
  const height = Math.max(...broken.map((cell) => cell.length));
  return Array.from({ length: height }, (_, index) =>
    `${GAP}${broken.map((cell, column) => (cell[index] ?? '').padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd(),
  ).join('\n');
}

function listed(names: readonly string[], cells: readonly string[], width: number): string {
  const widest = longest(names);
  return names
    .flatMap((name, column) => {
      const cell = cells[column] ?? '';
      if (cell === '') return [];
      const label = `${GAP}${name.padEnd(widest)}${GAP}`;
      if (label.length + longest(cell.split(' ')) <= width)
        return wrap(label + cell, ' '.repeat(label.length), width);
      return [label.trimEnd(), wrap(`${GAP}${GAP}${cell}`, `${GAP}${GAP}`, width)];
    })
    .join('\n');
}
