/**
 * The recordings in a file: one document of any form that `score` reads, or the rows of a data set, plain or packed.
 * What is none of these is named for what it is.
 */
import { gunzipSync } from 'node:zlib';
import { OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { MAX_INPUT_BYTES, parseJson, readBytes, textIn } from '../../../kit/json.ts';
import { isEventLine } from '../events/event-lines.ts';
import { placeOfSample, samplesInLog } from '../inspect/log.ts';
import { isInspectZip, samplesInZip, withoutNaN } from '../inspect/zip.ts';
import { nameOfBytes, nameOfText } from './file-kinds.ts';
import { type Found, notARecording } from './recording.ts';
import { rowsIn } from './rows.ts';

/** A gzip within a gzip is read; more of them are a bomb or a mistake. */
const MAX_LAYERS = 3;

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-transcript` (says what the file is). */
export async function recordingsIn(path: string): Promise<readonly Found[]> {
  const bytes = unpacked(readBytes(path), path);
  const place = path;
  if (isInspectZip(bytes)) return samplesInZip(bytes, place);
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

function inText(text: string, place: string): readonly Found[] {
  if (text.trim() === '') throw notARecording(place, text === '' ? 'an empty file' : 'a file of blanks');
  const lines = text
    .split('\n')
    .map((line, index) => ({ line, place: `${place}:${index + 1}` }))
    .filter(({ line }) => line.trim() !== '');
  const [first] = lines;
  if (lines.length > 1 && first !== undefined && isWhole(first.line)) return inLines(lines, place);
  if (!/^\s*[[{"]/.test(text)) throw notARecording(place, nameOfText(text));
  const document = parseJson(/\bNaN\b/.test(text) ? withoutNaN(text) : text, place);
  const samples = samplesInLog(document);
  return samples === undefined
    ? rowsIn(document, place)
    : samples.map((sample) => ({ place: placeOfSample(sample, place), document: sample, losses: [] }));
}

/** Lines that hold a document each: rows, recordings, or the events of one run. */
function inLines(lines: readonly { line: string; place: string }[], place: string): readonly Found[] {
  const parsed = lines.map((one) => attempt(() => parseJson(one.line, one.place)));
  const sound = parsed.flatMap((one) => (one instanceof OffswitchError ? [] : [one.value]));
  if (!sound.some(isEventLine))
    return parsed.flatMap((one, index) => {
      if (one instanceof OffswitchError) return [one];
      const rows = attempt(() => rowsIn(one.value, lines[index]?.place ?? place));
      return rows instanceof OffswitchError ? [rows] : rows.value;
    });
  const broken = parsed.flatMap((one) => (one instanceof OffswitchError ? [one.message] : []));
  return [
    {
      place,
      document: sound,
      losses: broken.map((message) => `a line of the event file is cut off or broken: ${message}`),
    },
  ];
}

function isWhole(line: string): boolean {
  const text = line.trim();
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function attempt<T>(read: () => T): { readonly value: T } | OffswitchError {
  try {
    return { value: read() };
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}
