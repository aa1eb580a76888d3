/** The tree: roots, proofs from memory and from tiles, and proofs that must not hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { TILE_WIDTH, tileIn, tilePath, tilesAt } from '../formats/tile-path.ts';
import { growingTree } from './growing.ts';
import { EMPTY_ROOT, leafHash, nodeHash, rootOf, sha256 } from './hashes.ts';
import { proveConsistency, proveInclusion, rootAt, subtreesOf } from './prove.ts';
import { readTile, tiledSubtrees } from './tiled.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

const leaves = Array.from({ length: 300 }, (_, at) => leafHash(Buffer.from(`entry ${at}`)));
const flipped = (hash: Buffer) => Buffer.from(hash.map((byte, at) => (at === 5 ? byte ^ 1 : byte)));

/** RFC 6962 section 2.1, word for word. */
function definition(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return sha256(Buffer.alloc(0));
  if (hashes.length === 1) return hashes[0] ?? EMPTY_ROOT;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(definition(hashes.slice(0, split)), definition(hashes.slice(split)));
}

it('hashes of the RFC: nothing, an empty leaf, a node', () => {
  expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
  expect(nodeHash(leafHash(Buffer.alloc(0)), leafHash(Buffer.of(0))).toString('hex')).toBe(
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  );
});

it('the root is that of the definition, at once and one by one, at every size', () => {
  const tree = growingTree();
  expect(tree.root()).toEqual(EMPTY_ROOT);
  for (const [at, leaf] of leaves.entries()) {
    tree.append(leaf);
    const expected = definition(leaves.slice(0, at + 1));
    expect(tree.root()).toEqual(expected);
    if (at % 37 === 0)
      expect([rootOf(leaves.slice(0, at + 1)), rootAt(subtreesOf(leaves), at + 1)]).toEqual([
        expected,
        expected,
      ]);
  }
});

describe('proofs', () => {
  it('hold for every leaf of every tree up to 40, and for no other leaf, size or root', () => {
    const tree = subtreesOf(leaves);
    for (let size = 1; size <= 40; size += 1) {
      const root = rootAt(tree, size);
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(tree, index, size);
        const leaf = leaves[index] ?? EMPTY_ROOT;
        const claim = { index, size, leafHash: leaf, proof, root };
        expect(verifyInclusion(claim)).toEqual({ ok: true });
        expect(verifyInclusion({ ...claim, leafHash: flipped(leaf) }).ok).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(root) }).ok).toBe(false);
        expect(verifyInclusion({ ...claim, index: size }).ok).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] }).ok).toBe(false);
        for (let place = 0; place < proof.length; place += 1)
          expect(
            verifyInclusion({ ...claim, proof: proof.with(place, flipped(proof[place] ?? root)) }).ok,
          ).toBe(false);
      }
      for (let older = 1; older <= size; older += 1) {
        const proof = proveConsistency(tree, older, size);
        const claim = { older, newer: size, olderRoot: rootAt(tree, older), newerRoot: root, proof };
        expect(verifyConsistency(claim)).toEqual({ ok: true });
        expect(verifyConsistency({ ...claim, olderRoot: flipped(claim.olderRoot) }).ok).toBe(false);
        expect(verifyConsistency({ ...claim, newerRoot: flipped(root) }).ok).toBe(false);
        for (let place = 0; place < proof.length; place += 1)
          expect(verifyConsistency({ ...claim, proof: proof.toSpliced(place, 1) }).ok).toBe(false);
      }
    }
  });

  it('of nothing prove nothing', () => {
    expect(
      verifyConsistency({ older: 0, newer: 5, olderRoot: EMPTY_ROOT, newerRoot: EMPTY_ROOT, proof: [] }).ok,
    ).toBe(false);
    expect(verifyInclusion({ index: 0, size: 0, leafHash: EMPTY_ROOT, root: EMPTY_ROOT, proof: [] }).ok).toBe(
      false,
    );
    expect(() => proveInclusion(subtreesOf([]), 0, 0)).toThrow(RangeError);
    expect(() => proveConsistency(subtreesOf(leaves), 6, 5)).toThrow(RangeError);
  });
});

describe('tiles', () => {
  it('of 70,000 entries are those of the specification', () => {
    expect([0, 1, 2, 3].map((level) => tilesAt(level, 70_000))).toEqual([
      { full: 273, partial: 112 },
      { full: 1, partial: 17 },
      { full: 0, partial: 1 },
      { full: 0, partial: 0 },
    ]);
    expect([0, 1].map((level) => tilesAt(level, 256))).toEqual([
      { full: 1, partial: 0 },
      { full: 0, partial: 1 },
    ]);
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 273, width: 112 })).toBe('tile/entries/273.p/112');
  });

  it('have one path each, which leads back to them', () => {
    const level = fc.oneof(fc.nat(63), fc.constant('entries' as const));
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (at, index, width) => {
        const path = tilePath({ level: at, index, width });
        const [, place, groups = '', partial = '256'] =
          /^tile\/(entries|\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d*))?$/.exec(path) ?? [];
        expect(groups.startsWith('x000')).toBe(false);
        expect([place, Number(groups.replaceAll(/\D/g, '')), Number(partial)]).toEqual([
          String(at),
          index,
          width,
        ]);
      }),
    );
  });

  it('give the same roots and proofs as the leaves, at every size that they cover', () => {
    const many = Array.from({ length: 66_000 }, (_, at) => leafHash(Buffer.from(String(at))));
    const files = new Map<string, Buffer>();
    const tree = growingTree();
    for (const leaf of many)
      for (const tile of tree.append(leaf)) files.set(tilePath(tile), Buffer.concat([...tile.hashes]));
    for (const tile of tree.partialTiles()) files.set(tilePath(tile), Buffer.concat([...tile.hashes]));
    const read = (path: string) => files.get(path);
    const tiled = tiledSubtrees(read, many.length);
    expect(rootAt(tiled, many.length)).toEqual(tree.root());
    for (const index of [0, 255, 256, 65_535, 65_536, 65_999]) {
      const proof = proveInclusion(tiled, index, many.length);
      const leaf = many[index] ?? EMPTY_ROOT;
      expect(verifyInclusion({ index, size: many.length, leafHash: leaf, proof, root: tree.root() })).toEqual(
        { ok: true },
      );
    }
    for (const older of [1, 256, 257, 50_000, 65_536, 65_537]) {
      const proof = proveConsistency(tiled, older, many.length);
      const olderRoot = rootOf(many.slice(0, older));
      expect(
        verifyConsistency({ older, newer: many.length, olderRoot, newerRoot: tree.root(), proof }),
      ).toEqual({ ok: true });
    }
    expect(tileIn(0, 258, many.length)).toBeUndefined();
    files.set('tile/0/000', Buffer.alloc(31));
    expect(() => readTile(read, { level: 0, index: 0, width: TILE_WIDTH })).toThrow(OffswitchError);
    expect(() => readTile(() => undefined, { level: 0, index: 0, width: 3 })).toThrow(/missing/);
  });
});
