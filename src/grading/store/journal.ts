/**
 * The file of a grades store: blocks of records that are only ever added, each bound by its hash to all before it, and
 * the tip, which says where they end. A block that was altered, removed, added or moved does not agree with them.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Hash, hashText } from '../../kit/hash.ts';
import { blobColumn, bytesOf, hashColumn, wholeColumn } from '../../measure/store/sqlite/columns.ts';
import { damagedStore, storeFailure } from '../../measure/store/sqlite/failures.ts';
import { type GroupCommit, groupCommit } from '../../measure/store/sqlite/group-commit.ts';
import { openForReading, openForWriting } from '../../measure/store/sqlite/open.ts';
import { pack, unpack } from '../../measure/store/sqlite/packing.ts';
import type { StoreFormat, Tables } from '../../measure/store/sqlite/schema.ts';

/** `PRAGMA application_id` of every grades store: the bytes of `OFGR`. */
export const GRADES_APPLICATION_ID = 0x4f464752;
const SCHEMA_VERSION = 1;

const tables: Tables = {
  records:
    'CREATE TABLE records (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, hash BLOB NOT NULL, data BLOB NOT NULL)',
  tip: 'CREATE TABLE tip (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL)',
};

/** What tells the journals of one use from those of another; `made` says how one is made. */
export type JournalKind = Pick<StoreFormat, 'applicationId' | 'made'>;

const gradeStores: JournalKind = {
  applicationId: GRADES_APPLICATION_ID,
  made: 'Grade into it first: offswitch grade run JOB.yaml --store FILE.',
};

function formatOf(kind: JournalKind): StoreFormat {
  return {
    ...kind,
    firstVersion: SCHEMA_VERSION,
    version: SCHEMA_VERSION,
    tablesOf: () => ({ required: tables, optional: {} }),
    begin: (connection) => writeTip(connection, { count: 0, hash: START }),
    migrate: () => {},
  };
}

const START: Hash = hashText('offswitch grades');

/** Whether a file is a grades store, by its first bytes; whatever cannot be read is none. */
export function isGradeStore(path: string): boolean {
  const head = Buffer.alloc(72);
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    readSync(handle, head);
    return (
      head.toString('latin1', 0, 15) === 'SQLite format 3' && head.readUInt32BE(68) === GRADES_APPLICATION_ID
    );
  } catch {
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** How many blocks there are, and the hash of the last. */
export interface Tip {
  readonly count: number;
  readonly hash: Hash;
}

/** Records of one kind that were written together: plain values. */
export interface Block {
  readonly n: number;
  readonly kind: string;
  records(): readonly unknown[];
}

export interface Journal {
  readonly path: string;
  /** Of the last commit. */
  tip(): Tip;
  /** Every block from the first on. Errors: `store-damaged`, naming the first place that does not agree. */
  blocks(): Generator<Block>;
  /** Resolves when the record is on disk; what is asked for in one turn of the event loop shares a commit. */
  add(records: Additions): Promise<void>;
  /** In one commit, now: all of it or nothing. */
  addAll(records: Additions): void;
  close(): void;
}

/** A record of each kind that is named, or several. */
export type Additions = readonly (readonly [kind: string, records: readonly unknown[]])[];

/** Most of one block: what is unpacked at once, and what one altered bit makes unreadable. */
const BLOCK_RECORDS = 4096;
const BLOCK_CHARACTERS = 4_000_000;

/** Errors: those of every store, see `openStore`. `write` makes a file where there is none. */
export function openJournal(path: string, mode: 'read' | 'write', kind = gradeStores): Journal {
  const format = formatOf(kind);
  if (mode === 'read') return journalOn(path, openForReading(path, format), () => {}, false);
  const { connection, lock } = openForWriting(path, format, undefined);
  try {
    return journalOn(path, connection, lock.release, true);
  } catch (thrown) {
    connection.close();
    lock.release();
    throw storeFailure(thrown, path);
  }
}

function journalOn(
  path: string,
  connection: DatabaseSync,
  release: () => void,
  isWritable: boolean,
): Journal {
  let last = demandTip(connection, path);
  let waiting = new Map<string, unknown[]>();
  let commits: GroupCommit | undefined;
  let closed = false;
  if (isWritable) {
    const put = connection.prepare('INSERT INTO records (n, kind, hash, data) VALUES (?, ?, ?, ?)');
    const settle = () => {
      for (const [kind, records] of waiting)
        for (const text of blockTexts(records)) {
          const data = pack(text);
          const n = last.count + 1;
          const hash = chained(last.hash, n, kind, data);
          put.run(n, kind, bytesOf(hash), data);
          last = { count: n, hash };
        }
      waiting = new Map();
      writeTip(connection, last);
    };
    commits = groupCommit(connection, settle, (thrown) => storeFailure(thrown, path));
  }
  const keep = (additions: Additions) => {
    for (const [kind, records] of additions) {
      const same = waiting.get(kind);
      if (same === undefined) waiting.set(kind, [...records]);
      else for (const record of records) same.push(record);
    }
  };
  const writer = () => {
    if (commits === undefined || closed) throw new TypeError(`${path} is not open for writing`);
    return commits;
  };
  return {
    path,
    tip: () => last,
    blocks: () => blocksIn(connection, path),
    add: (records) => writer().add(() => keep(records)),
    addAll: (records) => writer().now(() => keep(records)),
    close() {
      if (closed) return;
      commits?.flush();
      closed = true;
      connection.close();
      release();
    },
  };
}

function* blockTexts(records: readonly unknown[]): Generator<string> {
  let parts: string[] = [];
  let size = 0;
  for (const record of records) {
    const text = JSON.stringify(record);
    if (parts.length > 0 && (parts.length >= BLOCK_RECORDS || size + text.length > BLOCK_CHARACTERS)) {
      yield `[${parts.join(',')}]`;
      [parts, size] = [[], 0];
    }
    parts.push(text);
    size += text.length;
  }
  if (parts.length > 0) yield `[${parts.join(',')}]`;
}

function chained(before: Hash, n: number, kind: string, data: Uint8Array): Hash {
  return `sha256:${createHash('sha256').update(`${before}\n${n}\n${kind}\n`).update(data).digest('hex')}`;
}

function writeTip(connection: DatabaseSync, tip: Tip): void {
  connection
    .prepare('INSERT OR REPLACE INTO tip (id, count, hash, seal) VALUES (1, ?, ?, ?)')
    .run(tip.count, bytesOf(tip.hash), bytesOf(tipSeal(tip)));
}

function tipSeal({ count, hash }: Tip): Hash {
  return hashText(`tip\n${count}\n${hash}`);
}

const tipRow = z.object({ count: wholeColumn, hash: hashColumn, seal: hashColumn });

function readTip(connection: DatabaseSync): Tip | undefined {
  const rows = connection.prepare('SELECT count, hash, seal FROM tip').all();
  const { data } = tipRow.safeParse(rows[0]);
  if (rows.length !== 1 || data === undefined || tipSeal(data) !== data.seal) return undefined;
  return { count: data.count, hash: data.hash };
}

function demandTip(connection: DatabaseSync, path: string): Tip {
  const tip = readTip(connection);
  if (tip !== undefined) return tip;
  throw damagedStore(path, 'the mark of where its records end is altered or gone');
}

const blockRow = z.object({ n: wholeColumn, kind: z.string(), hash: hashColumn, data: blobColumn });

/** In one transaction: another process may be writing. */
function* blocksIn(connection: DatabaseSync, path: string): Generator<Block> {
  connection.exec('BEGIN');
  try {
    const tip = demandTip(connection, path);
    let before: Tip = { count: 0, hash: START };
    const rows = connection.prepare('SELECT n, kind, hash, data FROM records ORDER BY n');
    for (const row of rows.iterate()) {
      const n = before.count + 1;
      const { data: block } = blockRow.safeParse(row);
      if (block === undefined) throw damagedStore(path, `record ${n} is unreadable`, { record: n });
      if (block.n !== n) throw damagedStore(path, `record ${n} is gone`, { record: n });
      const hash = chained(before.hash, n, block.kind, block.data);
      if (hash !== block.hash)
        throw damagedStore(path, `record ${n} (${block.kind}) is altered`, { record: n });
      yield { n, kind: block.kind, records: () => recordsIn(block.data, path, n) };
      before = { count: n, hash };
    }
    const gone = tip.count - before.count;
    if (gone > 0) throw damagedStore(path, `${gone} of ${tip.count} records are gone from its end`);
    if (gone < 0 || before.hash !== tip.hash)
      throw damagedStore(path, 'its records do not end where they should');
  } finally {
    connection.exec('COMMIT');
  }
}

function recordsIn(data: Uint8Array, path: string, n: number): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(unpack(data));
    if (Array.isArray(value)) return value;
  } catch {
    // Told below: whatever it holds, no writer of ours wrote it.
  }
  throw damagedStore(path, `record ${n} is unreadable`, { record: n });
}
