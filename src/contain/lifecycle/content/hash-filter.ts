/** Which hashes may be among many: a bit for each of them, so few that they stay near the processor. */

export interface HashFilter {
  readonly words: Uint32Array;
  /** The bit of a hash is `(hash * 0x85ebca6b) >>> shift`. */
  readonly shift: number;
}

/** Lets all pass. */
export const ALL: HashFilter = { words: Uint32Array.of(0xffffffff), shift: 27 };

/** Bits for each hash: one in sixteen that are none of them passes. */
const BITS = 16;

export function filterOf(hashes: Iterable<number>, count: number): HashFilter {
  const bits = Math.min(32, Math.max(5, Math.ceil(Math.log2(BITS * (count + 1)))));
  const words = new Uint32Array(2 ** (bits - 5));
  const shift = 32 - bits;
  for (const hash of hashes) {
    const bit = Math.imul(hash, 0x85ebca6b) >>> shift;
    words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  return { words, shift };
}
