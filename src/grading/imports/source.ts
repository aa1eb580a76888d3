/** A file of grades as bytes and lines, plain or packed by gzip: whatever its size, little of it is in memory at once. */
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OffswitchError, pathFailure, systemCodeOf } from '../../kit/errors.ts';
import { MAX_INPUT_BYTES, readBytes, textIn } from '../../kit/json.ts';
import { badGrades } from './imported.ts';

/** Longest line or row, in bytes. A rationale of a hundred pages is shorter. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** What a file may unpack to, in bytes. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
const HEAD_BYTES = 64 * 1024;

export interface Source {
  readonly path: string;
  /** The first 64 KiB, unpacked. */
  readonly head: Buffer;
  /** Whether the head is everything. */
  readonly isWhole: boolean;
  /** All bytes, unpacked. Errors: `file-unreadable`, `too-large`, `bad-grades` for a damaged gzip. */
  bytes(): AsyncGenerator<Buffer>;
}

/** Errors: `file-unreadable` for what is no file, and those of `bytes`. */
export async function openSource(path: string): Promise<Source> {
  const standard = path === '-' ? readBytes(path) : undefined;
  const open = () => (standard === undefined ? createReadStream(path) : Readable.from([standard]));
  if (standard === undefined) demandPlainFile(path);
  const isPacked = await beginsWithGzip(open(), path);
  const bytes = () => (isPacked ? unpacked(open(), path) : plain(open(), path));
  const parts: Buffer[] = [];
  let size = 0;
  let isWhole = true;
  for await (const part of bytes()) {
    parts.push(part);
    size += part.length;
    if (size > HEAD_BYTES) {
      isWhole = false;
      break;
    }
  }
  return { path, head: Buffer.concat(parts).subarray(0, HEAD_BYTES), isWhole, bytes };
}

function demandPlainFile(path: string): void {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    if (!status.isFile()) throw new Error('it is no plain file; "-" reads standard input');
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): OffswitchError {
  const isFolder = systemCodeOf(thrown) === 'EISDIR';
  return new OffswitchError(
    'file-unreadable',
    `cannot read ${path}: ${pathFailure(thrown)}`,
    isFolder ? 'Name the files in it, e.g. FOLDER/*.eval.' : 'Check the path and its permissions.',
    { file: path, system: systemCodeOf(thrown) ?? null },
    thrown,
  );
}

async function beginsWithGzip(stream: Readable, path: string): Promise<boolean> {
  for await (const part of plain(stream, path)) return part[0] === 0x1f && part[1] === 0x8b;
  return false;
}

async function* plain(stream: Readable, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const part of stream) yield part;
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

async function* unpacked(stream: Readable, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  stream.on('error', (thrown) => gunzip.destroy(unreadable(path, thrown)));
  let size = 0;
  try {
    for await (const part of stream.pipe(gunzip)) {
      size += part.length;
      if (size > MAX_UNPACKED_BYTES) throw tooLarge(path, `unpacks to more than ${MAX_UNPACKED_BYTES} bytes`);
      yield part;
    }
  } catch (thrown) {
    if (thrown instanceof OffswitchError) throw thrown;
    throw badGrades(path, 'a gzip file that is cut off or damaged', 'Pack or download it again.');
  } finally {
    stream.destroy();
  }
}

export function tooLarge(place: string, what: string): OffswitchError {
  return new OffswitchError('too-large', `${place} ${what}`, 'Split or shorten it.', { place });
}

/** Errors: those of the source, `too-large`, `bad-json` for what is no UTF-8. */
export async function wholeText({ path, bytes }: Source): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes()) {
    size += part.length;
    if (size > MAX_INPUT_BYTES) throw tooLarge(path, `is a document of more than ${MAX_INPUT_BYTES} bytes`);
    parts.push(part);
  }
  return textIn(Buffer.concat(parts), path);
}

export interface Line {
  readonly text: string;
  readonly place: string;
}

/**
 * Lines that are not blank; a byte order mark is taken off the first one.
 * Errors: those of the source, `too-large` for a line, `bad-grades` for one that is no UTF-8.
 */
export async function* linesOf(source: Source): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const place = () => `${source.path}:${number}`;
  const lineIn = (end: Buffer): Line | undefined => {
    number += 1;
    const text = decoded(parts.length === 0 ? end : Buffer.concat([...parts, end]), place());
    parts = [];
    length = 0;
    return text.trim() === '' ? undefined : { text, place: place() };
  };
  for await (const part of source.bytes()) {
    let start = 0;
    for (let end = part.indexOf(NEWLINE); end !== -1; end = part.indexOf(NEWLINE, start)) {
      const line = lineIn(part.subarray(start, end));
      if (line !== undefined) yield line;
      start = end + 1;
    }
    const rest = part.subarray(start);
    length += rest.length;
    if (length > MAX_LINE_BYTES)
      throw tooLarge(`${source.path}:${number + 1}`, `is a line of more than ${MAX_LINE_BYTES} bytes`);
    if (rest.length > 0) parts.push(rest);
  }
  const last = lineIn(Buffer.alloc(0));
  if (last !== undefined) yield last;
}

const NEWLINE = 0x0a;

const decoder = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Buffer, place: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badGrades(place, 'not UTF-8 text', 'Save the file as UTF-8.');
  }
}
