/** All entries of a log on the disk, in order: full bundles first, then what the journal has beyond them. */
import { OffswitchError } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import { decodeBundle } from '../formats/bundle.ts';
import { TILE_WIDTH, tileIn, tilePath } from '../formats/tile-path.ts';
import type { SaltedPayload } from '../records/payloads.ts';
import type { FileLayer } from './files.ts';
import { readFrames } from './frames.ts';
import { journalSegments, segmentPath } from './layout.ts';

export interface StoredEntry {
  readonly bytes: Buffer;
  /** For words about it. */
  readonly place: string;
  /** Where it stands in the journal; absent for one in a full bundle. */
  readonly journal?: { readonly segment: string; readonly at: number; readonly newest: boolean };
}

/** A payload in the journal, before the entries that refer to it. */
export interface StoredPayload {
  readonly payload: SaltedPayload;
}

/** What stands after the last whole entry of the journal. */
export interface TornEnd {
  readonly segment: string;
  /** Bytes of the segment before it. */
  readonly at: number;
  readonly bytes: Buffer;
}

export interface StoredEntries {
  readonly bundles: number;
  entries(): Generator<StoredEntry, TornEnd | undefined>;
  /** With the payloads in the journal. */
  everything(): Generator<StoredEntry | StoredPayload, TornEnd | undefined>;
}

/** Errors while reading: `log-altered`, `log-truncated`. */
export function storedEntries(files: Pick<FileLayer, 'read' | 'list'>): StoredEntries {
  let bundles = 0;
  const bundlePath = (index: number) => tilePath({ level: 'entries', index, width: TILE_WIDTH });
  while (files.read(bundlePath(bundles)) !== undefined) bundles += 1;

  function* inBundles(): Generator<StoredEntry> {
    for (let index = 0; index < bundles; index += 1) {
      const path = bundlePath(index);
      const bytes = files.read(path) ?? Buffer.alloc(0);
      for (const [at, entry] of entriesOf(bytes, path).entries())
        yield { bytes: entry, place: `entry ${index * TILE_WIDTH + at} (${path})` };
    }
  }

  function* inJournal(): Generator<StoredEntry | StoredPayload, TornEnd | undefined> {
    const segments = journalSegments(files);
    let next = bundles * TILE_WIDTH;
    for (const [place, first] of segments.entries()) {
      if (first > next)
        throw truncated(`entries ${next} to ${first - 1} are missing: no segment of the journal has them`);
      const segment = segmentPath(first);
      const bytes = files.read(segment) ?? Buffer.alloc(0);
      const newest = place === segments.length - 1;
      const { frames, whole } = readFrames(bytes);
      let index = first;
      for (const frame of frames) {
        if ('payload' in frame) {
          yield frame;
          continue;
        }
        if (index === next) {
          const journal = { segment, at: frame.at, newest };
          yield { bytes: frame.entry, place: `entry ${next} (${segment})`, journal };
          next += 1;
        }
        index += 1;
      }
      if (whole === bytes.length) continue;
      // A segment is begun only when the one before it is on the disk.
      if (!newest) throw altered(`${segment} is cut off in the middle of an entry`);
      return { segment, at: whole, bytes: bytes.subarray(whole) };
    }
    return undefined;
  }

  function* everything(): Generator<StoredEntry | StoredPayload, TornEnd | undefined> {
    yield* inBundles();
    return yield* inJournal();
  }

  return {
    bundles,
    everything,
    *entries() {
      const all = everything();
      for (let next = all.next(); ; next = all.next()) {
        if (next.done) return next.value;
        if ('bytes' in next.value) yield next.value;
      }
    },
  };
}

/** The entries that a head of this size covers, from the files that everybody may read. Errors: `bad-tile`. */
export function* publishedEntries(read: FileLayer['read'], size: number): Generator<Buffer> {
  for (let index = 0; index * TILE_WIDTH < size; index += 1) yield* publishedBundle(read, index, size);
}

/** Those of one bundle. Errors: `bad-tile`. */
export function publishedBundle(read: FileLayer['read'], index: number, size: number): readonly Buffer[] {
  const tile = tileIn('entries', index, size);
  if (tile === undefined) return [];
  const path = tilePath(tile);
  const partial = read(path);
  if (partial !== undefined) return decodeBundle(partial, tile.width, path);
  // A log may delete partial bundles once there is a full one.
  const full = read(tilePath({ ...tile, width: TILE_WIDTH }));
  if (full !== undefined) return decodeBundle(full, TILE_WIDTH, path).slice(0, tile.width);
  throw malformed('bad-tile', path, 'it is missing', 'Restore the file from a copy of the log.');
}

/** An answer with more than so much text would be too large for a frame, with what it takes to write it as JSON. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Entries from one to another, or as many of them as one answer holds; at least one where there is one. */
export function* entriesFrom(
  files: Pick<FileLayer, 'read' | 'list'>,
  from: number,
  to: number,
): Generator<string> {
  let length = 0;
  for (const bytes of entriesAt(files, from)) {
    length += bytes.length;
    if (from >= to || (length > MOST_TEXT && length > bytes.length)) return;
    yield bytes.toString();
    from += 1;
  }
}

function* entriesAt(files: Pick<FileLayer, 'read' | 'list'>, from: number): Generator<Buffer> {
  let next = from;
  for (;;) {
    const path = tilePath({ level: 'entries', index: Math.floor(next / TILE_WIDTH), width: TILE_WIDTH });
    const bundle = files.read(path);
    if (bundle === undefined) break;
    const entries = entriesOf(bundle, path).slice(next % TILE_WIDTH);
    yield* entries;
    next += entries.length;
  }
  const firsts = journalSegments(files);
  const holding = firsts.findLastIndex((first) => first <= next);
  for (const first of firsts.slice(Math.max(0, holding))) {
    if (first > next) return;
    const { frames } = readFrames(files.read(segmentPath(first)) ?? Buffer.alloc(0));
    const entries = frames.flatMap((frame) => ('entry' in frame ? frame.entry : []));
    const rest = entries.slice(next - first);
    yield* rest;
    next += rest.length;
  }
}

function entriesOf(bytes: Buffer, path: string): readonly Buffer[] {
  try {
    return decodeBundle(bytes, TILE_WIDTH, path);
  } catch (thrown) {
    throw thrown instanceof OffswitchError ? altered(thrown.message) : thrown;
  }
}

export function altered(what: string): OffswitchError {
  return new OffswitchError(
    'log-altered',
    `the log was altered: ${what}`,
    'Keep the folder as evidence. Begin a new log in another folder, or restore this one whole from a copy.',
  );
}

export function truncated(what: string): OffswitchError {
  return new OffswitchError(
    'log-truncated',
    `the log was cut: ${what}`,
    'Keep the folder as evidence. Begin a new log in another folder, or restore this one whole from a copy.',
  );
}
