/**
 * Bytes that look encrypted: as evenly spread as chance would have it. Compressed content that nobody opened looks the
 * same. Numbers of a model do not: signs, exponents and quantised values are far from even.
 */

/** A sample of so many bytes of each block: enough to tell, and a small part of the time. */
const SAMPLE = 2048;
const BLOCK = 64 * 1024;
/** With fewer bytes chance looks like a pattern, and a pattern like chance. */
const LEAST = 1024;
/** Chi-square over 256 values: even bytes have 255, give or take 23. Of compressed content, a few hundred. */
const EVEN = 512;

export interface OpaqueBytes {
  take(bytes: Uint8Array): void;
  /** How many blocks looked encrypted; the last one counts from LEAST bytes on. */
  blocks(): number;
}

export function opaqueBytes(): OpaqueBytes {
  const counts = new Uint32Array(256);
  let sampled = 0;
  let inBlock = 0;
  let even = 0;

  function judge(): void {
    if (sampled >= LEAST && isEven(counts, sampled)) even += 1;
    counts.fill(0);
    sampled = 0;
    inBlock = 0;
  }

  return {
    take(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const length = Math.min(bytes.length - from, BLOCK - inBlock);
        const counted = Math.min(length, SAMPLE - sampled);
        for (let i = from; i < from + counted; i += 1) (counts[bytes[i] as number] as number) += 1;
        sampled += counted;
        inBlock += length;
        from += length;
        if (inBlock === BLOCK) judge();
      }
    },
    blocks() {
      judge();
      return even;
    },
  };
}

function isEven(counts: Uint32Array, sampled: number): boolean {
  const expected = sampled / 256;
  let sum = 0;
  for (const count of counts) sum += (count - expected) ** 2;
  return sum / expected < EVEN;
}
