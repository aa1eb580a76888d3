/** What SQLite's failures mean to whoever runs a study. */
import {
  type ErrorCode,
  type ErrorData,
  messageOf,
  OffswitchError,
  systemCodeOf,
} from '../../../kit/errors.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** I/O errors of reading; all others come from storing, syncing or growing a file. */
const READ_ERRORS: ReadonlySet<number> = new Set([IOERR | (1 << 8), IOERR | (2 << 8), IOERR | (33 << 8)]);

/** SQLite's extended result code, if this is a failure of SQLite. */
function sqliteCodeOf(thrown: unknown): number | undefined {
  if (systemCodeOf(thrown) !== 'ERR_SQLITE_ERROR') return undefined;
  if (typeof thrown !== 'object' || thrown === null || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode : undefined;
}

/** Whether SQLite found its own structures broken. */
export function isCorruption(thrown: unknown): boolean {
  const primary = primaryCodeOf(thrown);
  return primary === CORRUPT || primary === NOTADB;
}

/** Whether the file is something other than a SQLite database. */
export function isNotADatabase(thrown: unknown): boolean {
  return primaryCodeOf(thrown) === NOTADB;
}

export function isBusy(thrown: unknown): boolean {
  const primary = primaryCodeOf(thrown);
  return primary === BUSY || primary === LOCKED;
}

/** Whether SQLite was not allowed to open the file or to make those that belong beside it. */
export function isNotAllowed(thrown: unknown): boolean {
  const primary = primaryCodeOf(thrown);
  return primary === CANTOPEN || primary === READONLY;
}

/** The error of Offswitch for whatever a store operation threw; ours pass through. */
export function storeFailure(thrown: unknown, path: string): OffswitchError {
  if (thrown instanceof OffswitchError) return thrown;
  const [code, message, remedy] = meaning(thrown, path);
  const data = { file: path, sqlite: sqliteCodeOf(thrown) ?? null };
  return new OffswitchError(code, `${message} (${messageOf(thrown)})`, remedy, data, thrown);
}

function meaning(thrown: unknown, path: string): readonly [ErrorCode, string, string] {
  const extended = sqliteCodeOf(thrown);
  switch (primaryCodeOf(thrown)) {
    case FULL:
      return diskFull(path);
    case IOERR:
      if (extended === undefined || !READ_ERRORS.has(extended)) return diskFull(path);
      return ['file-unreadable', `cannot read ${path}`, 'Check the disk, then try again.'];
    case CORRUPT:
    case NOTADB:
      return ['store-damaged', `the store ${path} is damaged`, DAMAGED_REMEDY];
    case BUSY:
    case LOCKED:
      return ['store-locked', `the store ${path} is in use by another program`, LOCKED_REMEDY];
    case READONLY:
    case CANTOPEN:
      return ['file-unwritable', `cannot open ${path} and the files beside it`, UNWRITABLE_REMEDY];
    default:
      // A number that no writer stores: only altered bytes hold it.
      if (systemCodeOf(thrown) === 'ERR_OUT_OF_RANGE') {
        return ['store-damaged', `the store ${path} is damaged`, DAMAGED_REMEDY];
      }
      return ['internal', `the store ${path} failed`, 'Please report this.'];
  }
}

/** `what` is a clause that names the part and the fault. */
export function damagedStore(path: string, what: string, data: ErrorData = {}): OffswitchError {
  const message = `the store ${path} is damaged: ${what}`;
  return new OffswitchError('store-damaged', message, DAMAGED_REMEDY, { file: path, ...data });
}

export const LOCKED_REMEDY = 'Wait for the other process to end, stop it, or use another store.';
const DAMAGED_REMEDY = 'Restore the file from a copy, or run the study again into a new store.';
const UNWRITABLE_REMEDY = 'Check the permissions of the file and of its folder, or name another store.';

function diskFull(path: string): readonly [ErrorCode, string, string] {
  return [
    'disk-full',
    `the disk took no more of ${path}; finished trials before this are kept`,
    'Free some space, then run the same command again: it goes on where it stopped.',
  ];
}

function primaryCodeOf(thrown: unknown): number | undefined {
  const code = sqliteCodeOf(thrown);
  return code === undefined ? undefined : code & 0xff;
}
