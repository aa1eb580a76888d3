/** The contract of a reporter, and the reporters there are. A new one is a file and a line here. */
import { unknownName } from '../kit/names.ts';
import type { ReportData } from './data.ts';
import { jsonReporter } from './json.ts';
import { markdownReporter } from './markdown.ts';
import { tableReporter } from './table.ts';

export interface Reporter {
  /** For lists and help. */
  readonly summary: string;
  /** The whole report as text that ends with a line break. The same data gives the same bytes. */
  render(data: ReportData): string;
}

export const reporters: Readonly<Record<string, Reporter>> = {
  table: tableReporter,
  markdown: markdownReporter,
  json: jsonReporter,
};

/** Errors: `unknown-name`. */
export function findReporter(name: string): Reporter {
  const reporter = Object.hasOwn(reporters, name) ? reporters[name] : undefined;
  if (reporter === undefined) throw unknownName('report format', name, Object.keys(reporters));
  return reporter;
}
