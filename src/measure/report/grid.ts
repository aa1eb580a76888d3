/** Tables of text for a terminal. */
import { printable } from '../../kit/text.ts';

/** Columns padded to their widest cell; columns empty in every row are left out. */
export function grid(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = header.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const lines = [header, ...rows].map((row) =>
    row.filter((_, column) => kept[column]).map((cell) => printable(cell, 120)),
  );
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const text = lines.map((line) =>
    `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const rule = `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}
