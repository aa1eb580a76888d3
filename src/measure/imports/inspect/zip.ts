/** Inspect's `.eval` logs: a ZIP archive with a JSON member a sample, packed by Zstandard, Deflate or not at all. */
import { buffer } from 'node:stream/consumers';
import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { MAX_INPUT_BYTES, parseJson, textIn } from '../../../kit/json.ts';
import type { Found } from '../files/recording.ts';
import { placeOfSample } from './log.ts';

/** The layout in pieces (`samples/.../events/0.json`) is not read. */
const SAMPLE = /^samples\/.+_epoch_\d+\.json$/;
const headerShape = z.looseObject({ eval: z.looseObject({ task: z.string(), model: z.string() }) });

/** By the names that stand in the archive as they are. */
export function isInspectZip(bytes: Buffer): boolean {
  const isZip = bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
  return isZip && (bytes.includes('_journal/start.json') || bytes.includes('header.json'));
}

/** The samples of a log, finished or not. Errors: `bad-transcript`, `too-large`. */
export async function samplesInZip(bytes: Buffer, place: string): Promise<readonly Found[]> {
  const members = await membersIn(bytes, place);
  const header = members.get('header.json') ?? members.get('_journal/start.json');
  const about = headerShape.safeParse(header === undefined ? undefined : parseJson(header, place));
  if (!about.success) throw damaged(place, 'it does not say which task and model it is about');
  const { model, task } = about.data.eval;
  const samples = [...members].filter(([name]) => SAMPLE.test(name));
  if (samples.length === 0) throw damaged(place, 'it holds no whole sample');
  return samples.map(([name, text]): Found => {
    try {
      const document = { inspectSample: parseJson(withoutNaN(text), `${place}, ${name}`), model, task };
      return { place: placeOfSample(document, place), document, losses: [] };
    } catch (thrown) {
      if (thrown instanceof OffswitchError) return thrown;
      throw thrown;
    }
  });
}

/** Scores that are no number stand as a bare `NaN`, which is no JSON; scores are not read here. */
export function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
    token.startsWith('"') ? token : 'null',
  );
}

/** Texts by name; of members that stand twice the last one. */
async function membersIn(bytes: Buffer, place: string): Promise<ReadonlyMap<string, string>> {
  const members = new Map<string, string>();
  let left = MAX_INPUT_BYTES;
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName;
      if (!SAMPLE.test(name) && name !== 'header.json' && name !== '_journal/start.json') continue;
      const content = await unpacked(archive, entry, left);
      left -= content.length;
      members.set(name, textIn(content, `${place}, ${name}`));
    }
  } catch (thrown) {
    if (thrown instanceof OffswitchError) throw thrown;
    if (thrown instanceof RangeError || left <= 0)
      throw new OffswitchError(
        'too-large',
        `${place} unpacks to more than ${MAX_INPUT_BYTES} bytes`,
        'Split the log, e.g. by its samples.',
        { file: place, limit: MAX_INPUT_BYTES },
      );
    throw damaged(place, messageOf(thrown));
  }
  return members;
}

async function unpacked(archive: ZipFile, entry: Entry, left: number): Promise<Buffer> {
  const options = { decodeFileData: false } as const;
  const raw = await buffer(await archive.openReadStreamPromise(entry, options));
  // A limit of 0 would be none.
  const limit = { maxOutputLength: Math.max(1, left) };
  switch (entry.compressionMethod) {
    case 0:
      if (raw.length > left) throw new RangeError('too large');
      return raw;
    case 8:
      return inflateRawSync(raw, limit);
    case 93:
      return zstdDecompressSync(raw, limit);
    default:
      throw new Error(`${entry.fileName} is packed by method ${entry.compressionMethod}`);
  }
}

function damaged(place: string, what: string): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `${place}: a log of Inspect that cannot be read: ${what}`,
    'Copy or convert the log again, e.g. with "inspect log convert".',
    { place },
  );
}
