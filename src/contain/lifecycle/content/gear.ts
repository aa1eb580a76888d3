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

/**
 * Chosen places whose hashes the filter lets pass. Goes on from a hash `before`; gives how many they are, and the hash at
 * the end. Four steps a round: the bound of the loop is compared a quarter as often.
 */
export function choosePlaces(
  bytes: Uint8Array,
  before: number,
  mask: number,
  { at, hash }: Places,
  filter: HashFilter = ALL,
): { readonly found: number; readonly hash: number } {
  const gear = TABLE;
  const { length } = bytes;
  let found = 0;
  let h = before;
  let i = 0;
  // No function of its own for what is done four times: what a closure changes is kept in memory, byte by byte.
  for (const rounds = length & ~3; i < rounds; i += 4) {
    h = ((h << 1) + (gear[bytes[i] as number] as number)) | 0;
    if ((h & mask) === 0) {
      at[found] = i;
      hash[found++] = h;
    }
    h = ((h << 1) + (gear[bytes[i + 1] as number] as number)) | 0;
    if ((h & mask) === 0) {
      at[found] = i + 1;
      hash[found++] = h;
    }
    h = ((h << 1) + (gear[bytes[i + 2] as number] as number)) | 0;
    if ((h & mask) === 0) {
      at[found] = i + 2;
      hash[found++] = h;
    }
    h = ((h << 1) + (gear[bytes[i + 3] as number] as number)) | 0;
    if ((h & mask) === 0) {
      at[found] = i + 3;
      hash[found++] = h;
    }
  }
  for (; i < length; i += 1) {
    h = ((h << 1) + (gear[bytes[i] as number] as number)) | 0;
    if ((h & mask) === 0) {
      at[found] = i;
      hash[found++] = h;
    }
  }
  return { found: filtered(found, { at, hash }, filter), hash: h };
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
