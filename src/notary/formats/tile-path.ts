/** Where tiles stand (c2sp.org/tlog-tiles): `tile/LEVEL/NNN` with a folder for every three digits, partial ones in `.p`. */
/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256;

export interface Tile {
  /** Height of the tile's hashes in the tree divided by 8; `entries` for bundles of entries. */
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries in it: 1 to 256. */
  readonly width: number;
}

/** @example tilePath({ level: 0, index: 1234067, width: 256 }) // 'tile/0/x001/x234/067' */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tiles of a level that a tree of this size has, the partial one last; bundles are counted like level 0. */
export function tilesAt(level: number | 'entries', size: number): { full: number; partial: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH };
}

/** The tile with this index in a tree of this size; undefined if the tree has none there. */
export function tileIn(level: number | 'entries', index: number, size: number): Tile | undefined {
  const { full, partial } = tilesAt(level, size);
  if (index < full) return { level, index, width: TILE_WIDTH };
  return index === full && partial > 0 ? { level, index, width: partial } : undefined;
}
