/** A tree that grows by one leaf at a time and keeps only its right edge: at most 256 hashes a level of tiles. */
import { TILE_WIDTH, type Tile } from '../formats/tile-path.ts';
import { foldPeaks, peaks, rootOf } from './hashes.ts';

export interface TileHashes extends Tile {
  readonly level: number;
  readonly hashes: readonly Buffer[];
}

export interface GrowingTree {
  readonly size: number;
  root(): Buffer;
  /** The tiles that this leaf made full, from the lowest level up. */
  append(leafHash: Buffer): readonly TileHashes[];
  /** The tiles at the right edge that are not full. */
  partialTiles(): readonly TileHashes[];
}

export function growingTree(): GrowingTree {
  /** Of each level the hashes of the tile that is not full, and how many full ones stand before it. */
  const rows: { hashes: Buffer[]; full: number }[] = [];
  let size = 0;

  function push(level: number, hash: Buffer, made: TileHashes[]): void {
    const row = rows[level] ?? { hashes: [], full: 0 };
    rows[level] = row;
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    const tile = { level, index: row.full, width: TILE_WIDTH, hashes: row.hashes };
    rows[level] = { hashes: [], full: row.full + 1 };
    made.push(tile);
    push(level + 1, rootOf(tile.hashes), made);
  }

  return {
    get size() {
      return size;
    },
    root: () => foldPeaks(rows.toReversed().flatMap((row) => peaks(row.hashes))),
    append(leafHash) {
      const made: TileHashes[] = [];
      push(0, leafHash, made);
      size += 1;
      return made;
    },
    partialTiles: () =>
      rows.flatMap(({ hashes, full }, level) =>
        hashes.length === 0 ? [] : [{ level, index: full, width: hashes.length, hashes: [...hashes] }],
      ),
  };
}
