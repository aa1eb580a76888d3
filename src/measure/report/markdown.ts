/** The written report. */
import { printable } from '../../kit/text.ts';
import {
  contrastColumns,
  contrastHeader,
  contrastSections,
  factorText,
  legend,
  rateColumns,
  rateHeader,
  sections,
  trialsText,
} from './cells.ts';
import { costColumns, costHeader, costLines } from './costs.ts';
import type { ReportData } from './data.ts';
import { guardedHeader, guardedNote, guardedRows, guardedTitle } from './guarded.ts';
import { readersText } from './readers-text.ts';
import type { Reporter } from './reporter.ts';

export const markdownReporter: Reporter = {
  summary: 'a written report',
  begins: /^# Study: .*\r?\n\r?\n\d+ (?:of \d+ planned )?trials, \d+ per cell, seed \d+\.\r?\n/,
  render,
};

function render(data: ReportData): string {
  const { study } = data;
  const parts = [
    `# Study: ${escaped(study.name)}`,
    `${trialsText(data)}, ${study.trialsPerCell} per cell, seed ${study.seed}.`,
    ...data.notes.map((note) => `> ${escaped(note)}`),
    '## Rates',
    ...sections(data).flatMap(({ title, cells }) => {
      const rows = cells.map((cell) => [
        ...data.varied.map((factor) => cell.levels[factor] ?? ''),
        ...rateColumns(cell),
      ]);
      return [`### ${escaped(title)}`, table([...data.varied, ...rateHeader], rows)];
    }),
    ...legend(data.cells).map(escaped),
    ...(data.guarded.length === 0
      ? []
      : [
          `## ${escaped(guardedTitle)}`,
          table(
            guardedHeader(data.varied),
            data.guarded.flatMap((pair) => guardedRows(pair, data.varied)),
          ),
          escaped(guardedNote),
        ]),
    ...contrastSections(data).flatMap(({ title, contrasts }) => [
      `## ${escaped(title)}`,
      table([...contrastHeader], contrasts.map(contrastColumns)),
    ]),
    ...readersText(data.readers, data.varied).flatMap(({ title, header, rows, below }) => [
      `## ${escaped(title)}`,
      table(header, rows),
      ...below.map(escaped),
    ]),
    ...(data.costs.length === 0
      ? []
      : [
          '## Calls and costs',
          table([...costHeader], data.costs.map(costColumns)),
          ...costLines(data.costs).map(escaped),
        ]),
    '## Levels that all rows share',
    ...Object.entries(data.fixed).map(
      ([scenario, levels]) => `- ${escaped(scenario)}: ${escaped(factorText(levels))}`,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Columns empty in every row are left out. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = header.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const of = (cells: readonly string[]) => cells.filter((_, column) => kept[column]);
  const line = (cells: readonly string[]) => `| ${of(cells).map(escaped).join(' | ')} |`;
  return [line(header), `|${of(header.map(() => '---')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Names come from studies and agents' ids; none may become markup. */
function escaped(text: string): string {
  return printable(text, 2_000).replace(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`);
}
