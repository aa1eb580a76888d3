/**
 * Places that content chooses by itself: where a gear hash over the last 32 bytes begins with zeros. Equal bytes choose
 * equal places, wherever they stand.
 */
import { sha256 } from '../../../notary/tree/hashes.ts';
import { ALL, type HashFilter } from './hash-filter.ts';

/** A summand for each byte. With these, no byte chooses every place of a run of itself. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) =>
  sha256(Buffer.from(`gear ${byte}`)).readInt32LE(0),
);

/** Places and their hashes, in two arrays that are used again and again. */
export interface Places {
  readonly at: Int32Array;
  readonly hash: Int32Array;
}

export function placesFor(bytes: number): Places {
  return { at: new Int32Array(bytes), hash: new Int32Array(bytes) };
}

/** The hash must begin with that many zeros: one place in 2^bits is chosen. */
export function maskOf(bits: number): number {
  return (-1 << (32 - bits)) | 0;
}

/** Bytes of a word. */
const WORD = 4;
const NONE = new Int32Array(0);
/** Words are read as the processor has them; the first byte of one has to be its lowest. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Chosen places whose hashes the filter lets pass. Goes on from a hash `before`; gives how many they are, and the hash at the end. */
export function choosePlaces(
  bytes: Uint8Array,
  before: number,
  mask: number,
  places: Places,
  filter: HashFilter = ALL,
): { readonly found: number; readonly hash: number } {
  const words = wordsIn(bytes);
  const head = words.length === 0 ? bytes.length : words.byteOffset - bytes.byteOffset;
  const chosen = { found: 0, hash: before };
  chooseByByte(bytes, 0, head, mask, places, chosen);
  chooseByWord(words, head, mask, places, chosen);
  chooseByByte(bytes, head + WORD * words.length, bytes.length, mask, places, chosen);
  return { found: filtered(chosen.found, places, filter), hash: chosen.hash };
}

/** What of it can be read as words: memory has them at multiples of their length alone. */
function wordsIn({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  const head = -byteOffset & (WORD - 1);
  if (!IS_LITTLE_ENDIAN || length < head + WORD) return NONE;
  return new Int32Array(buffer, byteOffset + head, Math.floor((length - head) / WORD));
}

interface Chosen {
  found: number;
  hash: number;
}

function chooseByByte(
  bytes: Uint8Array,
  from: number,
  to: number,
  mask: number,
  { at, hash }: Places,
  chosen: Chosen,
): void {
  for (let i = from; i < to; i += 1) {
    const h = ((chosen.hash << 1) + (TABLE[bytes[i] as number] as number)) | 0;
    chosen.hash = h;
    if ((h & mask) !== 0) continue;
    at[chosen.found] = i;
    hash[chosen.found++] = h;
  }
}

/** Almost all bytes go by here. Four of them are read at a time, and nothing is called or kept in memory for any of them. */
function chooseByWord(
  words: Int32Array,
  from: number,
  mask: number,
  { at, hash }: Places,
  chosen: Chosen,
): void {
  const gear = TABLE;
  const { length } = words;
  let { found, hash: d } = chosen;
  for (let i = 0; i < length; i += 1) {
    const word = words[i] as number;
    const a = ((d << 1) + (gear[word & 0xff] as number)) | 0;
    const b = ((a << 1) + (gear[(word >>> 8) & 0xff] as number)) | 0;
    const c = ((b << 1) + (gear[(word >>> 16) & 0xff] as number)) | 0;
    d = ((c << 1) + (gear[word >>> 24] as number)) | 0;
    if ((a & mask) === 0) {
      at[found] = from + WORD * i;
      hash[found++] = a;
    }
    if ((b & mask) === 0) {
      at[found] = from + WORD * i + 1;
      hash[found++] = b;
    }
    if ((c & mask) === 0) {
      at[found] = from + WORD * i + 2;
      hash[found++] = c;
    }
    if ((d & mask) === 0) {
      at[found] = from + WORD * i + 3;
      hash[found++] = d;
    }
  }
  chosen.found = found;
  chosen.hash = d;
}

/** Keeps those that the filter lets pass; gives how many they are. */
function filtered(found: number, { at, hash }: Places, { words, shift }: HashFilter): number {
  let kept = 0;
  for (let i = 0; i < found; i += 1) {
    const one = hash[i] as number;
    const bit = Math.imul(one, 0x85ebca6b) >>> shift;
    if ((((words[bit >>> 5] as number) >>> (bit & 31)) & 1) === 0) continue;
    at[kept] = at[i] as number;
    hash[kept] = one;
    kept += 1;
  }
  return kept;
}
