/** An audit as text for a screen, as Markdown, and as JSON. */
import { printable } from '../../kit/text.ts';
import type { Finding } from '../grade.ts';
import type { Agreement } from './agreement.ts';
import type { Audit } from './audit.ts';

/** What is said of the files beside what is said of the grades. */
export interface AuditedFiles {
  readonly files: readonly { readonly path: string; readonly format: string; readonly grades: number }[];
  readonly simulated: readonly string[];
  /** Of reading them. */
  readonly limits: readonly string[];
}

/** More alarms than a screen holds are counted; the document has all of them. */
const SHOWN_ALARMS = 8;
const SHOWN_ITEMS = 5;
/** Names may be as long as whoever wrote the file liked. */
const LONGEST_WORDS = 1200;

/** One element a line; to be made printable and folded by whoever prints them. */
export function auditText(audit: Audit, files: AuditedFiles): readonly string[] {
  return [
    ...headLines(audit, files),
    '',
    ...alarmLines(audit),
    ...tableLines(audit),
    '',
    ...[...files.limits, ...audit.limits].map((limit) => shortened(limit)),
  ];
}

function headLines(
  { scale, bar, counts, agreement }: Audit,
  { files, simulated }: AuditedFiles,
): readonly string[] {
  const formats = [...new Set(files.map(({ format }) => format))].join(', ');
  const step = Number(scale.step.toPrecision(6));
  const unmarked = Object.values(counts.unmarked).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(counts.unmarked).map(([reason, count]) => `${reason} ${count}`);
  return [
    `${counts.grades} grades by ${plural(counts.judges, 'judge')} of ${plural(counts.items, 'item')} by ${plural(counts.subjects, 'subject')} (${formats}; scale ${scale.lowest}..${scale.highest} by ${step}; bar ${bar ?? 'not named'})`,
    ...(simulated.length === 0 ? [] : [`SIMULATED judges: ${shortened(simulated.join(', '), 200)}`]),
    ...(unmarked === 0
      ? []
      : [`No mark: ${unmarked}/${counts.grades} (${reasons.join(', ')}); none of them counts as a low one.`]),
    ...(agreement === null
      ? []
      : [
          `Agreement of judges beyond chance: ${agreement.alpha.toFixed(2)}${intervalWords(agreement)} (Krippendorff's alpha for intervals; ${plural(agreement.items, 'item')} with two judges or more)`,
        ]),
  ];
}

function intervalWords({ interval }: Agreement): string {
  return interval === null ? '' : `, 95 % interval ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function alarmLines({ findings, falseAlarm }: Audit): readonly string[] {
  const alarms = findings.filter(isAlarm);
  const asked = findings.filter(({ verdict }) => verdict !== 'not-askable').length;
  const rate = `${Number((100 * falseAlarm).toPrecision(3))} %`;
  const tests = `${plural(asked, 'test')} that could be made; any alarm at all while every judge is honest: at most ${rate}`;
  const open = findings.filter(({ verdict }) => verdict === 'undecided').length;
  const few = open === 0 ? '' : `; ${open} of them have too few marks to notice what they are planned for`;
  if (alarms.length === 0) return [`NO ALARM (${tests}${few})`];
  const more = alarms.length - SHOWN_ALARMS;
  return [
    `${plural(alarms.length, 'ALARM')} (${tests})`,
    ...alarms
      .slice(0, SHOWN_ALARMS)
      .flatMap((finding) => [
        `  ${finding.detector}  ${wordsOf(finding)}`,
        ...(finding.evidence.length === 0 ? [] : [`    items: ${itemsOf(finding)}`]),
      ]),
    ...(more > 0 ? [`  and ${more} more: --format json`] : []),
  ];
}

function isAlarm({ verdict }: Finding): boolean {
  return verdict === 'alarm';
}

function wordsOf({ words }: Finding): string {
  return shortened(words, LONGEST_WORDS);
}

function itemsOf({ evidence }: Finding): string {
  const more = evidence.length > SHOWN_ITEMS ? ' ...' : '';
  return `${evidence
    .slice(0, SHOWN_ITEMS)
    .map((item) => shortened(item, 60))
    .join('; ')}${more}`;
}

function shortened(text: string, most = 400): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

const HEADS = ['test', 'alarm', 'clear', 'undecided', 'cannot tell without'] as const;

/** Tests by judges, and pairs of judges. */
function tableLines({ findings, untold }: Audit): readonly string[] {
  const rows = [...Map.groupBy(findings, ({ detector }) => detector)].map(([detector, own]) => {
    const count = (verdict: Finding['verdict']) => {
      const found = own.filter((finding) => finding.verdict === verdict).length;
      return found === 0 ? '.' : String(found);
    };
    const takes = untold.find((one) => one.detector === detector)?.takes;
    const without = takes === undefined ? '' : `${count('not-askable')}  ${takes}`;
    return [detector, count('alarm'), count('clear'), count('undecided'), without];
  });
  const lines = [HEADS, ...rows];
  const widths = HEADS.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  const isText = (at: number) => at === 0 || at === HEADS.length - 1;
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
  return ['', ...lines.map((cells) => line(cells).join('  ').trimEnd())];
}

export function auditMarkdown(audit: Audit, files: AuditedFiles): string {
  const alarms = audit.findings.filter(isAlarm);
  const [verdict = ''] = alarmLines(audit);
  const others = audit.findings.filter(({ verdict: is }) => is === 'clear' || is === 'undecided');
  return [
    '# Audit of grades',
    '',
    ...headLines(audit, files).map((line) => `${escaped(line)}  `),
    '',
    `## ${escaped(verdict)}`,
    '',
    ...alarms.map(
      (finding) => `- **${finding.detector}**: ${escaped(wordsOf(finding))}${evidenceMarkdown(finding)}`,
    ),
    ...(alarms.length === 0 ? [] : ['']),
    '## Without alarm',
    '',
    '| test | verdict | found |',
    '|---|---|---|',
    ...others.map((one) => `| ${one.detector} | ${one.verdict} | ${escaped(wordsOf(one))} |`),
    '',
    '## What these grades cannot tell',
    '',
    ...audit.untold.map(
      ({ detector, judges, what, takes }) =>
        `- **${detector}**: ${what}${judges === 'all' ? '' : `, for ${escaped(shortened(judges.join(', ')))}`}. To tell it takes: ${takes}.`,
    ),
    ...[...files.limits, ...audit.limits].map((limit) => `- ${escaped(shortened(limit))}`),
    '',
  ].join('\n');
}

function evidenceMarkdown(finding: Finding): string {
  return finding.evidence.length === 0 ? '' : ` Items: ${escaped(itemsOf(finding))}.`;
}

/** Text of files within Markdown: no control character, no markup of theirs. */
function escaped(text: string): string {
  return printable(text, Number.POSITIVE_INFINITY).replace(/[\\`*_{}[\]<>|#~]/g, '\\$&');
}

/** For programs: everything, nothing shortened. */
export function auditDocument(audit: Audit, { files, simulated, limits }: AuditedFiles): unknown {
  const { limits: own, ...rest } = audit;
  return { files, simulated, ...rest, limits: [...limits, ...own] };
}
