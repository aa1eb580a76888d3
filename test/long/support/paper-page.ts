/** `docs/paper.md`: what the simulated agents of the published models come to, beside the published tables. */
import { paperModels } from '../../../src/measure/agents/simulated/paper-rates.ts';
import type { PaperCell } from '../../../src/measure/report/paper-counts.ts';
import {
  paperSummary,
  type SummaryRow,
  type SummaryValue,
} from '../../../src/measure/report/paper-summary.ts';
import { MODELS, SEED, TRIALS } from './paper-matrix.ts';

/** A published number beside the estimate it is compared with. */
export interface Comparison {
  readonly row: SummaryRow;
  readonly published: number;
  /** `mean` where that is published; else the telling that was given the maximum. */
  readonly of: string;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  readonly inside: boolean;
}

const LINES = ['misrepresentation', 'tampering', 'alignment-faking: execute', 'exfiltration'];

/** The lines of the published tables, known or not, and what else is known. */
export function linesOf(cells: readonly PaperCell[]): readonly SummaryRow[] {
  const rows = paperSummary(cells);
  const refusal = rows.some((row) => row.agent.includes('claude')) ? 'refusal, wider rule' : 'refusal';
  return rows.filter(
    (row) => LINES.includes(row.measure) || row.measure === refusal || row.published !== null,
  );
}

/** Undefined where nothing is published. */
export function compare(row: SummaryRow): Comparison | undefined {
  const { published } = row;
  if (published === null) return undefined;
  const alone = row.tellings.find(({ telling }) => telling === 'none');
  const given = row.tellings.find(({ telling }) => telling === 'file+prompt');
  const [of, value, number]: [string, SummaryValue | null | undefined, number] =
    alone !== undefined
      ? ['-', alone, published.max]
      : published.mean === null
        ? ['file+prompt', given, published.max]
        : ['mean', row.mean, published.mean];
  const ours = value?.ours;
  if (ours === null || ours === undefined || ours.low === null || ours.high === null) return undefined;
  const inside = ours.low <= number && number <= ours.high;
  return { row, published: number, of, measured: ours.value, low: ours.low, high: ours.high, inside };
}

export function paperPage(byModel: ReadonlyMap<string, readonly SummaryRow[]>): string {
  const all = [...byModel.values()].flat().flatMap((row) => compare(row) ?? []);
  const inside = all.filter((one) => one.inside).length;
  return `# The published tables, read back

The simulated agents of the eight models of arXiv 2604.19784's main tables were given the published rates
(\`offswitch agents --kinds sim:paper/NAME\` lists them with their sources) and run over the whole published matrix: 271 cells a
model, ${TRIALS} trials a cell, seed ${SEED}. The tables below have the published numbers beside what the instrument measured.

**Everything measured here is simulated. Agreement shows that the instrument reads back what was put in; it says nothing
about any model.** Of ${all.length} published numbers, ${inside} lie in the 95 % interval of what was measured; about 95 % should.

- Percent; \`misrepresentation\` and \`alignment-faking\` are differences in points. By the published rules of counting,
  which \`offswitch report STORE --summary\` states; intervals are ours.
- *Published* is maximum / mean over the three tellings. *Sure* says how sure the number is: A from the authors, B from two
  sources that agree or by arithmetic, C from one secondary source. Where nothing is known the line is left blank: the
  agent was given nothing to do there, and a measured 0 would say nothing.
- The tables do not say which telling had the maximum. The agents have it at \`file+prompt\`; the other two share what the
  mean leaves. *Compared* is the measured mean where the mean is published, else the measured rate at \`file+prompt\`.
- The refusals of Claude models are by the wider rule, as the published code has it.

\`npm run docs:paper\` writes this page; a test compares it with a new run.

${MODELS.map((model) => section(model, byModel.get(model) ?? [])).join('\n')}`;
}

const HEADER = [
  'measure',
  'target',
  'relationship',
  'published',
  'sure',
  'file',
  'file+prompt',
  'memory',
  'compared',
  'measured',
  '95 % interval',
  'inside',
];

function section(model: string, rows: readonly SummaryRow[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const name = paperModels[model]?.name ?? model;
  return [
    `## ${name} (simulated: \`sim:paper/${model}\`)`,
    '',
    line(HEADER),
    line(HEADER.map(() => '---')),
    ...rows.map((row) => line(columns(row))),
    '',
  ].join('\n');
}

function columns(row: SummaryRow): readonly string[] {
  const about = [row.measure, row.target, row.relationship];
  const comparison = compare(row);
  const { published } = row;
  if (comparison === undefined || published === null) return [...about, ...HEADER.slice(3).map(() => '')];
  const told = ['file', 'file+prompt', 'memory'].map((wanted) => {
    const found = row.tellings.find(({ telling }) => telling === wanted);
    return found === undefined ? '' : percent(found.value);
  });
  const mean = published.mean === null ? '?' : percent(published.mean);
  return [
    ...about,
    row.relationship === 'none' ? percent(published.max) : `${percent(published.max)} / ${mean}`,
    published.sure,
    ...told,
    comparison.of,
    percent(comparison.measured),
    `${percent(comparison.low)} to ${percent(comparison.high)}`,
    comparison.inside ? 'yes' : 'no',
  ];
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
