/** Opening a store file: what is no store, or cannot be used, is named and left exactly as it was. */
import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type ErrorCode, OffswitchError, pathFailure, systemCodeOf } from '../../../kit/errors.ts';
import { whereLinksLead } from '../../../kit/files.ts';
import { connect } from '../../../kit/sqlite.ts';
import { demandOwnCompanions, demandOwnName } from './companions.ts';
import { damagedStore, isCorruption, isNotADatabase, isNotAllowed, storeFailure } from './failures.ts';
import { lockForWriting, type WriterLock } from './lock.ts';
import { createStoreFile, foreignTable, PAGE_BYTES, type StoreFormat, versionOf } from './schema.ts';

/** How long a statement waits for other connections to finish a step, in milliseconds. */
const PATIENCE = 5_000;

/** Opens an existing store. Errors: `store-missing`, those of `recognise`. */
export function openForReading(path: string, format: StoreFormat): DatabaseSync {
  const file = placeOf(path);
  const found = recognise(file, format);
  if (found === 'absent') {
    throw rejected('store-missing', file, 'does not exist', `Check the path. ${format.made}`);
  }
  if (found === 'empty') {
    throw rejected('store-not-a-store', file, 'is empty and not a store yet', format.made);
  }
  demandOwnCompanions(file, true);
  let connection: DatabaseSync | undefined;
  try {
    connection = connectToRead(file);
    // Neither views nor functions of a foreign file may run, and this connection never changes a row.
    connection.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF');
    demandOurTables(connection, file, format);
    return connection;
  } catch (thrown) {
    connection?.close();
    throw storeFailure(thrown, file);
  }
}

export interface WritableFile {
  readonly connection: DatabaseSync;
  readonly lock: WriterLock;
}

/**
 * Opens a store, or makes one where there is no file or an empty one, and holds its writer lock. One of an earlier
 * schema is brought up to date. `maxBytes` bounds the file. Errors: `store-locked`, `file-unwritable`, those of `recognise`.
 */
export function openForWriting(
  path: string,
  format: StoreFormat,
  maxBytes: number | undefined,
): WritableFile {
  const file = placeOf(path);
  demandOwnCompanions(file, recognise(file, format) === 'store');
  demandWritable(file);
  const lock = lockForWriting(file);
  let connection: DatabaseSync | undefined;
  try {
    // Looked at again: another writer may have made the store before we had the lock.
    const isStore = recognise(file, format) === 'store';
    demandOwnCompanions(file, isStore);
    if (!isStore) createStoreFile(file, format);
    bringUpToDate(file, format);
    connection = connect(fileUrl(file, 'mode', 'rw'), { timeout: PATIENCE });
    connection.exec(`
      PRAGMA synchronous = FULL;
      PRAGMA trusted_schema = OFF;
      ${maxBytes === undefined ? '' : `PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)};`}
    `);
    demandOurTables(connection, file, format);
    return { connection, lock };
  } catch (thrown) {
    connection?.close();
    lock.release();
    throw storeFailure(thrown, file);
  }
}

function bringUpToDate(file: string, format: StoreFormat): void {
  const options = { timeout: PATIENCE, enableForeignKeyConstraints: false };
  const connection = connect(fileUrl(file, 'mode', 'rw'), options);
  try {
    connection.exec('PRAGMA trusted_schema = OFF');
    if (versionOf(connection) === format.version) return;
    demandOurTables(connection, file, format);
    format.migrate(connection);
  } finally {
    connection.close();
  }
}

/**
 * Says whether a file is a store of this version or an earlier one that is read, without changing it or anything beside it.
 * Errors: `file-unreadable`, `store-not-a-store`, `store-older`, `store-newer`, `store-damaged`.
 */
function recognise(file: string, format: StoreFormat): Found {
  try {
    return lookAt(file, format);
  } catch (thrown) {
    // A writer that was just closing may have been caught between two steps; damage is there the second time, too.
    if (thrown instanceof OffswitchError && thrown.code === 'store-damaged') return lookAt(file, format);
    throw thrown;
  }
}

/** Of every SQLite file. */
const HEADER_BYTES = 100;

type Found = 'absent' | 'empty' | 'store';

function lookAt(file: string, format: StoreFormat): Found {
  const status = statusOf(file);
  if (status === undefined) return 'absent';
  if (!status.isFile()) throw rejected('store-not-a-store', file, 'is not a regular file', OTHER_FILE);
  demandAccess(file, constants.R_OK, 'file-unreadable');
  if (status.size === 0) return 'empty';
  // SQLite takes less than a header for an empty database.
  if (status.size < HEADER_BYTES && logBytes(file) === 0)
    throw rejected('store-not-a-store', file, 'is not a store', OTHER_FILE);
  // Immutable: SQLite takes no lock and makes no file beside. (Opening the file by other means would on POSIX
  // free the locks that this process holds on it.)
  const connection = connect(fileUrl(file, 'immutable', '1'), { readOnly: true });
  try {
    demandOurMarks(connection, file, format);
    demandAllPages(connection, file, status.size);
    demandOurTables(connection, file, format);
  } catch (thrown) {
    // While it is written to, or after its writer was killed, the file alone may look cut off: the log completes it.
    if (isDamage(thrown) && logBytes(file) > 0) return 'store';
    if (isNotADatabase(thrown)) throw rejected('store-not-a-store', file, 'is not a store', OTHER_FILE);
    throw storeFailure(thrown, file);
  } finally {
    connection.close();
  }
  return 'store';
}

/** Whether SQLite or we found something broken. */
function isDamage(thrown: unknown): boolean {
  return isCorruption(thrown) || (thrown instanceof OffswitchError && thrown.code === 'store-damaged');
}

const OTHER_FILE = 'Name another file; this one is left as it is.';

function demandOurMarks(
  connection: DatabaseSync,
  file: string,
  { applicationId, firstVersion, version: current }: StoreFormat,
): void {
  const application = connection.prepare('PRAGMA application_id').get()?.application_id;
  if (application !== applicationId) {
    throw rejected('store-not-a-store', file, 'is a SQLite database of another kind', OTHER_FILE);
  }
  const version = versionOf(connection);
  if (version >= firstVersion && version <= current) return;
  const is = `has version ${version}; this program reads versions ${firstVersion} to ${current}`;
  if (version < firstVersion) {
    throw rejected('store-older', file, is, 'Open it with the Offswitch that wrote it, or use a new store.');
  }
  throw rejected('store-newer', file, is, 'Update Offswitch to open it, or use another store.');
}

/** SQLite itself takes a last page that is cut off for one that ends in zeros. */
function demandAllPages(connection: DatabaseSync, file: string, bytes: number): void {
  const pages = Number(connection.prepare('PRAGMA page_count').get()?.page_count);
  if (bytes >= pages * PAGE_BYTES || logBytes(file) > 0) return;
  throw damagedStore(file, `it has ${bytes} of ${pages * PAGE_BYTES} bytes`);
}

function demandOurTables(connection: DatabaseSync, file: string, { tablesOf }: StoreFormat): void {
  const { required, optional } = tablesOf(versionOf(connection));
  const fault = foreignTable(connection, required, optional);
  if (fault !== undefined) throw damagedStore(file, fault);
}

/**
 * A read-only connection leaves SQLite's two files behind where it had to make them; one that may write removes
 * them. So the latter reads where the store was closed well, and the former where a log waits for the next writer.
 */
function connectToRead(file: string): DatabaseSync {
  const writable = canAccess(file, constants.W_OK);
  const connection =
    writable && logBytes(file) === 0
      ? connect(fileUrl(file, 'mode', 'rw'), { timeout: PATIENCE })
      : connect(fileUrl(file, 'mode', 'ro'), { readOnly: true, timeout: PATIENCE });
  try {
    // The first look decides whether the files beside it can be had.
    versionOf(connection);
    connection.prepare('SELECT name FROM sqlite_schema').all();
    return connection;
  } catch (thrown) {
    connection.close();
    // In a folder that takes no new files nobody can be writing either.
    if (!isNotAllowed(thrown) || logBytes(file) > 0) throw thrown;
    return connect(fileUrl(file, 'immutable', '1'), { readOnly: true });
  }
}

function fileUrl(file: string, parameter: string, value: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set(parameter, value);
  return url;
}

function logBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Where links lead, so that one store has one lock. Errors: `store-not-a-store`. */
function placeOf(path: string): string {
  const file = whereLinksLead(path);
  for (const name of [path, file]) demandOwnName(name);
  return file;
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (thrown) {
    throw systemFailure('file-unreadable', file, thrown);
  }
}

function demandWritable(file: string): void {
  const exists = statusOf(file) !== undefined;
  if (exists) demandAccess(file, constants.W_OK, 'file-unwritable');
  demandAccess(dirname(file), constants.W_OK, 'file-unwritable');
}

function demandAccess(file: string, access: number, code: ErrorCode): void {
  try {
    accessSync(file, access);
  } catch (thrown) {
    throw systemFailure(code, file, thrown);
  }
}

function canAccess(file: string, access: number): boolean {
  try {
    accessSync(file, access);
    return true;
  } catch {
    return false;
  }
}

function systemFailure(code: ErrorCode, file: string, thrown: unknown): OffswitchError {
  return new OffswitchError(
    code,
    `cannot use ${file}: ${pathFailure(thrown)}`,
    'Check the path and its permissions.',
    { file, system: systemCodeOf(thrown) ?? null },
    thrown,
  );
}

function rejected(code: ErrorCode, file: string, is: string, remedy: string): OffswitchError {
  return new OffswitchError(code, `${file} ${is}`, remedy, { file });
}
