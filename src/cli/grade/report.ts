/** `offswitch grade report`: what a grades store holds, in any form; the decisions are worked out again. */

import { type GradeReport, gradeReport as reportOf } from '../../grading/report/data.ts';
import { type ReportFormat, renderers } from '../../grading/report/render.ts';
import { readGradeStore } from '../../grading/store/store.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { type CostOptions, pricesFor } from '../spending.ts';
import { printDocument, terminalWidth } from '../terminal.ts';

interface ReportFlags extends Pick<CostOptions, 'prices' | 'config'> {
  readonly format?: string;
  readonly json?: boolean;
}

export async function gradeReport(path: string, flags: ReportFlags): Promise<void> {
  await printReport(path, flags);
}

/** Errors: `unknown-name`, `bad-flag`, those of the store. */
export async function printReport(path: string, flags: ReportFlags): Promise<void> {
  const format = formatOf(flags);
  const report = reportOf(readGradeStore(path, {}), await pricesFor(flags));
  printDocument(renderers[format](report, terminalWidth()));
  if (!isPlain(report)) process.exitCode = exitCodes.negative;
}

function formatOf({ format, json }: ReportFlags): ReportFormat {
  if (json && format !== undefined && format !== 'json')
    throw new OffswitchError(
      'bad-flag',
      `--json and --format ${format} ask for different reports`,
      'Give one of them.',
    );
  const name = json ? 'json' : (format ?? 'table');
  const found = formats.find((one) => one === name);
  if (found === undefined) throw unknownName('format', name, formats);
  return found;
}

const formats = Object.keys(renderers) as readonly ReportFormat[];

/** Every subject is decided, nothing was found, and nothing differs. */
function isPlain({ state, subjects, findings, recomputed, commitments }: GradeReport): boolean {
  return (
    state === 'finished' &&
    recomputed === 'same' &&
    commitments.verdict === 'opens' &&
    subjects.every(({ outcome }) => outcome !== 'undecided') &&
    findings.every(({ verdict }) => verdict !== 'alarm')
  );
}
