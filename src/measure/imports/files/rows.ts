/**
 * Rows of a published data set whose `transcript_json` holds a transcript as text: one row, a list of them, columns,
 * or the pages that a data set viewer serves (`rows`, each with its `row`).
 */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { isExported } from '../../trial/exported.ts';
import { isReleased } from '../released-shape.ts';
import { demandNumbers, parseRecording } from './parsed.ts';
import { type Found, notARecording } from './recording.ts';

const COLUMN = 'transcript_json';
const rowShape = z.looseObject({ [COLUMN]: z.unknown() });
/** Entries are looked at one by one: a bad one leaves the others. */
const viewerShape = z.looseObject({ rows: z.array(z.unknown()) });
const entryShape = z.looseObject({
  row: z.record(z.string(), z.unknown()),
  row_idx: z.int().nullish(),
  truncated_cells: z.array(z.string()).nullish(),
});

/**
 * The recordings in a parsed document: its rows, or itself. What is no row among rows is left for whoever scores it.
 * Errors: `bad-transcript` for a table without rows.
 */
export function rowsIn(document: unknown, place: string): readonly Found[] {
  return partsOf(document, place).map(withNumbers);
}

function withNumbers(found: Found): Found {
  if (found instanceof OffswitchError) return found;
  try {
    demandNumbers(found.document, found.place);
    return found;
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}

function partsOf(document: unknown, place: string): readonly Found[] {
  const viewed = viewedRows(document);
  if (viewed?.length === 0) throw notARecording(place, 'a page of a data set viewer without rows', NO_ROWS);
  if (viewed !== undefined) return viewed.map((entry, at) => viewedRow(entry, at, place));
  if (Array.isArray(document) && document.some(isRecording))
    return document.map((row, at) => inList(row, `${place}, row ${at}`));
  if (isRow(document)) return inColumns(document, place);
  return [{ place, document, losses: [] }];
}

const NO_ROWS = 'Export rows of the data set, and give those.';

/** Whether a document is a recording, or one or several rows. */
export function holdsRows(document: unknown): boolean {
  if (viewedRows(document) !== undefined) return true;
  return isRecording(document) || (Array.isArray(document) && document.some(isRecording));
}

function viewedRows(document: unknown): readonly unknown[] | undefined {
  const { data } = viewerShape.safeParse(document);
  if (data === undefined) return undefined;
  const isPage = data.rows.length === 0 || data.rows.some((entry) => entryShape.safeParse(entry).success);
  return isPage ? data.rows : undefined;
}

function viewedRow(entry: unknown, at: number, place: string): Found {
  const { data } = entryShape.safeParse(entry);
  if (data === undefined) return notARecording(`${place}, row ${at}`, 'no row of a data set viewer', NO_ROWS);
  const where = `${place}, row ${data.row_idx ?? at}`;
  return data.truncated_cells?.includes(COLUMN) === true ? cutCell(where) : cellIn(data.row, where);
}

function inList(row: unknown, place: string): Found {
  return isRow(row) ? cellIn(row, place) : { place, document: row, losses: [] };
}

function isRecording(document: unknown): boolean {
  return isRow(document) || isExported(document);
}

type Row = Readonly<Record<string, unknown>>;

/** A row is a recording by itself where the data set keeps it as an object. */
function isRow(document: unknown): document is Row {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false;
  return COLUMN in document || isReleased(document);
}

function inColumns(row: Row, place: string): readonly Found[] {
  const parsed = rowShape.safeParse(row);
  const cell = parsed.success ? parsed.data[COLUMN] : undefined;
  // A table kept by columns: `{"transcript_json": ["...", "..."]}` or by row numbers.
  const cells = Array.isArray(cell) ? cell : isNumbered(cell) ? Object.values(cell) : undefined;
  if (cells === undefined) return [cellIn(row, place)];
  if (cells.length === 0) throw notARecording(place, 'a table without rows', NO_ROWS);
  return cells.map((one, at) => cellIn({ [COLUMN]: one }, `${place}, row ${at}`));
}

function isNumbered(cell: unknown): cell is Row {
  if (typeof cell !== 'object' || cell === null) return false;
  const keys = Object.keys(cell);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
}

function cellIn(row: Row, place: string): Found {
  if (!(COLUMN in row)) return { place, document: row, losses: [] };
  const cell = row[COLUMN];
  if (typeof cell === 'object' && cell !== null) return { place, document: cell, losses: [] };
  if (typeof cell !== 'string' || cell.trim() === '') return noTranscript(place, cell);
  try {
    return { place, document: parseRecording(cell, `${place}, ${COLUMN}`), losses: [] };
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}

function cutCell(place: string): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `${place}: the viewer cut its ${COLUMN} off`,
    'Fetch the row by itself, or take the JSON or JSONL files of the data set.',
    { place },
  );
}

function noTranscript(place: string, cell: unknown): OffswitchError {
  const found = cell === null || cell === undefined ? 'nothing' : typeof cell;
  return new OffswitchError(
    'bad-transcript',
    `${place}: its ${COLUMN} holds no transcript but ${cell === '' ? 'an empty text' : found}`,
    'Leave the row out.',
    { place },
  );
}
