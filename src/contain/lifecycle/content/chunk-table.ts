/** Many chunks, found again by hash and digest: open addressing in one typed array, 16 bytes a chunk. */
import { hash as digestOf } from 'node:crypto';

/** Words of an entry: the gear hash, then the first 96 bits of the SHA-256 of the chunk. */
export const ENTRY_WORDS = 4;

export interface ChunkTable {
  readonly size: number;
  /** The number under which the entry stands, and whether it is new. */
  add(entry: Uint32Array): { readonly number: number; readonly isNew: boolean };
  /** The number of an equal chunk; -1 where there is none. The digest is made only where the hash is known. */
  find(hash: number, chunk: Uint8Array): number;
  /** Whether a chunk with this hash can be in it. */
  mayHave(hash: number): boolean;
  numberOf(entry: Uint32Array): number;
}

/** Filled anew for every chunk: a digest that comes as a buffer of its own takes twice the time. */
const digest = Buffer.alloc(32);

/** The entry of a chunk. */
export function entryOf(hash: number, chunk: Uint8Array): Uint32Array {
  digest.write(digestOf('sha256', chunk, 'hex'), 'hex');
  return Uint32Array.of(hash, digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8));
}

export function* entriesIn({ entries }: { readonly entries: Uint32Array }): Generator<Uint32Array> {
  for (let at = 0; at < entries.length; at += ENTRY_WORDS) yield entries.subarray(at, at + ENTRY_WORDS);
}

/** For up to `most` chunks. */
export function chunkTable(most: number): ChunkTable {
  const bits = Math.max(4, Math.ceil(Math.log2(most + 1)) + 1);
  const last = 2 ** bits - 1;
  const slots = new Uint32Array(ENTRY_WORDS * (last + 1));
  /** 0 is an empty slot. */
  const numbers = new Uint32Array(last + 1);
  let size = 0;
  const firstSlot = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> (32 - bits);

  function slotOf(entry: Uint32Array): number {
    let slot = firstSlot(entry[0] ?? 0);
    while (numbers[slot] !== 0 && !isAt(slot, entry)) slot = (slot + 1) & last;
    return slot;
  }

  function isAt(slot: number, entry: Uint32Array): boolean {
    const at = ENTRY_WORDS * slot;
    return entry.every((word, i) => slots[at + i] === word);
  }

  function mayHave(hash: number): boolean {
    for (let slot = firstSlot(hash); numbers[slot] !== 0; slot = (slot + 1) & last)
      if (slots[ENTRY_WORDS * slot] === hash >>> 0) return true;
    return false;
  }

  const numberOf = (entry: Uint32Array) => (numbers[slotOf(entry)] ?? 0) - 1;

  return {
    get size() {
      return size;
    },
    add(entry) {
      const slot = slotOf(entry);
      const before = numbers[slot] ?? 0;
      if (before !== 0) return { number: before - 1, isNew: false };
      if (size >= most) throw new RangeError(`the table is for ${most} chunks`);
      slots.set(entry, ENTRY_WORDS * slot);
      size += 1;
      numbers[slot] = size;
      return { number: size - 1, isNew: true };
    },
    find: (hash, chunk) => (mayHave(hash) ? numberOf(entryOf(hash, chunk)) : -1),
    mayHave,
    numberOf,
  };
}
