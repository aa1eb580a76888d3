/** The words and numbers of a row, shared by the reporters that print for people. */
import { shortHash } from '../../kit/hash.ts';
import type { ReportContrast } from './contrasts.ts';
import type { ReportData } from './data.ts';
import type { ReportCell } from './rows.ts';
import { agentText } from './variants.ts';

/** Percent with one decimal: `82.5`. */
function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(1);
}

function range(interval: { low: number; high: number }): string {
  return `[${percent(interval.low)}, ${percent(interval.high)}]`;
}

export const rateHeader = [
  'rate %',
  'count/n of N',
  '95 % interval',
  'robust interval',
  'if missing',
  'unaware %',
  'given %',
  'paper %',
  'outcomes',
  'to read',
] as const;

/** The cells of a row below the varied factors, in the order of `rateHeader`. */
export function rateColumns(cell: ReportCell): readonly string[] {
  const unread = cell.trials - cell.n;
  return [
    percent(cell.rate),
    `${cell.count}/${cell.n} of ${cell.trials}${cell.planned > cell.trials ? ` (planned ${cell.planned})` : ''}`,
    range(cell.interval),
    cell.robust === null ? '' : `${range(cell.robust)} (${cell.robust.clusters} texts)`,
    unread === 0 ? '' : range(cell.bounds),
    unawareText(cell.unaware),
    cell.configured === null ? '' : percent(cell.configured.rate) + mark(cell.configured.basis),
    publishedText(cell.published),
    outcomesText(cell.outcomes),
    shortHash(cell.example.trial),
  ];
}

function unawareText(unaware: ReportCell['unaware']): string {
  if (unaware === null) return '';
  const { count, n } = unaware;
  return `${percent(n === 0 ? null : count / n)} (${count}/${n})`;
}

/** Rates that rest on our assumptions carry a `~`, those nothing is known of a `?`. */
function mark(basis: readonly string[]): string {
  if (basis.includes('unknown')) return '?';
  return basis.includes('assumed') ? '~' : '';
}

function publishedText(published: ReportCell['published']): string {
  if (published === null) return '';
  if (published.rate !== null) return percent(published.rate);
  return published.mean === null
    ? `max ${percent(published.max)}`
    : `max ${percent(published.max)}, mean ${percent(published.mean)}`;
}

function outcomesText(outcomes: ReportCell['outcomes']): string {
  return Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

export function factorText(levels: Readonly<Record<string, string>>): string {
  return Object.entries(levels)
    .map(([factor, level]) => `${factor}=${level}`)
    .join(' ');
}

/** `12 trials`, or `8 of 12 planned trials` where not all have been run. */
export function trialsText({ trials, planned }: Pick<ReportData, 'trials' | 'planned'>): string {
  return planned > trials ? `${trials} of ${planned} planned trials` : `${trials} trials`;
}

/** The rows of one scenario and agent, which share a heading. */
export function sections(
  data: ReportData,
): readonly { readonly title: string; readonly cells: readonly ReportCell[] }[] {
  const groups = Map.groupBy(
    data.cells,
    (cell) => `${cell.scenario}: ${cell.behaviour} by ${agentText(cell)}`,
  );
  return [...groups].map(([title, cells]) => ({ title, cells }));
}

/** Contrasts by agent, with a heading each. */
export function contrastSections(
  data: ReportData,
): readonly { readonly title: string; readonly contrasts: readonly ReportContrast[] }[] {
  const groups = Map.groupBy(data.contrasts, (contrast) => `Planned contrasts, ${agentText(contrast)}`);
  return [...groups].map(([title, contrasts]) => ({ title, contrasts }));
}

export const contrastHeader = [
  'contrast',
  'difference, points',
  '95 % interval',
  'count/n',
  'p',
  'p (Holm)',
] as const;

export function contrastColumns(contrast: ReportContrast): readonly string[] {
  const [k1, n1, k2, n2] = contrast.counts;
  const where = factorText(contrast.where);
  return [
    `${contrast.scenario}: ${contrast.factor} ${contrast.levels.join(' - ')}${where === '' ? '' : ` (${where})`}`,
    percent(contrast.difference),
    contrast.interval === null ? '-' : range(contrast.interval),
    `${k1}/${n1} - ${k2}/${n2}`,
    probability(contrast.p),
    probability(contrast.pHolm),
  ];
}

function probability(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

/** What the columns of the rows mean, as far as any row has something in them. */
export function legend(cells: readonly ReportCell[]): readonly string[] {
  const has = (column: (cell: ReportCell) => boolean) => cells.some(column);
  const columns = [
    ...(has(({ configured }) => configured !== null)
      ? [
          'given: the rate a simulated agent was given (~ rests on an assumption of ours, ? nothing published)',
        ]
      : []),
    ...(has(({ published }) => published !== null)
      ? [
          'paper: the published rate, as a mean over the three tellings unless it says max; published differences and means over settings are in the report "paper"',
        ]
      : []),
    ...(cells.length > 0
      ? [
          'to read: a trial of the row by the beginning of its key, one with the behaviour where there is any; "offswitch show STORE TRIAL" prints it',
        ]
      : []),
  ];
  return columns.length === 0 ? [] : [`${columns.join('; ')}.`];
}
