/** Files that are on the disk whole once the promise has resolved, or not there at all. */
import { dirname } from 'node:path/posix';
import type { FileLayer } from './files.ts';

export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode?: number;
}

/** Each is written beside its place, synced and renamed; their folders are synced once. */
export async function writeDurably(files: FileLayer, written: readonly NewFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path, bytes, mode } of written) {
    const folder = dirname(path);
    if (!folders.has(folder)) await makeFolders(files, folder);
    folders.add(folder);
    const file = await files.open(`${path}.part`, 'create', mode);
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(`${path}.part`, path);
  }
  for (const folder of folders) await files.syncFolder(folder);
}

/** The folder and those above it. */
export async function makeFolders(files: FileLayer, folder: string): Promise<void> {
  if (folder === '.' || files.list(folder).length > 0) return;
  const above = dirname(folder);
  await makeFolders(files, above);
  await files.makeFolder(folder);
  await files.syncFolder(above);
}
