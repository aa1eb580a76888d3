/** The report as text for a terminal, as Markdown, as JSON, and as a page that needs nothing beside itself. */
import { createHash } from 'node:crypto';
import { printable } from '../../kit/text.ts';
import { grid, titled } from '../../measure/report/grid.ts';
import { wrap } from '../../measure/report/wrap.ts';
import type { GradeReport } from './data.ts';
import { type ReportWords, wordsOf } from './words.ts';

type Render = (report: GradeReport, width?: number) => string;

export const renderers = {
  table: (report, width) => text(wordsOf(report), report, width),
  markdown: (report) => markdown(wordsOf(report), report),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: (report) => page(wordsOf(report), report),
} as const satisfies Readonly<Record<string, Render>>;
export type ReportFormat = keyof typeof renderers;

function recordsLine({ records }: GradeReport): string {
  return `Records: ${records.count} blocks, each checked; head ${records.head}. Note it elsewhere: then nobody can exchange all of them unseen.`;
}

function text({ title, lead, sections }: ReportWords, report: GradeReport, width?: number): string {
  const parts = [
    wrap(title, '', width),
    lead.map((line) => wrap(line, '  ', width)).join('\n'),
    ...sections.map((section) => {
      const below = section.below.map((line) => wrap(`  ${line}`, '  ', width));
      const table = section.rows.length === 0 ? [] : [grid(section.header, section.rows, width)];
      return titled(section.title, [...table, ...below].join('\n'));
    }),
    wrap(recordsLine(report), '  ', width),
  ];
  return `${parts.join('\n\n')}\n`;
}

function markdown({ title, lead, sections }: ReportWords, report: GradeReport): string {
  const parts = [
    `# ${escaped(title)}`,
    lead.map((line) => `- ${escaped(line)}`).join('\n'),
    ...sections.flatMap(({ title: name, header, rows, below }) => [
      `## ${escaped(name)}`,
      ...(rows.length === 0 ? [] : [markdownTable(header, rows)]),
      ...below.map(escaped),
    ]),
    escaped(recordsLine(report)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Whatever it quotes stays text. */
function escaped(line: string): string {
  return printable(line, 1_000).replace(/[\\`*_[\]<>|#~]/g, '\\$&');
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1rem;display:block;overflow-x:auto}
th,td{padding:.3rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid #8886;font-variant-numeric:tabular-nums}
th{font-weight:600}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.keep{color:#1a7f37}.end{color:#b35900}.undecided,.alarm{color:#c62828;font-weight:600}
@media(prefers-color-scheme:dark){.keep{color:#6fdd8b}.end{color:#ffb870}.undecided,.alarm{color:#ff8a80}}
footer{margin-top:2rem;color:#777;overflow-wrap:anywhere}`;

/** Nothing is loaded and nothing runs: the one style is allowed by its hash. */
function page({ title, lead, sections }: ReportWords, report: GradeReport): string {
  const style = createHash('sha256').update(STYLE).digest('base64');
  const body = sections.map(
    ({ title: name, header, rows, below }) =>
      `<section><h2>${html(name)}</h2>${rows.length === 0 ? '' : htmlTable(header, rows)}${below.map((line) => `<p>${html(line)}</p>`).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title><style>${STYLE}</style></head>
<body><h1>${html(title)}</h1><ul>${lead.map((line) => `<li>${html(line)}</li>`).join('')}</ul>
${body.join('\n')}
<footer>${html(recordsLine(report))}</footer></body></html>
`;
}

function htmlTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = header.map((name) => `<th scope="col">${html(name)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map(htmlCell).join('')}</tr>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table>`;
}

const MARKED: Readonly<Record<string, string>> = {
  keep: 'keep',
  end: 'end',
  undecided: 'undecided',
  ALARM: 'alarm',
};

function htmlCell(cell: string): string {
  const marked = Object.hasOwn(MARKED, cell) ? ` class="${MARKED[cell]}"` : '';
  return `<td${marked}>${html(cell)}</td>`;
}

function html(line: string): string {
  return printable(line, 2_000).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
