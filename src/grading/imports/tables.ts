/** Rows of grades, one a line: JSON lines, and tables whose values stand between commas, semicolons or tabs. */
import { type CsvError, type InfoRecord, type Parser, parse } from 'csv-parse';
import { isRecord } from '../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { demandNumbers, parseRecording } from '../../measure/imports/files/parsed.ts';
import { gradeOfRow, type Layout, layoutOf, type Row, type RowReading, UNNAMED_JUDGE } from './columns.ts';
import { badGrades, counted, type GradesFile, type Placed, quoted, type Range } from './imported.ts';
import { type Line, linesOf, MAX_LINE_BYTES, type Source, tooLarge } from './source.ts';

/** More of them are beyond what is kept in memory. */
const MAX_GRADES = 5_000_000;

/** Errors: `bad-grades`, `too-large`, `bad-json`. */
export async function gradesInLines(source: Source, mapped: Layout): Promise<GradesFile> {
  return gradesOfRows(source.path, 'JSON lines', rowsInLines(source), mapped);
}

/** Errors: `bad-grades`, `too-large`. */
export async function gradesInTable(source: Source, mapped: Layout): Promise<GradesFile> {
  return gradesOfRows(source.path, 'CSV', rowsInTable(source), mapped);
}

/** A list of rows in one JSON document. */
export async function gradesInList(
  path: string,
  list: readonly unknown[],
  mapped: Layout,
): Promise<GradesFile> {
  const rows = list.map((value, at) => ({
    row: rowOf(value, `${path}, row ${at + 1}`),
    place: `${path}, row ${at + 1}`,
  }));
  return gradesOfRows(path, 'JSON', rows, mapped);
}

interface PlacedRow {
  readonly row: Row;
  readonly place: string;
}

async function gradesOfRows(
  path: string,
  format: string,
  rows: AsyncIterable<PlacedRow> | Iterable<PlacedRow>,
  mapped: Layout,
): Promise<GradesFile> {
  const placed: Placed[] = [];
  const layouts = new Map<string, Layout>();
  let range: Range | null = null;
  let unnamed = 0;
  for await (const { row, place } of rows) {
    const reading = gradeOfRow(row, layoutFor(row, mapped, layouts, place), place);
    range = sameRange(range, reading);
    if (reading.grade.judge === UNNAMED_JUDGE) unnamed += 1;
    placed.push({ place: reading.place, grade: reading.grade });
    if (placed.length > MAX_GRADES) throw tooLarge(path, `holds more than ${MAX_GRADES} grades`);
  }
  if (placed.length === 0)
    throw badGrades(path, 'it holds no grade', 'Give a file with a row for every mark, see docs/graders.md.');
  const limits =
    unnamed === 0
      ? []
      : [`${path}: ${counted(unnamed, 'row')} of ${placed.length} name no judge; they are taken for one.`];
  return { path, format, placed, range, simulated: [], limits };
}

/** Rows of one file mostly have the same members. */
function layoutFor(row: Row, mapped: Layout, layouts: Map<string, Layout>, place: string): Layout {
  const names = Object.keys(row);
  const key = names.join('\0');
  const known = layouts.get(key);
  if (known !== undefined) return known;
  const layout = layoutOf(new Set(names), layouts.size === 0 ? mapped : within(mapped, names), place);
  if (layouts.size < 1000) layouts.set(key, layout);
  return layout;
}

/** Members that are empty may be left out of a row, also those that were mapped. */
function within(mapped: Layout, names: readonly string[]): Layout {
  return Object.fromEntries(Object.entries(mapped).filter(([, name]) => names.includes(name)));
}

function sameRange(before: Range | null, { range, place }: RowReading): Range | null {
  if (range === null || before === null) return range ?? before;
  if (range.lowest === before.lowest && range.highest === before.highest) return before;
  throw badGrades(
    place,
    `mixed scales: ${range.lowest}..${range.highest} here, ${before.lowest}..${before.highest} before`,
    'Audit grades of different scales apart.',
  );
}

async function* rowsInLines(source: Source): AsyncGenerator<PlacedRow> {
  for await (const line of linesOf(source))
    yield { row: rowOf(parsedLine(line), line.place), place: line.place };
}

function parsedLine({ text, place }: Line): unknown {
  return demandNumbers(parseRecording(text, place), place);
}

function rowOf(value: unknown, place: string): Row {
  if (isRecord(value)) return value;
  const what = Array.isArray(value) ? 'a list' : quoted(value);
  throw badGrades(place, `${what} stands where a row is expected`, 'Write one JSON object a grade.');
}

async function* rowsInTable(source: Source): AsyncGenerator<PlacedRow> {
  let header: readonly string[] | undefined;
  for await (const { record, line } of recordsOf(source)) {
    const place = `${source.path}:${line}`;
    if (header === undefined) header = headerOf(record, place);
    else yield { row: Object.fromEntries(header.map((name, at) => [name, record[at] ?? ''])), place };
  }
}

function headerOf(record: readonly string[], place: string): readonly string[] {
  const names = record.map((name) => name.trim());
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined)
    throw badGrades(place, `the column ${quoted(twice)} stands twice`, 'Rename one of the two.');
  return names;
}

interface Record {
  readonly record: readonly string[];
  /** On which it ends: values in quotes may hold line breaks. */
  readonly line: number;
}

async function* recordsOf(source: Source): AsyncGenerator<Record> {
  const parser = parse({
    bom: true,
    info: true,
    delimiter: delimiterIn(source.head),
    max_record_size: MAX_LINE_BYTES,
    skip_empty_lines: true,
  });
  const feeding = feed(source, parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: InfoRecord }>)
      yield { record, line: info.lines };
  } catch (thrown) {
    throw tableFault(thrown, source.path);
  } finally {
    parser.destroy();
    await feeding;
  }
}

/** Never rejects: what the source throws is thrown by the parser. */
async function feed(source: Source, parser: Parser): Promise<void> {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const part of source.bytes()) {
      if (parser.destroyed) return;
      const text = decoder.decode(part, { stream: true });
      if (!parser.write(text)) await drained(parser);
    }
    parser.end(decoder.decode());
  } catch (thrown) {
    const fault =
      thrown instanceof OffswitchError
        ? thrown
        : badGrades(source.path, 'not UTF-8 text', 'Save the file as UTF-8, e.g. "CSV UTF-8" in Excel.');
    parser.destroy(fault);
  }
}

function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['drain', 'close', 'error']) parser.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) parser.once(event, done);
  });
}

/** The one that stands most often in the first line, outside of quotes. */
function delimiterIn(head: Buffer): string {
  const [first = ''] = head.toString('utf8').split(/\r?\n/, 1);
  const bare = first.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function tableFault(thrown: unknown, path: string): unknown {
  if (!isCsvError(thrown)) return thrown;
  const place = `${path}:${typeof thrown.lines === 'number' ? thrown.lines : 1}`;
  if (thrown.code === 'CSV_MAX_RECORD_SIZE')
    return tooLarge(place, `is a row of more than ${MAX_LINE_BYTES} bytes`);
  const what = faults[thrown.code] ?? `no table of values: ${messageOf(thrown)}`;
  return badGrades(
    place,
    what,
    'Write one row a line, with values that hold a comma, quote or line break in quotes.',
  );
}

const faults: Readonly<Partial<globalThis.Record<string, string>>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'something stands behind a closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands within a value that does not begin with one',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'this row has another number of values than the first line',
};

function isCsvError(thrown: unknown): thrown is CsvError {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    typeof thrown.code === 'string' &&
    /CSV|QUOTE/.test(thrown.code)
  );
}
