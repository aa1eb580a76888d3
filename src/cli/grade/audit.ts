/** `offswitch grade audit`: what is wrong with grades that exist, and what they cannot tell. */
import { audit } from '../../grading/audit/audit.ts';
import { auditDocument, auditMarkdown, auditText } from '../../grading/audit/render.ts';
import { parseColumnMap } from '../../grading/imports/columns.ts';
import { readGrades } from '../../grading/imports/read-grades.ts';
import { parseScale } from '../../grading/imports/scale.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { print, printDocument, printJson } from '../terminal.ts';

interface AuditFlags {
  readonly bar?: string;
  readonly scale?: string;
  readonly column?: readonly string[];
  readonly judge?: readonly string[];
  readonly failOn?: string;
  readonly format?: 'table' | 'markdown' | 'json';
  readonly json?: boolean;
}

/** Probability of any alarm at all while every judge is honest. */
const FALSE_ALARM = 0.01;

export async function gradeAudit(paths: readonly string[], options: AuditFlags): Promise<void> {
  const format = formatOf(options);
  if (options.failOn !== undefined && options.failOn !== 'alarm')
    throw unknownName('reason to fail', options.failOn, ['alarm']);
  const read = await readGrades(paths, {
    columns: parseColumnMap(options.column ?? []),
    ...(options.scale === undefined ? {} : { scale: parseScale(options.scale) }),
    ...(options.judge === undefined ? {} : { judges: options.judge }),
  });
  const bar = options.bar === undefined ? read.bar : barIn(options.bar, read.scale);
  const result = audit(read.grades, { scale: read.scale, bar, bars: read.bars, falseAlarm: FALSE_ALARM });
  if (format === 'json') printJson(auditDocument(result, read));
  else if (format === 'markdown') printDocument(auditMarkdown(result, read));
  else print(auditText(result, read));
  if (options.failOn === 'alarm' && result.findings.some(({ verdict }) => verdict === 'alarm'))
    process.exitCode = exitCodes.negative;
}

/** Errors: `bad-flag` where two flags ask for different forms. */
function formatOf({ format, json }: AuditFlags): NonNullable<AuditFlags['format']> {
  if (!json) return format ?? 'table';
  if (format === undefined || format === 'json') return 'json';
  throw new OffswitchError(
    'bad-flag',
    `--json and --format ${format} ask for different forms`,
    'Give one of them.',
  );
}

/** Errors: `bad-flag` for a mark that is none of the scale. */
function barIn(
  text: string,
  { lowest, highest }: { readonly lowest: number; readonly highest: number },
): number {
  const bar = Number(text);
  if (text.trim() !== '' && bar > lowest && bar <= highest) return bar;
  throw new OffswitchError(
    'bad-flag',
    `--bar ${text.slice(0, 40)} is no mark above the lowest of the scale ${lowest}..${highest}`,
    'Name the lowest mark that passes.',
  );
}
