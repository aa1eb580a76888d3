/** Files with a JSON document in every line: rows and recordings, or the events of one run. */
import { OffswitchError } from '../../../kit/errors.ts';
import { isEventLine } from '../events/event-lines.ts';
import { nameOfDocument } from './file-kinds.ts';
import { demandNumbers, isJson, parseRecording } from './parsed.ts';
import { type Found, notARecording, type Recordings } from './recording.ts';
import { holdsRows, rowsIn } from './rows.ts';

/** What a file holds has to show in so many of its lines. */
const LOOKED_AT = 1000;
/** Of the lines of an event file that cannot be read; the others are counted. */
const LISTED = 20;

interface Line {
  readonly text: string;
  readonly place: string;
}

/** Whether the first of several lines is a document by itself. */
export function isInLines(text: string): boolean {
  const [first, second] = linesOf(text, '').take(2);
  return first !== undefined && second !== undefined && /^\s*[[{]/.test(first.text) && isJson(first.text);
}

/** One by one, for there may be millions. Errors: `bad-transcript` where the first lines hold none. */
export function recordingsInLines(text: string, place: string): Recordings {
  const head = linesOf(text, place).take(LOOKED_AT).map(parsed).toArray();
  const sound = head.flatMap((one) => (one instanceof OffswitchError ? [] : [one.value]));
  if (sound.some(isEventLine)) return { total: 1, found: [eventFile(text, place)] };
  if (sound.some(holdsRows)) return { total: countLines(text), found: linesOf(text, place).flatMap(rowsOf) };
  const { what, remedy } = nameOfDocument(sound[0]);
  throw notARecording(place, `a file of JSON lines without a recording; the first line is ${what}`, remedy);
}

function* linesOf(text: string, place: string): Generator<Line> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    number += 1;
    if (line.trim() !== '') yield { text: line, place: `${place}:${number}` };
    start = end === -1 ? text.length : end + 1;
  }
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < text.length - 1; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}

function parsed({ text, place }: Line): { readonly value: unknown } | OffswitchError {
  return attempt(() => ({ value: demandNumbers(parseRecording(text, place), place) }));
}

function rowsOf(line: Line): readonly Found[] {
  const rows = attempt(() => rowsIn(parseRecording(line.text, line.place), line.place));
  return rows instanceof OffswitchError ? [rows] : rows;
}

/** All lines together are one recording; those that cannot be read are losses. */
function eventFile(text: string, place: string): Found {
  const document: unknown[] = [];
  const broken: string[] = [];
  let more = 0;
  for (const line of linesOf(text, place)) {
    // Errors are dear, and there may be millions.
    const one =
      broken.length < LISTED || /^\s*(?:\{.*\}|\[.*\])\s*$/.test(line.text) ? parsed(line) : undefined;
    if (one === undefined) more += 1;
    else if (!(one instanceof OffswitchError)) document.push(one.value);
    else if (broken.length < LISTED) broken.push(one.message);
    else more += 1;
  }
  const losses = broken.map((message) => `a line of the event file is cut off or broken: ${message}`);
  if (more > 0) losses.push(`${more} more lines of the event file are cut off or broken`);
  return { place, document, losses };
}

function attempt<T>(read: () => T): T | OffswitchError {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}
