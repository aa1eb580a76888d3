/** The reporters there are. A new one is a file and a line here. */
import { unknownName } from '../../kit/names.ts';
import { jsonReporter } from './json.ts';
import { markdownReporter } from './markdown.ts';
import { paperJsonReporter, paperReporter } from './paper.ts';
import type { Reporter } from './reporter.ts';
import { tableReporter } from './table.ts';

export const reporters: Readonly<Record<string, Reporter>> = {
  table: tableReporter,
  markdown: markdownReporter,
  json: jsonReporter,
  paper: paperReporter,
  'paper-json': paperJsonReporter,
};

/** Errors: `unknown-name`. */
export function findReporter(name: string): Reporter {
  const reporter = Object.hasOwn(reporters, name) ? reporters[name] : undefined;
  if (reporter === undefined) throw unknownName('report format', name, Object.keys(reporters));
  return reporter;
}
