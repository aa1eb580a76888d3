/** The files beside a store: what SQLite and the lock of writers keep there is theirs, and anything else is left alone. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { OffswitchError } from '../../../kit/errors.ts';

/** The ends of names that SQLite and the lock keep beside a store. */
const RESERVED = /-(?:wal|shm|journal|lock)$/;

/** Errors: `store-not-a-store` for a name that a file beside another store has or may have. */
export function demandOwnName(file: string): void {
  const [suffix] = RESERVED.exec(file) ?? [];
  if (suffix === undefined) return;
  throw new OffswitchError(
    'store-not-a-store',
    `${file} is no name for a store: a file that ends in ${suffix} belongs to the store ${file.replace(RESERVED, '')}`,
    'Name another file; this one is left as it is.',
    { file },
  );
}

/**
 * SQLite removes or overwrites what stands under the names that it uses, whoever made it; so it is only let there
 * where all of it is its own. Errors: `would-overwrite`.
 */
export function demandOwnCompanions(store: string, exists: boolean): void {
  for (const [suffix, isOwn] of companions) {
    const file = store + suffix;
    const bytes = statSync(file, { throwIfNoEntry: false })?.size;
    if (bytes === undefined || isOwn(file, bytes, exists)) continue;
    const why = exists ? 'it is not of that store' : 'that store is not there';
    throw new OffswitchError(
      'would-overwrite',
      `${file} stands where the store ${store} keeps its own files, and ${why}; nothing was changed`,
      exists
        ? 'Move it away, or name another store.'
        : 'If the store was moved or deleted, put it back or move this file away; or name another store.',
      { file },
    );
  }
}

type IsOwn = (file: string, bytes: number, storeExists: boolean) => boolean;

const never: IsOwn = () => false;
const isBlank: IsOwn = (_file, bytes) => bytes === 0;

/** By suffix, whether a file may be the store's own. The log is WAL, so there is no journal. */
const companions: readonly (readonly [suffix: string, isOwn: IsOwn])[] = [
  ['-wal', (file, bytes, exists) => exists && (bytes === 0 || isLog(file))],
  ['-shm', (_file, bytes, exists) => exists && bytes % SHM_STEP === 0],
  ['-journal', never],
  // Nothing is ever written to these two; those that a killed process left behind are as good as new.
  ['-lock', isBlank],
  ['-lock-journal', isBlank],
  ['-lock-wal', never],
  ['-lock-shm', never],
];

/** SQLite lets it grow by whole pages of the system. */
const SHM_STEP = 4096;

/** https://www.sqlite.org/fileformat2.html#the_write_ahead_log: the last bit tells the order of bytes in checksums. */
const LOG_MAGIC = 0x377f0682;

function isLog(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(4);
    readSync(handle, head);
    return (head.readUInt32BE() & ~1) >>> 0 === LOG_MAGIC;
  } finally {
    closeSync(handle);
  }
}
