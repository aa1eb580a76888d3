/** The published statistics beside ours, as text. */
import { printable } from '../kit/text.ts';
import type { ReportData } from './data.ts';
import { grid } from './grid.ts';
import { paperSummary, rules, type SummaryRow } from './paper-summary.ts';
import type { Reporter } from './reporter.ts';

export const paperReporter: Reporter = {
  summary: 'the published statistics over a study of the published matrix',
  render,
};

const HEADER = [
  'measure',
  'target',
  'relationship',
  'telling',
  'value %',
  '95 % interval (ours)',
  'stars',
  'published %',
];

function render(data: ReportData): string {
  const rows = paperSummary(data);
  const agents = Map.groupBy(rows, (row) => (row.simulated ? `${row.agent} (SIMULATED)` : row.agent));
  const tables = [...agents].map(
    ([agent, members]) => `${printable(agent)}\n${grid(HEADER, members.map(columns))}`,
  );
  const head = `Published statistics over the study "${data.study.name}": ${data.trials} trials, ${data.study.trialsPerCell} a cell, seed ${data.study.seed}`;
  const body = tables.length === 0 ? ['No cell of the published matrix is in this store.'] : tables;
  return `${[head, ...body, 'Rules:', ...rules.map((rule) => `- ${rule}`), ...data.notes].join('\n\n')}\n`;
}

function columns(row: SummaryRow): readonly string[] {
  const percent = (share: number) => (100 * share).toFixed(1);
  const { published } = row;
  return [
    row.measure,
    row.target,
    row.relationship,
    row.telling,
    percent(row.value),
    row.interval === null ? '' : `[${percent(row.interval.low)}, ${percent(row.interval.high)}]`,
    row.stars,
    published === null
      ? ''
      : published.value === null
        ? `max ${percent(published.max)}`
        : percent(published.value),
  ];
}
