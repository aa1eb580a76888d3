/** Files that are on the disk whole once the promise has resolved, or not there at all. */
import { dirname } from 'node:path/posix';
import type { FileLayer } from './files.ts';

export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode?: number;
}

/** Written at once: a disk syncs several files in hardly more time than one. */
const AT_ONCE = 16;

/** Each is written beside its place, synced and renamed; their folders are synced once. */
export async function writeDurably(files: FileLayer, written: readonly NewFile[]): Promise<void> {
  const folders = new Set(written.map(({ path }) => dirname(path)));
  for (const folder of folders) await makeFolders(files, folder);
  await each(written, (one) => writeWhole(files, one));
  await each([...folders], (folder) => files.syncFolder(folder));
}

async function writeWhole(files: FileLayer, { path, bytes, mode }: NewFile): Promise<void> {
  const file = await files.open(`${path}.part`, 'create', mode);
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(`${path}.part`, path);
}

/** In order, some at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}

/** Folders that were made: to look into one that is large takes long. */
const made = new WeakMap<FileLayer, Set<string>>();

/** With everything in it. */
export async function removeFolder(files: FileLayer, folder: string): Promise<void> {
  made.get(files)?.delete(folder);
  await files.remove(folder);
}

/** The folder and those above it. */
export async function makeFolders(files: FileLayer, folder: string): Promise<void> {
  const known = made.get(files) ?? new Set(['.']);
  made.set(files, known);
  if (known.has(folder)) return;
  if (files.list(folder).length === 0) {
    const above = dirname(folder);
    await makeFolders(files, above);
    await files.makeFolder(folder);
    await files.syncFolder(above);
  }
  known.add(folder);
}
