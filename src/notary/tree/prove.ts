/** Inclusion and consistency proofs (RFC 6962, 2.1), from whatever knows the roots of full subtrees. */
import { EMPTY_ROOT, foldPeaks, rootOf } from './hashes.ts';

export interface Subtrees {
  /** The root over the leaves from `index * 2**level` up to `(index + 1) * 2**level`, all of which exist. */
  subtree(level: number, index: number): Buffer;
}

/** Over hashes of leaves in memory. */
export function subtreesOf(leaves: readonly Buffer[]): Subtrees {
  return { subtree: (level, index) => rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)) };
}

export function rootAt(tree: Subtrees, size: number): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeRoot(tree, 0, size);
}

/** From the sibling of the leaf upwards. Throws a RangeError unless 0 <= index < size. */
export function proveInclusion(tree: Subtrees, index: number, size: number): readonly Buffer[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} is in a tree of ${size}`);
  const path: Buffer[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(rangeRoot(tree, middle, to));
      to = middle;
    } else {
      path.push(rangeRoot(tree, from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** That the tree of `older` leaves is the beginning of that of `size`. Throws a RangeError unless 0 <= older <= size. */
export function proveConsistency(tree: Subtrees, older: number, size: number): readonly Buffer[] {
  if (!(older >= 0 && older <= size))
    throw new RangeError(`a tree of ${size} did not grow from one of ${older}`);
  if (older === 0 || older === size) return [];
  const path: Buffer[] = [];
  let [from, to] = [0, size];
  while (to !== older) {
    const middle = from + splitOf(to - from);
    if (older <= middle) {
      path.push(rangeRoot(tree, middle, to));
      to = middle;
    } else {
      path.push(rangeRoot(tree, from, middle));
      from = middle;
    }
  }
  // The older root itself is known to whoever verifies.
  if (from > 0) path.push(rangeRoot(tree, from, to));
  return path.reverse();
}

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The root over a range that begins where a subtree of at least its size does. */
function rangeRoot(tree: Subtrees, from: number, to: number): Buffer {
  const tops: Buffer[] = [];
  let at = from;
  while (at < to) {
    let level = 0;
    while (2 ** (level + 1) <= to - at) level += 1;
    tops.push(tree.subtree(level, at / 2 ** level));
    at += 2 ** level;
  }
  return foldPeaks(tops);
}
