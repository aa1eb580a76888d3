/** Inspect's `.eval` logs: a ZIP archive with a JSON member a sample, packed by Zstandard, Deflate or not at all. */
import { buffer } from 'node:stream/consumers';
import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { MAX_INPUT_BYTES, parseJson, textIn } from '../../../kit/json.ts';
import { withoutNaN } from '../files/parsed.ts';
import { type Found, notARecording } from '../files/recording.ts';
import { placeOfSample } from './log.ts';

/** The layout in pieces (`samples/.../events/0.json`) is not read. */
const SAMPLE = /^samples\/.+_epoch_\d+\.json$/;
const headerShape = z.looseObject({ eval: z.looseObject({ task: z.string(), model: z.string() }) });

/** By the names that stand in the archive as they are. */
export function isInspectZip(bytes: Buffer): boolean {
  const isZip = bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
  return isZip && (bytes.includes('_journal/start.json') || bytes.includes('header.json'));
}

/**
 * The samples of a log, finished or not; one that cannot be read leaves the others.
 * Errors: `bad-transcript`, `too-large`.
 */
export async function samplesInZip(bytes: Buffer, place: string): Promise<readonly Found[]> {
  const members = await membersIn(bytes, place);
  const header = members.get('header.json') ?? members.get('_journal/start.json');
  if (header instanceof OffswitchError) throw header;
  const about = headerShape.safeParse(header && parseJson(textIn(header, place), place));
  if (!about.success) throw damaged(place, 'it does not say which task and model it is about');
  const { model, task } = about.data.eval;
  const samples = [...members].filter(([name]) => SAMPLE.test(name));
  if (samples.length === 0) throw damaged(place, 'it holds no whole sample');
  return samples.map(([name, content]): Found => {
    if (content instanceof OffswitchError) return content;
    try {
      const where = `${place}, ${name}`;
      const inspectSample = parseJson(withoutNaN(textIn(content, where)), where);
      const document = { inspectSample, model, task, run: about.data.eval };
      return { place: placeOfSample(document, place), document, losses: [] };
    } catch (thrown) {
      if (thrown instanceof OffswitchError) return thrown;
      throw thrown;
    }
  });
}

type Member = Buffer | OffswitchError;

/** Contents by name, or why one cannot be read; of members that stand twice the last one. */
async function membersIn(bytes: Buffer, place: string): Promise<ReadonlyMap<string, Member>> {
  const members = new Map<string, Member>();
  let left = MAX_INPUT_BYTES;
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName;
      if (!SAMPLE.test(name) && name !== 'header.json' && name !== '_journal/start.json') continue;
      const member = await memberOf(archive, entry, left, `${place}, ${name}`);
      if (Buffer.isBuffer(member)) left -= member.length;
      members.set(name, member);
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw damaged(place, messageOf(thrown));
    throw new OffswitchError(
      'too-large',
      `${place} unpacks to more than ${MAX_INPUT_BYTES} bytes`,
      'Split the log, e.g. by its samples.',
      { file: place, limit: MAX_INPUT_BYTES },
    );
  }
  return members;
}

/** How archives mark a member that is encrypted by AES. */
const AES = 99;

/** Throws a RangeError beyond `left` bytes. */
async function memberOf(archive: ZipFile, entry: Entry, left: number, place: string): Promise<Member> {
  if (entry.isEncrypted() || entry.compressionMethod === AES)
    return notARecording(
      place,
      'encrypted',
      'Unpack the log with its password, and pack it again without one.',
    );
  try {
    const content = await unpacked(archive, entry, left);
    return crc32(content) === entry.crc32 ? content : damaged(place, 'it does not fit its checksum');
  } catch (thrown) {
    if (thrown instanceof RangeError) throw thrown;
    return damaged(place, messageOf(thrown));
  }
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
      throw new Error(`it is packed by method ${entry.compressionMethod}`);
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
