/** Hashes of the Merkle tree of RFC 6962: SHA-256, with a byte before what is hashed that tells leaves from nodes. */
import { hash } from 'node:crypto';

export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

export function leafHash(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(entry.length + 1);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** Filled anew for every node: half of the time would go into making it. */
const pair = Buffer.alloc(65, 1);

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

/** The root over hashes of one height, as many as there are; of none it is the empty root. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const tops = peaks(hashes);
  return foldPeaks(tops);
}

/** The roots of the full subtrees that such hashes make, the largest first. */
export function peaks(hashes: readonly Buffer[]): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (let width = 2 ** Math.floor(Math.log2(hashes.length || 1)); width >= 1; width /= 2) {
    if (hashes.length - at < width) continue;
    found.push(fullRoot(hashes.slice(at, at + width)));
    at += width;
  }
  return found;
}

/** The root over subtrees, the largest first: a smaller one hangs under the right of the next larger. */
export function foldPeaks(tops: readonly Buffer[]): Buffer {
  return (
    tops.reduceRight<Buffer | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    ) ?? EMPTY_ROOT
  );
}

function fullRoot(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at + 1 < row.length; at += 2)
      above.push(nodeHash(row[at] ?? EMPTY_ROOT, row[at + 1] ?? EMPTY_ROOT));
    row = above;
  }
  return row[0] ?? EMPTY_ROOT;
}
