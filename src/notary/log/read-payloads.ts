/** Payloads of a log that may be written to: files of their own, in packs, or still in the journal. */

import { readBundle } from '../formats/bundle.ts';
import { namedPayload, packPath } from '../formats/pack.ts';
import { digestInPath } from '../records/payloads.ts';
import type { ReadFile } from '../tree/tiled.ts';
import type { FileLayer } from './files.ts';
import { journalSegments, packNumbers, segmentPath } from './layout.ts';

type Files = Pick<FileLayer, 'read' | 'list'>;

/**
 * Reads files, and a payload that has none of its own from the journal or from its pack.
 *
 * @example payloadContent(withJournal(files), digest)
 */
export function withJournal(files: Files): ReadFile {
  return (path) => {
    const digest = digestInPath(path);
    const own = files.read(path);
    if (own !== undefined || digest === undefined) return own;
    // It may go from the journal into a pack while one looks.
    return framed(files, digest, journalPaths(files)) ?? framed(files, digest, packPaths(files));
  };
}

/** Those of these payloads that packs have; the newest are looked at first, and no more than need be. */
export function inPacks(files: Files, digests: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of packPaths(files)) {
    if (found.size === digests.size) break;
    for (const frame of framesIn(files, path)) {
      const digest = namedPayload(frame)?.digest;
      if (digest !== undefined && digests.has(digest)) found.add(digest);
    }
  }
  return found;
}

function* journalPaths(files: Files): Generator<string> {
  for (const first of journalSegments(files).toReversed()) yield segmentPath(first);
}

function* packPaths(files: Files): Generator<string> {
  for (const number of packNumbers(files).toReversed()) yield packPath(number);
}

function framed(files: Files, digest: string, paths: Iterable<string>): Buffer | undefined {
  for (const path of paths)
    for (const frame of framesIn(files, path)) {
      const named = namedPayload(frame);
      if (named?.digest === digest) return named.bytes;
    }
  return undefined;
}

function framesIn(files: Files, path: string): readonly Buffer[] {
  return readBundle(files.read(path) ?? Buffer.alloc(0)).entries;
}
