/** From the journal to the files that everybody reads: full bundles and tiles, and the partial ones of a signed head. */
import { encodeBundle } from '../formats/bundle.ts';
import { TILE_WIDTH, type Tile, tilePath } from '../formats/tile-path.ts';
import type { TileHashes } from '../tree/growing.ts';
import { type NewFile, removeFolder, writeDurably } from './durable.ts';
import type { FileLayer } from './files.ts';

export interface TileStore {
  /** Full bundles that are on the disk. */
  readonly bundles: number;
  /** Entries in memory because they are in no full bundle on the disk. */
  readonly held: number;
  add(entries: readonly Buffer[], fullTiles: readonly TileHashes[]): void;
  /** Writes what is full, and what a head of this size needs besides. Not to be called again before it is done. */
  write(size: number, partial: readonly TileHashes[]): Promise<void>;
}

/** Files written at once: so many are on their way to the disk while others are prepared. */
const AT_ONCE = 64;

export function tileStore(
  files: FileLayer,
  found: { bundles: number; unbundled: readonly Buffer[]; missingTiles: readonly TileHashes[] },
): TileStore {
  let bundles = found.bundles;
  const held = [...found.unbundled];
  const tiles = [...found.missingTiles];

  async function writeFull(size: number): Promise<void> {
    const count = Math.floor(size / TILE_WIDTH) - bundles;
    // Others may have become full since; of those, the head of this size needs a part.
    const full = tiles.filter(({ level, index }) => (index + 1) * TILE_WIDTH ** (level + 1) <= size);
    const written: (NewFile & { tile: Tile })[] = [];
    for (let index = 0; index < count; index += 1) {
      const entries = held.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      written.push(
        fileOf({ level: 'entries', index: bundles + index, width: TILE_WIDTH }, encodeBundle(entries)),
      );
    }
    for (const tile of full) written.push(fileOf(tile, Buffer.concat(tile.hashes)));
    for (let at = 0; at < written.length; at += AT_ONCE)
      await writeDurably(files, written.slice(at, at + AT_ONCE));
    held.splice(0, count * TILE_WIDTH);
    tiles.splice(0, full.length);
    bundles += count;
    // Nobody needs a part of what is there whole.
    for (const { tile } of written)
      await removeFolder(files, `${tilePath({ ...tile, width: TILE_WIDTH })}.p`);
  }

  return {
    get bundles() {
      return bundles;
    },
    get held() {
      return held.length;
    },
    add(entries, fullTiles) {
      for (const entry of entries) held.push(entry);
      tiles.push(...fullTiles);
    },
    async write(size, partial) {
      await writeFull(size);
      const width = size % TILE_WIDTH;
      const rest = held.slice(0, width);
      const bundle =
        width === 0 ? [] : [fileOf({ level: 'entries', index: bundles, width }, encodeBundle(rest))];
      await writeDurably(files, [
        ...bundle,
        ...partial.map((tile) => fileOf(tile, Buffer.concat(tile.hashes))),
      ]);
    },
  };
}

function fileOf(tile: Tile, bytes: Buffer): NewFile & { tile: Tile } {
  return { path: tilePath(tile), bytes, tile };
}
