/** The columns that a row of grades may have: their names, what may stand in them, and the grade that they make. */
import { OffswitchError } from '../../kit/errors.ts';
import { hashText } from '../../kit/hash.ts';
import { nearestName } from '../../kit/names.ts';
import { printable } from '../../kit/text.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import { type Cue, controlKinds, cues, type Grade, unmarkedReasons, workDigest } from '../grade.ts';
import { badGrades, type Placed, quoted, type Range, unknownGrade } from './imported.ts';

/** Each with the other names that are understood. `docs/graders.md` lists them. */
export const columns = {
  item: ['id', 'item_id', 'itemId', 'sample_id'],
  mark: ['score', 'grade', 'rating'],
  judge: ['grader', 'judge_id', 'rater', 'evaluator'],
  judge_family: ['judgeFamily', 'grader_family'],
  subject: ['author', 'subject_id'],
  subject_family: ['subjectFamily', 'author_family'],
  rationale: ['reason', 'explanation', 'comment', 'justification'],
  unmarked: [],
  position: [],
  order: [],
  at: ['time', 'timestamp', 'graded_at'],
  control: [],
  truth: ['checked', 'expected_mark'],
  twin: ['twin_of'],
  cues: ['cue'],
  work: ['output', 'response'],
  task: ['question', 'input'],
  criterion: ['rubric', 'metric', 'dimension'],
  scale: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Column = keyof typeof columns;
const columnNames = Object.keys(columns).filter((name): name is Column => Object.hasOwn(columns, name));

/** Where the file has each column; a column that is missing is not in it. */
export type Layout = Partial<Readonly<Record<Column, string>>>;

/** What the command line says: `mark=score` reads the column `score` as the mark. */
export function parseColumnMap(pairs: readonly string[]): Layout {
  const map: Partial<Record<Column, string>> = {};
  for (const pair of pairs) {
    const [, name = '', own = ''] = /^([^=]*)=(.+)$/s.exec(pair) ?? [];
    const column = columnNames.find((one) => one === name.trim());
    if (own === '' || column === undefined) throw badMapping(pair, name.trim());
    if (map[column] !== undefined)
      throw new OffswitchError('bad-flag', `--column names ${column} twice`, 'Keep one of the two.');
    map[column] = own;
  }
  return map;
}

function badMapping(pair: string, name: string): OffswitchError {
  const nearest = nearestName(name, columnNames);
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}=..."? `;
  return new OffswitchError(
    'bad-flag',
    `--column ${printable(pair, 60)} names no column of ours`,
    `${hint}Write ours, "=" and that of the file, e.g. mark=score. Ours: ${columnNames.join(', ')}.`,
  );
}

/**
 * Which of the names that the file has stands for which column: as mapped, else by our own name, else by another that
 * is understood. Errors: `bad-grades` where a mapped name is not there, or neither item nor mark is.
 */
export function layoutOf(names: ReadonlySet<string>, mapped: Layout, place: string): Layout {
  const taken = new Set(Object.values(mapped));
  const layout: Partial<Record<Column, string>> = {};
  for (const column of columnNames) {
    const asked = mapped[column];
    if (asked !== undefined && !names.has(asked)) throw missing(asked, names, place);
    const found = asked ?? [column, ...columns[column]].find((name) => names.has(name) && !taken.has(name));
    if (found !== undefined) layout[column] = found;
  }
  for (const needed of ['item', 'mark'] as const)
    if (layout[needed] === undefined) throw missing(needed, names, place);
  return layout;
}

function missing(name: string, names: ReadonlySet<string>, place: string): OffswitchError {
  const there = [...names].slice(0, 12).map((one) => printable(one, 30));
  const list = there.length === 0 ? 'none' : `${there.join(', ')}${names.size > there.length ? ' ...' : ''}`;
  const mapping = Object.hasOwn(columns, name) ? `map one with --column ${name}=NAME` : 'correct --column';
  return badGrades(
    place,
    `there is no column "${printable(name, 40)}"; there are: ${list}`,
    `Every row needs an item and a mark; name the column so, or ${mapping}.`,
  );
}

/** A row by the names of the file. */
export type Row = Readonly<Record<string, unknown>>;

export interface RowReading extends Placed {
  readonly range: Range | null;
}

/** The judge of rows that name none. */
export const UNNAMED_JUDGE = 'judge';

/** Errors: `bad-grades`, with the place, the column and what to do. */
export function gradeOfRow(row: Row, layout: Layout, place: string): RowReading {
  const cell = (column: Column): unknown => {
    const name = layout[column];
    const value = name === undefined || !Object.hasOwn(row, name) ? undefined : row[name];
    return value === '' || value === null ? undefined : value;
  };
  const text = (column: Column) => textOf(cell(column), column, place);
  const item = text('item');
  if (item === null || item.trim() === '')
    throw badGrades(
      place,
      'the row has no item',
      'Give every item an id; grades without one cannot be told apart.',
    );
  const mark = markOf(cell('mark'), 'mark', place);
  const given = oneOf(cell('unmarked'), unmarkedReasons, 'unmarked', place);
  if (mark !== null && given !== null)
    throw badGrades(place, `both a mark (${mark}) and unmarked (${given})`, 'Keep one of the two.');
  const judge = text('judge') ?? UNNAMED_JUDGE;
  const subject = text('subject');
  const work = text('work');
  const criterion = text('criterion');
  const grade: Grade = {
    ...unknownGrade,
    // By another criterion it is judged anew.
    item: criterion === null ? item : `${item}, ${criterion}`,
    judge,
    judgeFamily: text('judge_family')?.toLowerCase() ?? familyOf(judge) ?? null,
    subject,
    subjectFamily:
      text('subject_family')?.toLowerCase() ?? (subject === null ? null : (familyOf(subject) ?? null)),
    mark,
    unmarked: mark === null ? (given ?? 'malformed') : null,
    rationale: text('rationale'),
    position: positionOf(cell('position'), place),
    order: orderOf(cell('order'), place),
    at: timeOf(cell('at'), place),
    control: oneOf(cell('control'), controlKinds, 'control', place),
    truth: markOf(cell('truth'), 'truth', place),
    twin: text('twin'),
    cues: cuesOf(cell('cues'), place),
    task: text('task') === null ? item : hashText(text('task') ?? ''),
    work:
      work === null
        ? null
        : workDigest(criterion === null ? text('task') : JSON.stringify([text('task'), criterion]), work),
  };
  return { place, grade, range: rangeOf(cell('scale'), place) };
}

/** The members of a row that say something of the presentation: for logs whose samples carry them as metadata. */
export function presentationOf(row: Row, place: string): Partial<Grade> {
  const value = (name: string) => (Object.hasOwn(row, name) ? row[name] : undefined);
  const twin = value('twin');
  return {
    ...(isOneOf(value('control'), controlKinds) ? { control: value('control') as Grade['control'] } : {}),
    ...(typeof twin === 'string' || typeof twin === 'number' ? { twin: String(twin) } : {}),
    ...(value('order') === 'forward' || value('order') === 'backward'
      ? { order: orderOf(value('order'), place) }
      : {}),
    ...(Array.isArray(value('cues')) ? { cues: cuesOf(value('cues'), place) } : {}),
  };
}

function isOneOf(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'string' && names.includes(value);
}

function textOf(value: unknown, column: Column, place: string): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // A work or a task may be a list of messages.
  if (column === 'work' || column === 'task') return JSON.stringify(value);
  throw badGrades(place, `${column} is ${kindOf(value)}`, `Write ${column} as text.`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Numbers, and the words that Inspect and many others write for all and nothing. Null where there is none. */
function markOf(value: unknown, column: Column, place: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && NUMBER.test(value) && Number.isFinite(Number(value))) return Number(value);
  throw badGrades(place, `${column} is ${noMark(value)}`, remedyFor(value));
}

function noMark(value: unknown): string {
  if (typeof value === 'object') return kindOf(value);
  if (typeof value === 'string' && /^\s*[=@]/.test(value)) return `a formula, ${quoted(value)}`;
  return `${quoted(value)}, which is no number`;
}

function remedyFor(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^[=@]/.test(text)) return 'Export the values of the sheet, not its formulas.';
  if (/^[+-]?\d+,\d+$/.test(text)) return 'Write decimals with a point.';
  if (/^(?:nan|n\/a|na|none|null|-|inf(?:inity)?)$/i.test(text))
    return 'Leave it empty where there is no mark; "unmarked" may say why (refused, malformed, filtered, error).';
  return 'Write a number, or leave it empty where there is none.';
}

function oneOf<T extends string>(
  value: unknown,
  names: readonly T[],
  column: Column,
  place: string,
): T | null {
  if (value === undefined) return null;
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw badGrades(place, `${column} is ${quoted(value)}`, `It may be ${names.join(', ')}, or empty.`);
}

function positionOf(value: unknown, place: string): number | null {
  const position = markOf(value, 'position', place);
  if (position === null || (Number.isSafeInteger(position) && position >= 0)) return position;
  throw badGrades(place, `position is ${position}`, 'Count the places in the stream of a judge from 0.');
}

function orderOf(value: unknown, place: string): Grade['order'] {
  return oneOf(value, ['forward', 'backward'] as const, 'order', place);
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::?(\d\d(?:\.\d+)?))?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** As ISO 8601 in UTC; a time without an offset is taken for UTC. */
function timeOf(value: unknown, place: string): string | null {
  if (value === undefined) return null;
  const [, day, minutes = '00:00', seconds = '00', offset = 'Z'] = TIME.exec(String(value).trim()) ?? [];
  const zone = offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = new Date(`${day}T${minutes}:${seconds.slice(0, 6)}${zone}`);
  if (day !== undefined && !Number.isNaN(time.getTime())) return time.toISOString();
  throw badGrades(place, `at is ${quoted(value)}`, 'Write times as ISO 8601, e.g. 2026-03-01T10:00:00Z.');
}

/** A list, or words with commas or blanks between them. */
function cuesOf(value: unknown, place: string): readonly Cue[] {
  if (value === undefined) return [];
  const words: readonly unknown[] = Array.isArray(value) ? value : String(value).split(/[\s,;]+/);
  return words.filter((word) => word !== '').map((word) => oneOf(word, cues, 'cues', place) ?? 'stranger');
}

const RANGE = /^\s*([+-]?[\d.]+)\s*(?:\.\.|-|to|–)\s*([+-]?[\d.]+)\s*$/;

function rangeOf(value: unknown, place: string): Range | null {
  if (value === undefined) return null;
  const [, low = '', high = ''] = RANGE.exec(String(value)) ?? [];
  const [lowest, highest] = [Number(low), Number(high)];
  if (low !== '' && high !== '' && lowest < highest) return { lowest, highest };
  throw badGrades(place, `scale is ${quoted(value)}`, 'Write it as LOWEST..HIGHEST, e.g. 0..10.');
}
