/** The one door to stores: an address says what kind of store it is and where. */
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { openMemoryStore } from './memory.ts';
import { openSqliteStore } from './sqlite.ts';
import type { TrialStore } from './store.ts';

export interface StoreOptions {
  /** `write` makes the store where there is none, and brings one of an earlier schema up to date. */
  readonly mode: 'read' | 'write';
}

/**
 * Opens the store at a path or `file:` URL, which is one SQLite file, or one that lives as long as the process
 * (`memory:`; each opening is another). For writing, a file is made where there is none or an empty one, and locked
 * against other writers until it is closed or the process ends, however it ends. Readers are free, also beside a writer.
 *
 * Errors: `unknown-store`; `store-missing` (reading), `store-locked` and `file-unwritable` (writing),
 * `store-not-a-store`, `store-older`, `store-newer`, `store-damaged`, `file-unreadable`. A rejected file is left as it
 * was.
 *
 * @example
 * const store = await openStore('study.offswitch', { mode: 'write' });
 * await store.save(record);
 * await store.close();
 */
export async function openStore(url: string, { mode }: StoreOptions): Promise<TrialStore> {
  const file = fileOfStore(url);
  return file === undefined ? openMemoryStore() : openSqliteStore(file, mode);
}

/** The file of the store at an address; undefined for one in memory. Errors: `unknown-store`. */
export function fileOfStore(url: string): string | undefined {
  // One letter is a drive of Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return named(url);
  if (scheme === 'file') return named(pathOf(url));
  if (url.toLowerCase() === 'memory:') return undefined;
  throw unknownStore(`there is no store of the kind ${scheme}:`, scheme);
}

function named(file: string): string {
  if (!file.endsWith('/') && !file.endsWith(sep)) return file;
  throw unknownStore(`${file} ends like a folder, and a store is a file`, 'file');
}

/** `file:name` is beside the process, as a path of that name is. */
function pathOf(url: string): string {
  try {
    return fileURLToPath(new URL(url, pathToFileURL(`${process.cwd()}/`)));
  } catch (thrown) {
    throw unknownStore(`${url} names no file of this machine (${messageOf(thrown)})`, 'file');
  }
}

function unknownStore(what: string, scheme: string): OffswitchError {
  return new OffswitchError(
    'unknown-store',
    what,
    'Give a path or a file: URL for a store in a file, or memory: for one that lasts as long as the process; a path with a colon in its name must begin with ./',
    { scheme },
  );
}
