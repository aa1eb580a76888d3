/**
 * Verifying proofs of inclusion and consistency, for whole trees and for subtrees `[start, end)` of them
 * (draft-ietf-plants-merkle-tree-certs); a tree is the subtree that starts at 0. Sizes may be any 64-bit numbers.
 */
import { type Checked, fails, HOLDS } from '../failures.ts';
import { nodeHash } from './hashes.ts';

type Count = number | bigint;

export interface InclusionProof {
  readonly index: Count;
  readonly size: Count;
  readonly leafHash: Buffer;
  readonly proof: readonly Buffer[];
  readonly root: Buffer;
}

export function verifyInclusion({ size, ...claim }: InclusionProof): Checked {
  return verifySubtreeInclusion({ ...claim, start: 0, end: size });
}

export interface SubtreeInclusionProof extends Omit<InclusionProof, 'size'> {
  readonly start: Count;
  readonly end: Count;
}

export function verifySubtreeInclusion(claim: SubtreeInclusionProof): Checked {
  const { leafHash, proof, root } = claim;
  const [index, start, end] = [BigInt(claim.index), BigInt(claim.start), BigInt(claim.end)];
  const wrong = wrongSubtree(start, end) ?? wrongHashes([leafHash, root, ...proof]);
  if (wrong !== undefined) return fails(wrong);
  if (index < start || index >= end) return fails(`entry ${index} is not among ${end - start} from ${start}`);
  const { inner, border } = pathOf(index - start, end - start);
  if (proof.length !== inner + border)
    return fails(`the proof has ${proof.length} hashes, not ${inner + border}`);
  const turn = chain(leafHash, proof.slice(0, inner), index - start);
  return equal(chainLeft(turn, proof.slice(inner)), root);
}

export interface ConsistencyProof {
  readonly older: Count;
  readonly newer: Count;
  readonly olderRoot: Buffer;
  readonly newerRoot: Buffer;
  readonly proof: readonly Buffer[];
}

/** That one tree is the beginning of another. Of an empty tree this is always so, and it proves nothing. */
export function verifyConsistency({ older, newer, olderRoot, newerRoot, proof }: ConsistencyProof): Checked {
  return verifySubtreeConsistency({
    start: 0,
    end: older,
    size: newer,
    subtreeRoot: olderRoot,
    root: newerRoot,
    proof,
  });
}

export interface SubtreeConsistencyProof {
  readonly start: Count;
  readonly end: Count;
  readonly size: Count;
  readonly subtreeRoot: Buffer;
  readonly root: Buffer;
  readonly proof: readonly Buffer[];
}

export function verifySubtreeConsistency(claim: SubtreeConsistencyProof): Checked {
  const { subtreeRoot, root, proof } = claim;
  const [start, end, size] = [BigInt(claim.start), BigInt(claim.end), BigInt(claim.size)];
  const wrong = wrongSubtree(start, end);
  if (wrong !== undefined) return fails(wrong);
  if (size < end) return fails(`a tree of ${size} did not grow from one of ${end}`);
  if (start === 0n && size === end)
    return proof.length === 0
      ? equal(subtreeRoot, root)
      : fails('equal sizes need no proof, and there is one');
  const wrongLength = wrongHashes([subtreeRoot, root, ...proof]);
  if (wrongLength !== undefined) return fails(wrongLength);
  return end === size ? atRightEdge(start, end, claim) : inside(start, end, size, claim);
}

/** The subtree ends where the tree ends: only what stands to its left is missing. */
function atRightEdge(
  start: bigint,
  end: bigint,
  { subtreeRoot, root, proof }: SubtreeConsistencyProof,
): Checked {
  const lefts = ones(start >> BigInt(bitLength((end - 1n) ^ start)));
  if (proof.length !== lefts) return fails(`the proof has ${proof.length} hashes, not ${lefts}`);
  return equal(chainLeft(subtreeRoot, proof), root);
}

function inside(start: bigint, end: bigint, size: bigint, claim: SubtreeConsistencyProof): Checked {
  const { subtreeRoot, root, proof } = claim;
  const width = end - start;
  const { inner: fork, border } = pathOf(end - 1n, size);
  /** Height of the rightmost full subtree within: the proof begins there. */
  const height = bitLength(width & -width) - 1;
  const perfect = width === 1n << BigInt(height);
  const inner = fork - height;
  const expected = inner + border + (perfect ? 0 : 1);
  if (proof.length !== expected) return fails(`the proof has ${proof.length} hashes, not ${expected}`);
  const [seed, path] = perfect ? [subtreeRoot, proof] : [proof[0] ?? subtreeRoot, proof.slice(1)];
  const turns = (end - 1n) >> BigInt(height);
  if (!perfect) {
    const top = bitLength((end - 1n) ^ start);
    const within = Math.max(0, border - ones((end - 1n) >> BigInt(top)));
    const lower = path.slice(0, Math.min(top, fork) - height).filter((_, at) => isRight(turns, at));
    const again = chainLeft(chainLeft(seed, lower), path.slice(inner, inner + within));
    if (!again.equals(subtreeRoot)) return fails('the proof does not give the older root');
  }
  return equal(chainLeft(chain(seed, path.slice(0, inner), turns), path.slice(inner)), root);
}

/** Where the way up from a leaf joins the right edge: so many hashes on either side, and then so many on the left. */
function pathOf(index: bigint, size: bigint): { readonly inner: number; readonly border: number } {
  const inner = bitLength(index ^ (size - 1n));
  return { inner, border: ones(index >> BigInt(inner)) };
}

function chain(seed: Buffer, path: readonly Buffer[], turns: bigint): Buffer {
  return path.reduce(
    (hash, other, at) => (isRight(turns, at) ? nodeHash(other, hash) : nodeHash(hash, other)),
    seed,
  );
}

function chainLeft(seed: Buffer, path: readonly Buffer[]): Buffer {
  return path.reduce((hash, left) => nodeHash(left, hash), seed);
}

function isRight(turns: bigint, at: number): boolean {
  return ((turns >> BigInt(at)) & 1n) === 1n;
}

function wrongSubtree(start: bigint, end: bigint): string | undefined {
  if (start < 0n || end <= start) return `from ${start} to ${end} there is nothing to prove`;
  const room = 1n << BigInt(bitLength(end - start - 1n));
  return start % room === 0n ? undefined : `no subtree of the tree begins at ${start} and ends at ${end}`;
}

function wrongHashes(hashes: readonly Buffer[]): string | undefined {
  return hashes.every(({ length }) => length === 32) ? undefined : 'a hash does not have 32 bytes';
}

function equal(found: Buffer, expected: Buffer): Checked {
  return found.equals(expected) ? HOLDS : fails('the proof leads to another root');
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function ones(value: bigint): number {
  return value.toString(2).replaceAll('0', '').length;
}
