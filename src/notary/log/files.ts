/**
 * What a log asks of the disk. Everything goes through this, so that a test can say what is on the disk after a crash.
 * Paths are relative to the folder of the log, with slashes.
 */
import {
  closeSync,
  fdatasync,
  fsync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { connect } from '../../kit/sqlite.ts';

export interface OpenFile {
  /** At the end of the file. After it the bytes are with the system, not on the disk. */
  write(bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  /** After it, what was written is on the disk. After a failure nobody knows what is. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileLayer {
  /** Undefined if there is no such file. */
  read(path: string): Buffer | undefined;
  /** Whether only its owner may read a file that is there. */
  isPrivate(path: string): boolean;
  /** Names in a folder, sorted; none if there is no such folder. */
  list(folder: string): readonly string[];
  /** One level; that it is there already is no error. */
  makeFolder(path: string): Promise<void>;
  /** `create` begins an empty file, `append` goes on with one. `mode`: its permissions if it is made. */
  open(path: string, how: 'create' | 'append', mode?: number): Promise<OpenFile>;
  /** At once or not at all. */
  rename(from: string, to: string): Promise<void>;
  /** With everything in it; that it is not there is no error. */
  remove(path: string): Promise<void>;
  /** After it, what was created, renamed and removed in the folder is on the disk. */
  syncFolder(path: string): Promise<void>;
  /** Held until it is released or the process ends, however it ends. Errors: `log-locked`. */
  lock(path: string): Promise<() => Promise<void>>;
}

const syncFile = promisify(fdatasync);
const syncAll = promisify(fsync);

/**
 * Files below a folder of the disk. Only what waits for the disk is left to another thread: the rest takes less time
 * than handing it over.
 */
export function diskFiles(root: string): FileLayer {
  const at = (path: string) => join(root, path);
  return {
    read: (path) => unlessMissing(() => plainFile(at(path)), undefined),
    // Where there are no such permissions, nobody can be asked for them.
    isPrivate: (path) => process.getuid === undefined || (statSync(at(path)).mode & 0o077) === 0,
    list: (folder) => unlessMissing(() => readdirSync(at(folder)).sort(), []),
    async makeFolder(path) {
      await mkdir(at(path), { recursive: true });
    },
    open: async (path, how, mode = 0o644) => openFile(openSync(at(path), how === 'create' ? 'w' : 'a', mode)),
    rename: async (from, to) => renameSync(at(from), at(to)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    async syncFolder(path) {
      const folder = openSync(at(path), 'r');
      try {
        await syncAll(folder);
      } finally {
        closeSync(folder);
      }
    },
    lock: async (path) => lockFile(at(path), root),
  };
}

/** A pipe would be waited for, and a device may have no end: what is no plain file of a sane size is not there. */
function plainFile(path: string): Buffer | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() && status.size <= MOST_FILE_BYTES ? readFileSync(path) : undefined;
}

/** More than any file of a log can have. */
const MOST_FILE_BYTES = 1024 ** 3;

function openFile(file: number): OpenFile {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    },
    truncate: async (size) => ftruncateSync(file, size),
    sync: () => syncFile(file),
    close: async () => closeSync(file),
  };
}

/** Node has no locks on files; SQLite has, and the system takes them away from a process that is gone. */
function lockFile(path: string, log: string): () => Promise<void> {
  let connection: ReturnType<typeof connect> | undefined;
  try {
    connection = connect(path, { timeout: 0 });
    // Nothing is ever written, so nothing needs a journal file.
    connection.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (thrown) {
    connection?.close();
    throw messageOf(thrown).includes('locked') ? locked(log, thrown) : cannotWrite(path, thrown);
  }
  const held = connection;
  return async () => held.close();
}

function locked(log: string, cause: unknown): OffswitchError {
  return new OffswitchError(
    'log-locked',
    `another notary writes to the log ${log}`,
    'A log has one writer: stop the other one, or name another folder.',
    { log },
    cause,
  );
}

export function cannotWrite(path: string, cause: unknown): OffswitchError {
  const system = systemCodeOf(cause) ?? null;
  const full = system === 'ENOSPC' || system === 'EDQUOT' || system === 'EFBIG';
  return new OffswitchError(
    full ? 'disk-full' : 'file-unwritable',
    `cannot write ${path}: ${messageOf(cause)}`,
    full ? 'Free some space and try again.' : 'Check the path and its permissions.',
    { file: path, system },
    cause,
  );
}

function unlessMissing<T>(read: () => T, instead: T): T {
  try {
    return read();
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCodeOf(thrown) ?? '')) return instead;
    throw thrown;
  }
}
