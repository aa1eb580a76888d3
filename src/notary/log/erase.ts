/**
 * Taking erased content out of everything that may hold it: its file, its pack, the journal, and ends of the journal that
 * were cut.
 * The record that says so comes first, so what a crash interrupts is done again when the log is opened.
 */
import { dirname } from 'node:path/posix';
import { PACKS, packPath } from '../formats/pack.ts';
import { payloadPath } from '../records/payloads.ts';
import { writeDurably } from './durable.ts';
import type { FileLayer } from './files.ts';
import { isEntriesAlone, withoutPayloads } from './frames.ts';
import { isCut, JOURNAL, JOURNAL_MODE, journalSegments, packNumbers, STATE, segmentPath } from './layout.ts';

/** Nobody may write to the journal meanwhile, or have a segment of it open. `spared`: a cut end that is newer than they are. */
export async function eraseContent(
  files: FileLayer,
  digests: ReadonlySet<string>,
  spared?: string,
): Promise<void> {
  await removeUnfinishedPacks(files);
  await eraseFrom(files, segmentsWith(files, digests), digests);
  await eraseFrom(files, havingSome(files, packNumbers(files).map(packPath), digests), digests);
  const paths = [...digests].map(payloadPath).flatMap((path) => [path, `${path}.part`]);
  await removeDurably(files, [...paths, ...cutPayloads(files).filter((path) => path !== spared)]);
}

/** Segments of the journal that have one of these payloads. */
export function segmentsWith(files: FileLayer, digests: ReadonlySet<string>): readonly string[] {
  return havingSome(files, journalSegments(files).map(segmentPath), digests);
}

function havingSome(
  files: FileLayer,
  paths: readonly string[],
  digests: ReadonlySet<string>,
): readonly string[] {
  return paths.filter((path) => {
    const bytes = files.read(path) ?? Buffer.alloc(0);
    return withoutPayloads(bytes, digests) !== bytes;
  });
}

/** A pack of which nothing is left stays, so that their numbers have no gap. */
async function eraseFrom(
  files: FileLayer,
  paths: readonly string[],
  digests: ReadonlySet<string>,
): Promise<void> {
  for (const path of paths) {
    const bytes = withoutPayloads(files.read(path) ?? Buffer.alloc(0), digests);
    await writeDurably(files, [{ path, bytes, mode: JOURNAL_MODE }]);
  }
}

/** Torn content does not say whose it is: cut ends go that hold anything but entries. */
function cutPayloads(files: FileLayer): readonly string[] {
  return files
    .list(STATE)
    .filter(isCut)
    .map((name) => `${STATE}/${name}`)
    .filter((path) => !isEntriesAlone(files.read(path) ?? Buffer.alloc(0)));
}

/** A segment that was being written anew when the machine stopped. */
export async function removeUnfinishedSegments(files: FileLayer): Promise<void> {
  const left = files.list(JOURNAL).filter((name) => name.endsWith('.part'));
  await removeDurably(
    files,
    left.map((name) => `${JOURNAL}/${name}`),
  );
}

/** One that was being written when the machine stopped; nothing rests on it. */
async function removeUnfinishedPacks(files: FileLayer): Promise<void> {
  const folders = files.list(PACKS).map((folder) => `${PACKS}/${folder}`);
  const names = folders.flatMap((folder) => files.list(folder).map((name) => `${folder}/${name}`));
  await removeDurably(
    files,
    names.filter((name) => name.endsWith('.part')),
  );
}

async function removeDurably(files: FileLayer, paths: readonly string[]): Promise<void> {
  const there = paths.filter((path) => files.read(path) !== undefined);
  for (const path of there) await files.remove(path);
  for (const folder of new Set(there.map((path) => dirname(path)))) await files.syncFolder(folder);
}
