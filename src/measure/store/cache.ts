/**
 * Answers of models that other studies may use again: one SQLite file, for several processes at once.
 *
 * A cache saves money and must never cost a trial: once it is open, whatever fails is told once and counts as an
 * answer that is not there.
 */
import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type ErrorCode, messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { parseShape } from '../../kit/json.ts';
import { connect } from '../../kit/sqlite.ts';
import type { Turn } from '../agents/agent.ts';
import { turnShape } from '../trial/shapes.ts';
import { boundedText, turnSeal } from './sealing.ts';
import { blobColumn, bytesOf, hashColumn } from './sqlite/columns.ts';
import { isCorruption, isNotADatabase, storeFailure } from './sqlite/failures.ts';
import { pack, unpack } from './sqlite/packing.ts';

export interface ResponseCache {
  /** The answer kept under a key; undefined where there is none, or none that can be trusted. */
  find(key: Hash): Turn | undefined;
  /** Keeps an answer; the first under a key stays. */
  keep(key: Hash, turn: Turn): void;
  close(): void;
}

/** `PRAGMA application_id`: the bytes of `OFSC`. */
const APPLICATION_ID = 0x4f465343;
const VERSION = 1;
const TABLE =
  'CREATE TABLE answers (key BLOB PRIMARY KEY, turn BLOB NOT NULL, seal BLOB NOT NULL) WITHOUT ROWID';
/** How long a statement waits for another process, in milliseconds. */
const PATIENCE = 2_000;
const REMEDY = 'Delete it, name another file with --cache, or run without a cache.';

/**
 * Opens the cache at `path`, or makes one. `notice` is called once, with a sentence, if it fails later on.
 * Errors: `store-not-a-store`, `store-older`, `store-newer`, `store-damaged`, `file-unwritable`, `disk-full`.
 */
export function openResponseCache(path: string, notice: (text: string) => void): ResponseCache {
  let connection: DatabaseSync | undefined;
  try {
    if (demandOurs(path) === 'absent') make(path);
    connection = connect(path, { timeout: PATIENCE });
    prepare(connection, path);
    return cacheOn(connection, onceOnly(path, notice));
  } catch (thrown) {
    connection?.close();
    throw failure(thrown, path);
  }
}

/** Looks at the file without changing it or anything beside it. */
function demandOurs(path: string): 'absent' | 'ours' {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'absent';
  if (!status.isFile()) throw rejected('store-not-a-store', path, 'is not a regular file');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const connection = connect(url, { readOnly: true });
  try {
    demandMarks(connection, path);
    return 'ours';
  } catch (thrown) {
    // After a kill the file alone may be behind its log.
    if (!isCorruption(thrown) || isNotADatabase(thrown)) throw failure(thrown, path);
    return 'ours';
  } finally {
    connection.close();
  }
}

function demandMarks(connection: DatabaseSync, path: string): void {
  const application = connection.prepare('PRAGMA application_id').get()?.application_id;
  if (application !== APPLICATION_ID)
    throw rejected('store-not-a-store', path, 'is a database of another kind, not a cache of answers');
  const version = Number(connection.prepare('PRAGMA user_version').get()?.user_version);
  if (version === VERSION) return;
  const is = `is a cache of version ${version}; this program uses version ${VERSION}`;
  throw rejected(version < VERSION ? 'store-older' : 'store-newer', path, is);
}

/** Makes a cache beside its name and gives it the name when it is whole; of two processes the first wins. */
function make(path: string): void {
  const draft = `${path}.${process.pid}.part`;
  rmSync(draft, { force: true });
  const connection = connect(draft);
  try {
    connection.exec(`
      PRAGMA journal_mode = WAL; BEGIN;
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; ${TABLE};
      COMMIT; PRAGMA wal_checkpoint(TRUNCATE);
    `);
  } finally {
    connection.close();
  }
  try {
    linkSync(draft, path);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'EEXIST') renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function prepare(connection: DatabaseSync, path: string): void {
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA synchronous = NORMAL');
  demandMarks(connection, path);
  const tables = connection.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const sound = connection.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (sound !== 'ok' || tables.length !== 1 || tables[0]?.sql !== TABLE)
    throw rejected('store-damaged', path, 'is damaged');
}

const answerRow = z.object({ turn: blobColumn, seal: hashColumn });

function cacheOn(connection: DatabaseSync, complain: (thrown: unknown) => void): ResponseCache {
  const find = connection.prepare('SELECT turn, seal FROM answers WHERE key = ?');
  const keep = connection.prepare('INSERT OR IGNORE INTO answers (key, turn, seal) VALUES (?, ?, ?)');
  return {
    find(key) {
      try {
        const row = find.get(bytesOf(key));
        if (row === undefined) return undefined;
        const { turn, seal } = answerRow.parse(row);
        const text = unpack(turn);
        if (turnSeal(key, 0, text) !== seal) throw new Error('an answer in it is altered');
        return parseShape(text, turnShape);
      } catch (thrown) {
        complain(thrown);
        return undefined;
      }
    },
    keep(key, turn) {
      try {
        const text = boundedText(turn, 'an answer');
        keep.run(bytesOf(key), pack(text), bytesOf(turnSeal(key, 0, text)));
      } catch (thrown) {
        complain(thrown);
      }
    },
    close: () => connection.close(),
  };
}

function onceOnly(path: string, notice: (text: string) => void): (thrown: unknown) => void {
  let told = false;
  return (thrown) => {
    if (!told)
      notice(`the cache ${path} failed (${messageOf(thrown)}); answers that it cannot give are bought`);
    told = true;
  };
}

function failure(thrown: unknown, path: string): OffswitchError {
  if (thrown instanceof OffswitchError) return thrown;
  if (isNotADatabase(thrown)) return rejected('store-not-a-store', path, 'is not a cache of answers', thrown);
  if (isCorruption(thrown)) return rejected('store-damaged', path, 'is damaged', thrown);
  return storeFailure(thrown, path);
}

function rejected(code: ErrorCode, path: string, is: string, cause?: unknown): OffswitchError {
  return new OffswitchError(code, `the cache ${path} ${is}`, REMEDY, { file: path }, cause);
}
