/** The tables of a store, its marks of recognition, and how a new file comes to be. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { connect } from '../../../kit/sqlite.ts';

/** `PRAGMA application_id` of every store: the bytes of `OFSW`. */
export const APPLICATION_ID = 0x4f465357;

/** `PRAGMA user_version`: grows by one with every change to the tables or to what they hold. */
export const SCHEMA_VERSION = 5;
/** The last schema without a plan and a ledger. */
export const UNACCOUNTED_VERSION = 4;

export const PAGE_BYTES = 4096;

/** The tables of a schema by their names, each with the very statement that makes it. */
export type Tables = Readonly<Record<string, string>>;

/** What a store holds besides finished trials and assessments, and the events; the same since schema 3. */
export const lastingTables: Tables = {
  study: 'CREATE TABLE study (id INTEGER PRIMARY KEY, text TEXT NOT NULL, seal BLOB NOT NULL)',
  bodies: 'CREATE TABLE bodies (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, data BLOB NOT NULL)',
  events: `CREATE TABLE events (trial INTEGER NOT NULL REFERENCES trials (id), seq INTEGER NOT NULL, hash BLOB NOT NULL,
  body INTEGER REFERENCES bodies (id), inline BLOB, PRIMARY KEY (trial, seq)) WITHOUT ROWID`,
  journal: `CREATE TABLE journal (key BLOB NOT NULL, idx INTEGER NOT NULL, turn BLOB NOT NULL, seal BLOB NOT NULL,
  PRIMARY KEY (key, idx)) WITHOUT ROWID`,
};

/** What makes an omission show, since schema 5: the plan, the ledger of everything that was put in, and its end. */
export const accountingTables: Tables = {
  cells: `CREATE TABLE cells (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, trials INTEGER NOT NULL,
  seal BLOB NOT NULL, spec TEXT NOT NULL)`,
  ledger: `CREATE TABLE ledger (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject BLOB NOT NULL, seals BLOB NOT NULL,
  hash BLOB NOT NULL)`,
  tip: 'CREATE TABLE tip (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL)',
};

/**
 * Hashes are their 32 bytes. An event's body stands in its own row (`inline`) or, where trials may share it, once in
 * `bodies`. The long column of `trials` comes last so that listing the trials does not read it. The assessments of one
 * subject lie side by side. Schema 4 has these alone.
 */
export const unaccountedTables: Tables = {
  ...lastingTables,
  trials: `CREATE TABLE trials (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, position INTEGER NOT NULL,
  ended TEXT NOT NULL, head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL)`,
  replaced: `CREATE TABLE replaced (id INTEGER PRIMARY KEY, key BLOB NOT NULL, position INTEGER NOT NULL,
  ended TEXT NOT NULL, head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL)`,
  assessments: `CREATE TABLE assessments (subject BLOB NOT NULL, question TEXT NOT NULL, assessor BLOB NOT NULL,
  vote INTEGER NOT NULL, seal BLOB NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (subject, question, assessor, vote)) WITHOUT ROWID`,
};

export const tables: Tables = { ...unaccountedTables, ...accountingTables };

/** What tells one kind of store from another, and how a file of it comes to be. */
export interface StoreFormat {
  /** `PRAGMA application_id`. */
  readonly applicationId: number;
  /** The oldest schema that is read, and the one that is written. */
  readonly firstVersion: number;
  readonly version: number;
  /** The tables of a schema; `optional` ones may be there. */
  tablesOf(version: number): { readonly required: Tables; readonly optional: Tables };
  /** Rows that a new file begins with. */
  begin(connection: DatabaseSync): void;
  /** From an earlier schema to the one that is written. */
  migrate(connection: DatabaseSync): void;
  /** How one comes to be, as a sentence for people. */
  readonly made: string;
}

/**
 * Makes a new store. It appears under its name whole or not at all, also if the process is killed meanwhile; the
 * caller holds the writer lock.
 */
export function createStoreFile(path: string, format: StoreFormat): void {
  // A name that nobody has or guesses: whatever stands under it was made here and may be removed.
  const draft = join(dirname(path), `.offswitch-${randomUUID()}.new`);
  closeSync(openSync(draft, 'wx'));
  try {
    fillDraft(draft, format);
    renameSync(draft, path);
  } catch (thrown) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
    throw thrown;
  }
}

function fillDraft(draft: string, { applicationId, version, tablesOf, begin }: StoreFormat): void {
  const connection = connect(draft);
  try {
    connection.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      BEGIN;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${version};
      ${Object.values(tablesOf(version).required).join(';\n')};
    `);
    begin(connection);
    connection.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
}

/** What about the tables is not as a schema has them, or undefined. Guards against triggers and views, too. */
export function foreignTable(
  connection: DatabaseSync,
  schema: Tables,
  optional: Tables = {},
): string | undefined {
  const rows = connection.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const missing = new Set(Object.keys(schema));
  const known = new Map(Object.entries({ ...optional, ...schema }));
  for (const { type, name, sql } of rows) {
    const what = `${String(type)} ${String(name)}`;
    if (typeof name !== 'string' || !known.has(name)) return `the ${what} was added to it`;
    if (known.get(name) !== sql) return `its ${what} is altered`;
    missing.delete(name);
  }
  const [first] = missing;
  return first === undefined ? undefined : `its table ${first} is missing`;
}

/** Whether a file is of a schema with a plan and a ledger. */
export function isAccounted(connection: DatabaseSync): boolean {
  return versionOf(connection) > UNACCOUNTED_VERSION;
}

/** The schema that a file says it has. */
export function versionOf(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.user_version);
}
