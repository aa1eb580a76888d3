/** Where something compressed begins, wherever that is: gzip, zstd, zlib, and the entries of a zip. */
import zlib from 'node:zlib';
import { codedText, type Unpacking } from './coded-text.ts';

/** Something compressed begins at `at`; its content at `from`. */
export interface Compressed {
  readonly kind: 'compressed';
  readonly at: number;
  readonly from: number;
  readonly format: string;
  /** Of what it holds, where that is said. */
  readonly name?: string;
  readonly open: () => Unpacking;
}

/** Something begins that nobody here can open. */
export interface Sealed {
  readonly kind: 'sealed';
  readonly at: number;
  readonly from: number;
  readonly why: string;
}

export type Beginning =
  | Compressed
  | Sealed
  /** None before `before`; what follows is too short to tell. */
  | { readonly kind: 'none'; readonly before: number };

/** More bytes than the head of anything here has, but for names and comments beyond all measure. */
const HEAD_BYTES = 4096;

const GZIP = Buffer.from([0x1f, 0x8b, 8]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const MAGICS = [GZIP, ZSTD, ZIP];
const LONGEST_MAGIC = 4;

/** The first in `bytes` from `from` on. `isStart`: they are the first of their stream; `isLast`: no more will come. */
export function nextBeginning(
  bytes: Buffer,
  from: number,
  { isStart, isLast }: { readonly isStart: boolean; readonly isLast: boolean },
): Beginning {
  if (isStart && from === 0) {
    if (!isLast && bytes.length < HEAD_BYTES) return { kind: 'none', before: 0 };
    const first = atStart(bytes);
    if (first !== undefined) return first;
  }
  for (let at = nextMagic(bytes, from); at >= 0; at = nextMagic(bytes, at + 1)) {
    if (!isLast && bytes.length - at < HEAD_BYTES) return { kind: 'none', before: at };
    const found = beginningAt(bytes, at);
    if (found !== undefined) return found;
  }
  const tail = isLast ? 0 : partOfMagic(bytes);
  return { kind: 'none', before: Math.max(from, bytes.length - tail) };
}

/** How many of the last bytes may be the first ones of a magic. */
function partOfMagic(bytes: Buffer): number {
  for (let length = LONGEST_MAGIC - 1; length > 0; length -= 1) {
    const tail = bytes.subarray(-length);
    if (MAGICS.some((magic) => tail.equals(magic.subarray(0, length)))) return length;
  }
  return 0;
}

function nextMagic(bytes: Buffer, from: number): number {
  const places = MAGICS.map((magic) => bytes.indexOf(magic, from)).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

function beginningAt(bytes: Buffer, at: number): Compressed | Sealed | undefined {
  if (bytes[at] === GZIP[0]) return gzipAt(bytes, at);
  if (bytes[at] === ZSTD[0])
    return { kind: 'compressed', at, from: at, format: 'zstd', open: () => zlib.createZstdDecompress() };
  return zipEntryAt(bytes, at);
}

/** RFC 1952. What follows the head is raw deflate, whose end the decoder knows. */
function gzipAt(bytes: Buffer, at: number): Compressed | undefined {
  const flags = bytes[at + 3] ?? 0xff;
  if ((flags & 0xe0) !== 0) return undefined;
  let from = at + 10;
  if ((flags & 4) !== 0) from += 2 + (bytes.length < from + 2 ? 0 : bytes.readUInt16LE(from));
  for (const text of [8, 16]) if ((flags & text) !== 0) from = bytes.indexOf(0, from) + 1 || bytes.length;
  if ((flags & 2) !== 0) from += 2;
  if (from >= bytes.length) return undefined;
  return { kind: 'compressed', at, from, format: 'gzip', open: () => zlib.createInflateRaw() };
}

const HIGHEST_ZIP_VERSION = 63;
const zipMethods: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'lzma',
  95: 'xz',
  98: 'ppmd',
  99: 'AES',
};

/** APPNOTE 4.3.7. Entries are found without the list at the end, which may leave some out. */
function zipEntryAt(bytes: Buffer, at: number): Compressed | Sealed | undefined {
  if (bytes.length < at + 30) return undefined;
  const version = bytes.readUInt8(at + 4);
  const flags = bytes.readUInt16LE(at + 6);
  const method = bytes.readUInt16LE(at + 8);
  const nameBytes = bytes.readUInt16LE(at + 26);
  const from = at + 30 + nameBytes + bytes.readUInt16LE(at + 28);
  if (version > HIGHEST_ZIP_VERSION || nameBytes === 0 || from > bytes.length) return undefined;
  const name = `zip entry ${bytes.toString('utf8', at + 30, at + 30 + nameBytes)}`;
  if ((flags & 1) !== 0) return { kind: 'sealed', at, from, why: `${name} is encrypted` };
  if (method === 8)
    return { kind: 'compressed', at, from, format: 'zip', name, open: () => zlib.createInflateRaw() };
  // What is stored stands there as it is. What follows a zstd entry's head begins with its own magic.
  if (method === 0 || method === 93) return undefined;
  const word = zipMethods[method];
  if (word === undefined) return undefined;
  return { kind: 'sealed', at, from, why: `${name} is compressed by ${word}, which is not read` };
}

const unreadAtStart: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'xz'],
  [Buffer.from('BZh', 'latin1'), 'bzip2'],
  [Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '7z'],
  [Buffer.from('Rar!\x1a\x07', 'latin1'), 'rar'],
  [Buffer.from([0x04, 0x22, 0x4d, 0x18]), 'lz4'],
  [Buffer.from('LZIP', 'latin1'), 'lzip'],
  [Buffer.from([0x1f, 0x9d]), 'compress'],
  [Buffer.from('age-encryption.org/', 'latin1'), 'age, which encrypts'],
  [Buffer.from('-----BEGIN PGP MESSAGE-----', 'latin1'), 'PGP, which encrypts'],
  [Buffer.from('Salted__', 'latin1'), 'OpenSSL, which encrypts'],
  [Buffer.from('LUKS\xba\xbe', 'latin1'), 'LUKS, which encrypts'],
];

function atStart(bytes: Buffer): Compressed | Sealed | undefined {
  const sealed = unreadAtStart.find(([magic]) => bytes.subarray(0, magic.length).equals(magic));
  if (sealed !== undefined)
    return {
      kind: 'sealed',
      at: 0,
      from: sealed[0].length,
      why: `it is made by ${sealed[1]}; that is not read`,
    };
  // RFC 1950: deflate with the usual window, and a check of the two bytes. Too short to be looked for anywhere.
  if (bytes.length >= 2 && bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0)
    return { kind: 'compressed', at: 0, from: 2, format: 'zlib', open: () => zlib.createInflateRaw() };
  const code = codedText(bytes);
  if (code === undefined) return undefined;
  return { kind: 'compressed', at: 0, from: 0, format: code.name, open: code.open };
}
