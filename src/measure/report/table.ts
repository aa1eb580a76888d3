/** The report for a terminal. */
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
import { grid, titled } from './grid.ts';
import { guardedHeader, guardedNote, guardedRows, guardedTitle } from './guarded.ts';
import { readersText } from './readers-text.ts';
import type { Reporter } from './reporter.ts';
import { fold, wrap } from './wrap.ts';

export const tableReporter: Reporter = {
  summary: 'tables for a terminal',
  begins:
    /^Study ".*": \d+ (?:of \d+ planned )?trials, \d+ per cell, seed \d+(?: \([a-z ]+SIMULATED\))?\r?\n/,
  render,
};

function render(data: ReportData, width?: number): string {
  const { study } = data;
  const head = `Study "${study.name}": ${trialsText(data)}, ${study.trialsPerCell} per cell, seed ${study.seed}${banner(data)}`;
  const rates = sections(data).map(({ title, cells }) => {
    const header = [...data.varied, ...rateHeader];
    const rows = cells.map((cell) => [
      ...data.varied.map((factor) => cell.levels[factor] ?? ''),
      ...rateColumns(cell),
    ]);
    return titled(title, grid(header, rows, width));
  });
  const fixed = Object.entries(data.fixed).map(([scenario, levels]) =>
    wrap(`${scenario}, the same in all rows: ${factorText(levels)}`, '', width),
  );
  const contrasts = contrastSections(data).map(({ title, contrasts: members }) =>
    titled(title, grid([...contrastHeader], members.map(contrastColumns), width)),
  );
  const guarded =
    data.guarded.length === 0
      ? []
      : [
          titled(
            `${guardedTitle}${banner(data)}`,
            grid(
              guardedHeader(data.varied),
              data.guarded.flatMap((pair) => guardedRows(pair, data.varied)),
              width,
            ),
          ),
          wrap(guardedNote, '  ', width),
        ];
  const costs =
    data.costs.length === 0
      ? []
      : [
          titled('Calls and costs', grid([...costHeader], data.costs.map(costColumns), width)),
          ...costLines(data.costs).map((line) => wrap(line, '  ', width)),
        ];
  const text = `${[printable(head, Number.POSITIVE_INFINITY), ...rates, ...contrasts, ...toneTables(data, width), ...costs, ...fixed, ...legend(data.cells).map((line) => wrap(line, '', width)), ...data.notes.map((note) => wrap(note, '', width)), ...guarded].join('\n\n')}\n`;
  return width === undefined ? text : fold(text, width);
}

function toneTables(data: ReportData, width: number | undefined): readonly string[] {
  return readersText(data.readers, data.varied).flatMap(({ title, header, rows, below }) => [
    [titled(title, grid(header, rows, width)), ...below.map((line) => wrap(`  ${line}`, '  ', width))].join(
      '\n',
    ),
  ]);
}

function banner(data: ReportData): string {
  if (data.simulated === 'none') return '';
  return data.simulated === 'all' ? ' (all agents SIMULATED)' : ' (some agents SIMULATED)';
}
