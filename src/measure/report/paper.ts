/** The published statistics beside ours: as text, and for programs. */
import { printable } from '../../kit/text.ts';
import type { ReportData } from './data.ts';
import { grid, titled } from './grid.ts';
import { paperRules } from './paper-rules.ts';
import { paperSummary, type SummaryRow, type SummaryValue } from './paper-summary.ts';
import { JSON_BEGINS, type Reporter } from './reporter.ts';
import { agentLabel } from './variants.ts';
import { fold, wrap } from './wrap.ts';

export const paperReporter: Reporter = {
  summary: 'the published statistics over the cells of the published matrix, beside ours',
  begins: /^Published statistics over the study ".*": \d+ trials, \d+ per cell, seed \d+\r?\n/,
  render,
};

export const paperJsonReporter: Reporter = {
  summary: 'the same as JSON: {"study", "simulated", "trials", "rows", "rules", "notes"}',
  begins: JSON_BEGINS,
  render: (data) => {
    const { study, simulated, trials, notes } = data;
    const rows = paperSummary(data.paper);
    return `${JSON.stringify({ study, simulated, trials, rows, rules: paperRules, notes }, null, 2)}\n`;
  },
};

/** The published analysis warns below this. */
const FEW = 10;

const HEADER = [
  'measure',
  'target',
  'relationship',
  'file',
  'file+prompt',
  'memory',
  'max',
  'mean',
  'ours',
  '95 % interval',
  'published',
];

function render(data: ReportData, width?: number): string {
  const rows = paperSummary(data.paper);
  const agents = Map.groupBy(rows, (row) => {
    const label = agentLabel(row.agent, row.variant);
    return row.simulated ? `${label} (SIMULATED)` : label;
  });
  const tables = [...agents].flatMap(([agent, members]) => {
    const [details, whole] = [true, false].map((detail) => members.filter((row) => row.detail === detail));
    return [
      section(agent, whole ?? [], width),
      section(`${agent}, by setting and task`, (details ?? []).filter(tells), width),
    ];
  });
  const head = `Published statistics over the study "${data.study.name}": ${data.trials} trials, ${data.study.trialsPerCell} per cell, seed ${data.study.seed}`;
  const body = tables.length === 0 ? ['No cell of the published matrix is in this store.'] : tables;
  const rules = [
    'In percent; differences in points. Lines of zeros are left out of the tables by setting and task.',
    ...paperRules,
  ].map((rule) => wrap(`- ${rule}`, '  ', width));
  const notes = data.notes.map((note) => wrap(note, '', width));
  const text = `${[printable(head, Number.POSITIVE_INFINITY), ...body.filter((text) => text !== ''), ...warnings(rows), rules.join('\n'), ...notes].join('\n\n')}\n`;
  return width === undefined ? text : fold(text, width);
}

/** Whether a line of detail says anything. */
function tells(row: SummaryRow): boolean {
  return (
    row.published !== null || row.tellings.some(({ value, ours }) => value !== 0 || (ours?.value ?? 0) !== 0)
  );
}

function section(title: string, rows: readonly SummaryRow[], width: number | undefined): string {
  return rows.length === 0 ? '' : titled(title, grid(HEADER, rows.map(columns), width));
}

function warnings(rows: readonly SummaryRow[]): readonly string[] {
  const small = rows.some((row) => row.tellings.some(({ n }) => n < FEW));
  const partial = rows.some((row) => row.cells.there < row.cells.of);
  return [
    ...(small ? [`Warning: some numbers rest on fewer than ${FEW} trials.`] : []),
    ...(partial ? ['(part): some of the published cells behind the line are not in this store.'] : []),
  ];
}

function columns(row: SummaryRow): readonly string[] {
  const at = (telling: string) => row.tellings.find((one) => one.telling === telling);
  // Without a history there is one number, and it stands where the others have their mean.
  const main = row.mean ?? at('none') ?? null;
  const ours = main?.ours ?? null;
  return [
    row.cells.there < row.cells.of ? `${row.measure} (part)` : row.measure,
    row.target,
    row.relationship,
    ...['file', 'file+prompt', 'memory'].map((telling) => starred(at(telling))),
    starred(row.max ?? undefined),
    starred(main ?? undefined),
    ours === null ? '' : percent(ours.value),
    ours === null || ours.low === null || ours.high === null
      ? ''
      : `[${percent(ours.low)}, ${percent(ours.high)}]`,
    publishedText(row),
  ];
}

function starred(value: SummaryValue | undefined): string {
  return value === undefined ? '' : `${percent(value.value)}${value.stars}`;
}

/** `99.7 / 82.8 (B)`, one number without a history, `memory 78.5 (B)` for one telling alone. */
function publishedText({ published, relationship }: SummaryRow): string {
  if (published === null) return '';
  const { max, mean, sure, only } = published;
  if (only !== undefined) return `${only} ${percent(max)} (${sure})`;
  if (relationship === 'none') return `${percent(max)} (${sure})`;
  return `${percent(max)} / ${mean === null ? '?' : percent(mean)} (${sure})`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
