/**
 * The recordings in a file: one document of any form that `score` reads, or the rows of a data set, plain or packed.
 * What is none of these is named for what it is.
 */
import { gunzipSync } from 'node:zlib';
import { OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { MAX_INPUT_BYTES, parseJson, readBytes, textIn } from '../../../kit/json.ts';
import { placeOfSample, samplesInLog } from '../inspect/log.ts';
import { isInspectZip, samplesInZip } from '../inspect/zip.ts';
import { isSettings, nameOfBytes, nameOfText } from './file-kinds.ts';
import { isInLines, recordingsInLines } from './json-lines.ts';
import { hasNaN, isJson, parseRecording, withoutNaN } from './parsed.ts';
import { type Found, notARecording, type Recordings } from './recording.ts';
import { rowsIn } from './rows.ts';

/** A gzip within a gzip is read; more of them are a bomb or a mistake. */
const MAX_LAYERS = 3;

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-transcript` (says what the file is). */
export async function recordingsIn(path: string): Promise<Recordings> {
  const bytes = unpacked(readBytes(path), path);
  const place = path;
  if (isInspectZip(bytes)) return listed(await samplesInZip(bytes, place));
  const named = nameOfBytes(bytes);
  if (named !== undefined) throw notARecording(place, named.what, named.remedy);
  return inText(textIn(bytes, place), place);
}

function unpacked(bytes: Buffer, place: string): Buffer {
  let inner = bytes;
  for (let layer = 0; inner[0] === 0x1f && inner[1] === 0x8b; layer += 1) {
    if (layer === MAX_LAYERS)
      throw notARecording(place, `packed by gzip more than ${MAX_LAYERS} times`, 'Unpack it.');
    inner = gunzipped(inner, place);
  }
  return inner;
}

function gunzipped(bytes: Buffer, place: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INPUT_BYTES });
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ERR_BUFFER_TOO_LARGE')
      throw new OffswitchError(
        'too-large',
        `${place} unpacks to more than ${MAX_INPUT_BYTES} bytes`,
        'Unpack the file and split it.',
        { file: place, limit: MAX_INPUT_BYTES },
      );
    throw notARecording(place, 'a gzip file that is cut off or damaged', 'Pack or download it again.');
  }
}

function inText(text: string, place: string): Recordings {
  if (text.trim() === '') throw notARecording(place, text === '' ? 'an empty file' : 'a file of blanks');
  if (isInLines(text)) return recordingsInLines(text, place);
  if (!/^\s*(?:[[{"]|(?:null|true|false)\s*$)/.test(text) || isSettings(text))
    throw notARecording(place, nameOfText(text));
  return listed(inDocument(text, place));
}

function inDocument(text: string, place: string): readonly Found[] {
  try {
    const document = parseRecording(text, place);
    return inLog(document, place) ?? rowsIn(document, place);
  } catch (thrown) {
    // The scores of a log may be no number.
    const log = hasNaN(text) ? inLog(parsedWithoutNaN(text, place), place) : undefined;
    if (log === undefined) throw thrown;
    return log;
  }
}

function inLog(document: unknown, place: string): readonly Found[] | undefined {
  return samplesInLog(document)?.map((sample) => ({
    place: placeOfSample(sample, place),
    document: sample,
    losses: [],
  }));
}

function parsedWithoutNaN(text: string, place: string): unknown {
  const numbers = withoutNaN(text);
  return isJson(numbers) ? parseJson(numbers, place) : undefined;
}

function listed(found: readonly Found[]): Recordings {
  return { total: found.length, found };
}
