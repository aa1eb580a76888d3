/** What content is made of, so that it is known again when it should be gone: digests of files, and chunks of them. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OffswitchError, pathFailure } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { chunkTable, entryOf } from './chunk-table.ts';
import { COARSE, chunkStream, FINE, isDistinct, type Scale, SMALL_BYTES } from './chunks.ts';
import { readPieces } from './pieces.ts';

export interface IndexedFile {
  readonly path: string;
  readonly bytes: number;
  readonly digest: Hash;
}

export interface IndexedChunks {
  readonly window: number;
  readonly bits: number;
  /** As in a ChunkTable, one behind the other. */
  readonly entries: Uint32Array;
}

export interface ContentIndex {
  readonly files: readonly IndexedFile[];
  readonly chunks: readonly IndexedChunks[];
}

/** Of 100 GB one chunk in 32 KiB, and below a GiB one in 256 bytes. */
const MOST_CHUNKS = 2 ** 22;

/**
 * Reads files and folders. Text beside weights (configuration, vocabulary, licence) is not looked for: others have the same.
 * Where all is text, it is what there is. Errors: `file-unreadable`.
 *
 * @example await indexContent(['/srv/models/atlas'])
 */
export async function indexContent(paths: readonly string[], signal?: AbortSignal): Promise<ContentIndex> {
  const found = paths.flatMap(filesUnder);
  const read: (IndexedFile & { readonly isText: boolean })[] = [];
  const large = found.reduce((sum, { bytes }) => sum + (bytes < SMALL_BYTES ? 0 : bytes), 0);
  const bits = Math.max(COARSE.bits, Math.ceil(Math.log2(large / MOST_CHUNKS)));
  const byFile: Collected[][] = [];
  for (const { path, bytes } of found) {
    const scale = bytes < SMALL_BYTES ? FINE : { ...COARSE, bits };
    const file = await readFile(path, scale, signal);
    read.push(file);
    byFile.push([{ scale, entries: file.entries }]);
  }
  const isWeights = (index: number) => read.every(({ isText }) => isText) || read[index]?.isText === false;
  const kept = byFile.filter((_, index) => isWeights(index)).flat();
  return {
    files: read
      .filter((_, index) => isWeights(index))
      .map(({ path, bytes, digest }) => ({ path, bytes, digest })),
    chunks: [FINE, { ...COARSE, bits }].flatMap((scale) => joined(scale, kept)),
  };
}

interface Collected {
  readonly scale: Scale;
  readonly entries: readonly Uint32Array[];
}

async function readFile(path: string, scale: Scale, signal: AbortSignal | undefined) {
  const hash = createHash('sha256');
  const entries: Uint32Array[] = [];
  let bytes = 0;
  let isText = true;
  const stream = chunkStream(scale.bits, (gear, chunkOf) => {
    const chunk = chunkOf(scale.window);
    if (chunk !== undefined && isDistinct(chunk, scale)) entries.push(entryOf(gear, chunk));
  });
  try {
    for await (const piece of readPieces(path, signal)) {
      hash.update(piece);
      stream.take(piece);
      isText &&= !piece.includes(0);
      bytes += piece.length;
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw unreadable(path, thrown);
  }
  return { path, bytes, digest: `sha256:${hash.digest('hex')}` as const, isText, entries };
}

function joined(scale: Scale, parts: readonly Collected[]): readonly IndexedChunks[] {
  const all = parts
    .filter(({ scale: { window } }) => window === scale.window)
    .flatMap(({ entries }) => entries);
  if (all.length === 0) return [];
  const table = chunkTable(all.length);
  const different = all.filter((entry) => table.add(entry).isNew);
  const entries = new Uint32Array(different.length * 4);
  for (const [i, entry] of different.entries()) entries.set(entry, 4 * i);
  return [{ window: scale.window, bits: scale.bits, entries }];
}

function filesUnder(path: string): readonly { readonly path: string; readonly bytes: number }[] {
  try {
    const status = lstatSync(path);
    if (status.isFile()) return [{ path, bytes: status.size }];
    if (status.isDirectory())
      return readdirSync(path)
        .sort()
        .flatMap((name) => filesUnder(join(path, name)));
    return [];
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): OffswitchError {
  if (thrown instanceof OffswitchError) return thrown;
  const remedy = 'Give the guard the right to read the weights, or take them out of guard.yaml.';
  return new OffswitchError('file-unreadable', `${path}: ${pathFailure(thrown)}`, remedy, { path }, thrown);
}
