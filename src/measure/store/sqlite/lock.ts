/**
 * One writer at a time: an exclusive transaction on an empty SQLite file beside the store.
 *
 * The operating system frees it when the process ends, however it ends, so no stale lock is ever left.
 */
import { rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { OffswitchError } from '../../../kit/errors.ts';
import { connect } from '../../../kit/sqlite.ts';
import { isBusy, LOCKED_REMEDY, storeFailure } from './failures.ts';

export interface WriterLock {
  release(): void;
}

/** Takes the writer lock of a store. Errors: `store-locked` at once if another writer has it; `file-unwritable`. */
export function lockForWriting(store: string): WriterLock {
  const path = `${store}-lock`;
  for (;;) {
    const before = identityOf(path);
    const connection = takeExclusively(path, store);
    // A writer that ended may have removed the file between opening and locking it: then this lock is on no name.
    if (before !== undefined && before === identityOf(path))
      return { release: () => release(connection, path) };
    connection.close();
  }
}

function takeExclusively(path: string, store: string): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    connection = connect(path, { timeout: 0 });
    // Nothing is ever written, so nothing needs a journal file. (SQLite on guard refuses to do without a journal.)
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return connection;
  } catch (thrown) {
    connection?.close();
    if (!isBusy(thrown)) throw storeFailure(thrown, path);
    throw new OffswitchError(
      'store-locked',
      `another process is writing to the store ${store}`,
      LOCKED_REMEDY,
      { file: store },
      thrown,
    );
  }
}

function release(connection: DatabaseSync, path: string): void {
  // Removed while still locked: whoever opened it meanwhile finds its name gone and tries again.
  const removed = tryRemove(path);
  connection.close();
  // Some systems do not remove open files.
  if (!removed) tryRemove(path);
}

function tryRemove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

function identityOf(path: string): string | undefined {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? undefined : `${status.dev}:${status.ino}`;
}
