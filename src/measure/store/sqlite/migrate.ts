/** Bringing a file of an earlier schema up to date, in one transaction: a process that is killed meanwhile leaves it as it was. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { canonical } from '../../../kit/canonical.ts';
import { hashText } from '../../../kit/hash.ts';
import { sealOf } from '../sealing.ts';
import { bytesOf, hashColumn } from './columns.ts';
import { earlierForm } from './earlier.ts';
import { type Checked, type Entry, entriesOf } from './entries.ts';
import { ledgerOn, readTip, startLedger } from './ledger.ts';
import { accountingTables, SCHEMA_VERSION, tables, UNACCOUNTED_VERSION, versionOf } from './schema.ts';

/** How many trials are read at a time. */
const BATCH = 500;

/**
 * Needs a connection of its own, without foreign keys: they would hold on to the table that is replaced. A trial that
 * is damaged keeps its seal of the earlier form, which fits nothing any more, and so stays damaged.
 */
export function migrate(connection: DatabaseSync): void {
  // Without the pragma, renaming a table would rewrite what other tables say of it.
  connection.exec('PRAGMA synchronous = FULL; PRAGMA legacy_alter_table = ON; BEGIN IMMEDIATE');
  if (versionOf(connection) < UNACCOUNTED_VERSION) toUnaccounted(connection);
  connection.exec(Object.values(accountingTables).join(';\n'));
  account(connection);
  connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

/** From schema 3. */
function toUnaccounted(connection: DatabaseSync): void {
  for (const table of ['trials', 'replaced'] as const) moveRows(connection, table);
  connection.exec(statementOf('assessments'));
  const isEmpty = connection.prepare('SELECT 1 FROM judgements').get() === undefined;
  if (isEmpty) connection.exec('DROP TABLE judgements');
}

/** Begins the ledger with everything that is there. What cannot be read is told with the trial itself. */
function account(connection: DatabaseSync): void {
  startLedger(connection);
  const tip = readTip(connection);
  if (tip === undefined) throw new Error('a ledger that was just begun has no tip');
  const ledger = ledgerOn(connection, tip);
  const rowsOf = (columns: string, table: string, order: string) =>
    connection.prepare(`SELECT ${columns} FROM ${table} ORDER BY ${order}`).iterate();
  ledger.add('earlier', hashText(''), []);
  for (const { seal } of rowsOf('seal', 'study', 'id')) ledger.add('study', hashColumn.parse(seal), []);
  for (const table of ['replaced', 'trials'])
    for (const row of rowsOf('key, seal', table, 'id')) {
      const { data } = sealedRow.safeParse(row);
      if (data !== undefined) ledger.add('trial', data.key, [data.seal]);
    }
  for (const row of rowsOf('subject AS key, seal', 'assessments', 'subject, question, assessor, vote')) {
    const { data } = sealedRow.safeParse(row);
    if (data !== undefined) ledger.add('answers', data.key, [data.seal]);
  }
  let last: z.output<typeof sealedRow> | undefined;
  for (const row of rowsOf('key, seal', 'journal', 'key, idx')) {
    const { data } = sealedRow.safeParse(row);
    if (data === undefined) continue;
    ledger.add('turn', data.key, last?.key === data.key ? [data.seal, last.seal] : [data.seal]);
    last = data;
  }
  ledger.settle();
}

const sealedRow = z.object({ key: hashColumn, seal: hashColumn });

function moveRows(connection: DatabaseSync, table: 'trials' | 'replaced'): void {
  const earlier = `earlier_${table}` as const;
  connection.exec(`ALTER TABLE ${table} RENAME TO ${earlier}; ${statementOf(table)}`);
  const entries = entriesOf(connection, earlier, earlierForm(connection));
  const move = connection.prepare(
    `INSERT INTO ${table} (id, key, position, ended, head, seal, spec)
     SELECT id, key, position, ?, head, coalesce(?, seal), spec FROM ${earlier} WHERE id = ?`,
  );
  const ids = connection.prepare(`SELECT id FROM ${earlier} ORDER BY id`).all();
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH).map(({ id }) => Number(id));
    for (const [place, checked] of entries(batch).entries()) move.run(...renewed(checked), batch[place] ?? 0);
  }
  connection.exec(`DROP TABLE ${earlier}`);
}

/** The ending and the seal of the present form. */
function renewed(checked: Checked<Entry>): readonly [ended: string, seal: Uint8Array | null] {
  if ('damage' in checked) return ['error', null];
  const { key, position, spec, ended, head } = checked.sound;
  return [ended, bytesOf(sealOf(key, position, canonical(spec), ended, head))];
}

function statementOf(table: string): string {
  const statement = tables[table];
  if (statement === undefined) throw new Error(`no table ${table}`);
  return statement;
}
