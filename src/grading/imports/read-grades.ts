/**
 * Grades that exist, from whatever program wrote them: rows of JSON or CSV, Inspect's logs, promptfoo's results, and
 * stores of our own. What they are read into is the same, and what they cannot tell is said.
 */
import { extname } from 'node:path';
import type { OffswitchError } from '../../kit/errors.ts';
import { parseJson } from '../../kit/json.ts';
import { unknownName } from '../../kit/names.ts';
import { nameOfBytes, nameOfDocument, nameOfText } from '../../measure/imports/files/file-kinds.ts';
import { isJson } from '../../measure/imports/files/parsed.ts';
import { recordingsIn } from '../../measure/imports/files/recordings.ts';
import { samplesInLog } from '../../measure/imports/inspect/log.ts';
import { isInspectZip } from '../../measure/imports/inspect/zip.ts';
import { APPLICATION_ID } from '../../measure/store/sqlite/schema.ts';
import type { Grade, Scale } from '../grade.ts';
import { GRADES_APPLICATION_ID } from '../store/journal.ts';
import type { Layout } from './columns.ts';
import { gradesInGradeStore } from './grade-store.ts';
import { badGrades, type GradesFile, type Placed } from './imported.ts';
import { gradesInLog } from './inspect.ts';
import { gradesInResults, isResult, resultsIn } from './promptfoo.ts';
import { scaleOf } from './scale.ts';
import { linesOf, openSource, type Source, wholeText } from './source.ts';
import { gradesInStudy } from './study-store.ts';
import { gradesInLines, gradesInList, gradesInTable } from './tables.ts';

export interface ReadOptions {
  /** Step 0: to be read off the marks. */
  readonly scale?: Scale;
  readonly columns?: Layout;
  /** Only grades by these judges. */
  readonly judges?: readonly string[];
}

export interface ImportedGrades {
  readonly grades: readonly Grade[];
  readonly scale: Scale;
  /** The pass mark that the files name for all grades. */
  readonly bar: number | null;
  /** By item, where grades have pass marks of their own. */
  readonly bars: ReadonlyMap<string, number>;
  readonly files: readonly { readonly path: string; readonly format: string; readonly grades: number }[];
  readonly simulated: readonly string[];
  /** Sentences: what these grades cannot tell. */
  readonly limits: readonly string[];
}

/**
 * All grades of some files, as one list.
 * Errors: `bad-grades` (file, line and remedy), `bad-json`, `too-large`, `file-unreadable`, `unknown-name` for a judge
 * of whom there is no grade, and those of stores.
 *
 * @example const { grades, scale } = await readGrades(['grades.jsonl'], { columns: { mark: 'score' } });
 */
export async function readGrades(
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<ImportedGrades> {
  const read: GradesFile[] = [];
  for (const path of paths) read.push(await fileOfGrades(path, options.columns ?? {}));
  const files = ofJudges(read, options.judges);
  const { scale, limits } = scaleOf(files, options.scale);
  const placed = distinctWorks(files.flatMap((file) => file.placed));
  demandOnce(placed);
  const bars = new Map(placed.flatMap(({ grade, bar }) => (bar === undefined ? [] : [[grade.item, bar]])));
  const distinct = new Set(placed.map((one) => one.bar));
  const [bar = null] = distinct;
  return {
    grades: placed.map(({ grade }) => grade),
    scale,
    bar: distinct.size === 1 ? bar : null,
    bars,
    files: files.map(({ path, format, placed: own }) => ({ path, format, grades: own.length })),
    simulated: [...new Set(files.flatMap(({ simulated }) => simulated))],
    limits: [...files.flatMap((file) => file.limits), ...limits],
  };
}

async function fileOfGrades(path: string, mapped: Layout): Promise<GradesFile> {
  const source = await openSource(path);
  const { head } = source;
  if (head.length === 0) throw badGrades(path, 'an empty file', 'Give a file with a row for every mark.');
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw badGrades(path, 'it is packed by gzip twice', 'Unpack it once.');
  const application = applicationOf(head);
  if (application === APPLICATION_ID) return gradesInStudy(path);
  if (application === GRADES_APPLICATION_ID) return gradesInGradeStore(path);
  if (isInspectZip(head)) return gradesInLog(path, await recordingsIn(path));
  const named = nameOfBytes(source.isWhole ? head : wholeCharacters(head));
  if (named !== undefined) throw notGrades(path, named.what, named.remedy);
  const text = wholeCharacters(head)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (text.trim() === '' && source.isWhole)
    throw badGrades(path, 'a file of blanks', 'Give a file with a row for every mark.');
  return gradesInText(source, text, mapped);
}

/** Where SQLite keeps the mark of the program whose file it is. */
const APPLICATION_AT = 68;

function applicationOf(head: Buffer): number | null {
  const isDatabase = head.toString('latin1', 0, 15) === 'SQLite format 3' && head.length > APPLICATION_AT + 3;
  return isDatabase ? head.readUInt32BE(APPLICATION_AT) : null;
}

/** A head may end within a character. */
function wholeCharacters(head: Buffer): Buffer {
  let end = head.length;
  while (end > 0 && end > head.length - 4 && ((head[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  const lead = head[end - 1] ?? 0;
  return lead >= 0xc0 ? head.subarray(0, end - 1) : head;
}

async function gradesInText(source: Source, text: string, mapped: Layout): Promise<GradesFile> {
  const { path } = source;
  if (!/^\s*[[{"]/.test(text) || (/^\s*"/.test(text) && !isJsonLine(text))) {
    if (extname(path).toLowerCase() !== '.csv' && !/[,;\t]/.test(text.split(/\r?\n/, 1)[0] ?? ''))
      throw notGrades(path, nameOfText(text));
    return gradesInTable(source, mapped);
  }
  const first = text.trimStart().split(/\r?\n/, 1)[0] ?? '';
  const isLines = /^\s*\{/.test(first) && (isJson(first) || /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(path));
  if (!isLines) return gradesInDocument(source, mapped);
  if (isJson(first)) {
    const row: unknown = JSON.parse(first);
    if (isResult(row)) return gradesInResults(path, resultLines(source));
    // A whole log or result may stand on one line.
    if (samplesInLog(row) !== undefined || resultsIn(row) !== undefined)
      return gradesInDocument(source, mapped);
  }
  return gradesInLines(source, mapped);
}

function isJsonLine(text: string): boolean {
  return isJson(text.trimStart().split(/\r?\n/, 1)[0] ?? '');
}

async function* resultLines(source: Source): AsyncGenerator<{ value: unknown; place: string }> {
  for await (const { text, place } of linesOf(source)) yield { value: parseJson(text, place), place };
}

/** Documents are read as a whole, so that they have a limit. */
async function gradesInDocument(source: Source, mapped: Layout): Promise<GradesFile> {
  const { path } = source;
  const text = await wholeText(source);
  if (/"samples"\s*:/.test(text) && /"eval"\s*:/.test(text))
    return gradesInLog(path, await recordingsIn(path));
  const document = parseJson(text, path);
  const results = resultsIn(document);
  if (results !== undefined)
    return gradesInResults(
      path,
      results.map((value, at) => ({ value, place: `${path}, result ${at + 1}` })),
    );
  if (Array.isArray(document) && document.length > 0) return gradesInList(path, document, mapped);
  const { what, remedy } = nameOfDocument(document);
  throw notGrades(path, what, remedy);
}

function notGrades(path: string, what: string, remedy?: string): OffswitchError {
  return badGrades(
    path,
    `${what}; no grades are read from it`,
    remedy ?? 'Give rows of JSON or CSV, a log of Inspect, a result of promptfoo as JSON, or a store.',
  );
}

/** Errors: `unknown-name`. */
function ofJudges(
  files: readonly GradesFile[],
  judges: readonly string[] | undefined,
): readonly GradesFile[] {
  if (judges === undefined) return files;
  const known = new Set(files.flatMap(({ placed }) => placed.map(({ grade }) => grade.judge)));
  for (const judge of judges)
    if (!known.has(judge)) throw unknownName('judge', judge, [...known].slice(0, 30));
  const wanted = new Set(judges);
  return files.map((file) => ({
    ...file,
    placed: file.placed.filter(({ grade }) => wanted.has(grade.judge)),
  }));
}

/** One task done by several, or done twice, is several works, and so several items. */
function distinctWorks(placed: readonly Placed[]): readonly Placed[] {
  const works = new Map<string, Map<string | null, Set<string>>>();
  for (const { grade } of placed) {
    const bySubject = works.get(grade.item) ?? new Map<string | null, Set<string>>();
    const ofSubject = bySubject.get(grade.subject) ?? new Set();
    if (grade.work !== null) ofSubject.add(grade.work);
    works.set(grade.item, bySubject.set(grade.subject, ofSubject));
  }
  const nameOf = ({ item, subject, work }: Pick<Grade, 'item' | 'subject' | 'work'>) => {
    const bySubject = works.get(item);
    const own = [...(bySubject?.get(subject) ?? [])];
    const by = bySubject !== undefined && bySubject.size > 1 ? ` by ${subject ?? 'nobody named'}` : '';
    const place = work === null ? -1 : own.indexOf(work);
    return `${item}${by}${own.length > 1 && place >= 0 ? `, work ${place + 1}` : ''}`;
  };
  return placed.map((one) => {
    const { item, twin, work, subject } = one.grade;
    const [name, twins] = [nameOf(one.grade), twin === null ? undefined : works.get(twin)];
    // Of several works of the twin's task the same one, else that of somebody else.
    const other = [...(twins?.keys() ?? [])].find((each) => each !== subject) ?? subject;
    const of = twin === null ? null : nameOf({ item: twin, subject: other, work });
    return name === item && of === twin ? one : { ...one, grade: { ...one.grade, item: name, twin: of } };
  });
}

/** Errors: `bad-grades` for the same item by the same judge in the same presentation. */
function demandOnce(placed: readonly Placed[]): void {
  const seen = new Map<string, string>();
  for (const { grade, place } of placed) {
    const { item, judge, order, position, at, twin, control, cues } = grade;
    const key = JSON.stringify([item, judge, order, position, at, twin, control, cues]);
    const before = seen.get(key);
    if (before !== undefined)
      throw badGrades(
        place,
        `item ${JSON.stringify(item).slice(0, 60)} stands twice for ${JSON.stringify(judge).slice(0, 60)} in the same presentation; first in ${before}`,
        'Remove one; where the judge was asked twice, say so by position, at or order.',
      );
    seen.set(key, place);
  }
}
