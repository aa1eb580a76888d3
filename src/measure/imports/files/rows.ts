/**
 * Rows of a published data set whose `transcript_json` holds a transcript as text: one row, a list of them, columns,
 * or the pages that a data set viewer serves (`rows`, each with its `row`).
 */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { parseJson } from '../../../kit/json.ts';
import type { Found } from './recording.ts';

const COLUMN = 'transcript_json';
const rowShape = z.looseObject({ [COLUMN]: z.unknown() });
const viewerShape = z.looseObject({
  rows: z.array(
    z.looseObject({
      row: z.record(z.string(), z.unknown()),
      row_idx: z.int().nullish(),
      truncated_cells: z.array(z.string()).nullish(),
    }),
  ),
});

/** The recordings in a parsed document: its rows, or itself. */
export function rowsIn(document: unknown, place: string): readonly Found[] {
  const viewer = viewerShape.safeParse(document);
  if (viewer.success)
    return viewer.data.rows.map(({ row, row_idx: index, truncated_cells: cut }, at) => {
      const where = `${place}, row ${index ?? at}`;
      return cut?.includes(COLUMN) === true ? cutCell(where) : cellIn(row, where);
    });
  if (Array.isArray(document) && document.length > 0 && document.every(isRow))
    return document.map((row, at) => cellIn(row, `${place}, row ${at}`));
  if (isRow(document)) return inColumns(document, place);
  return [{ place, document, losses: [] }];
}

/** A row is a recording by itself where the data set keeps it as an object. */
function isRow(document: unknown): document is Readonly<Record<string, unknown>> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false;
  return COLUMN in document || 'conversation' in document || 'full_conversation' in document;
}

function inColumns(row: Readonly<Record<string, unknown>>, place: string): readonly Found[] {
  const parsed = rowShape.safeParse(row);
  const cell = parsed.success ? parsed.data[COLUMN] : undefined;
  // A table kept by columns: `{"transcript_json": ["...", "..."]}` or by row numbers.
  const cells = Array.isArray(cell) ? cell : isNumbered(cell) ? Object.values(cell) : undefined;
  if (cells === undefined) return [cellIn(row, place)];
  return cells.map((one, at) => cellIn({ [COLUMN]: one }, `${place}, row ${at}`));
}

function isNumbered(cell: unknown): cell is Readonly<Record<string, unknown>> {
  if (typeof cell !== 'object' || cell === null) return false;
  const keys = Object.keys(cell);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
}

function cellIn(row: Readonly<Record<string, unknown>>, place: string): Found {
  if (!(COLUMN in row)) return { place, document: row, losses: [] };
  const cell = row[COLUMN];
  if (typeof cell === 'object' && cell !== null) return { place, document: cell, losses: [] };
  if (typeof cell !== 'string' || cell.trim() === '') return noTranscript(place, cell);
  try {
    return { place, document: parseJson(cell, `${place}, ${COLUMN}`), losses: [] };
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
