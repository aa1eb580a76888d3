/** Roots of subtrees out of tiles: a proof needs a few tiles, however many entries there are. */
import { malformed } from '../failures.ts';
import { type Tile, tileIn, tilePath } from '../formats/tile-path.ts';
import { rootOf } from './hashes.ts';
import type { Subtrees } from './prove.ts';

/** Gives the bytes of a file of the log by its path there; undefined if it is not there. */
export type ReadFile = (path: string) => Buffer | undefined;

/** The subtrees of the tree that has `size` entries. Errors while reading: `bad-tile`. */
export function tiledSubtrees(read: ReadFile, size: number): Subtrees {
  const kept = new Map<string, readonly Buffer[]>();
  const hashesOf = (level: number, index: number): readonly Buffer[] => {
    const tile = tileIn(level, index, size);
    if (tile === undefined) throw new RangeError(`a tree of ${size} has no tile ${index} at level ${level}`);
    const path = tilePath(tile);
    const known = kept.get(path) ?? readTile(read, tile);
    kept.set(path, known);
    return known;
  };
  return {
    subtree(level, index) {
      const row = Math.floor(level / 8);
      const width = 2 ** (level - 8 * row);
      const first = index * width;
      const at = first % 256;
      return rootOf(hashesOf(row, Math.floor(first / 256)).slice(at, at + width));
    },
  };
}

/** The hashes of a tile. Errors: `bad-tile`. */
export function readTile(read: ReadFile, tile: Tile): readonly Buffer[] {
  const path = tilePath(tile);
  // A log may delete partial tiles once there is a full one.
  const full = tilePath({ ...tile, width: 256 });
  const bytes = read(path) ?? read(full)?.subarray(0, tile.width * 32);
  if (bytes === undefined) throw badTile(path, 'it is missing');
  if (bytes.length !== tile.width * 32)
    throw badTile(path, `it has ${bytes.length} bytes, not ${tile.width * 32}`);
  return Array.from({ length: tile.width }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
}

function badTile(path: string, what: string): Error {
  return malformed('bad-tile', path, what, 'Restore the file from a copy of the log.');
}
