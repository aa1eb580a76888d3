/**
 * The ledger: a chained entry for everything that was put into a store, in the same transaction, and the tip, which
 * says where the chain ends. What is gone, came from elsewhere or changed places does not agree with it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { blobColumn, bytesOf, hashColumn, hashesFrom, wholeColumn } from './columns.ts';

/**
 * `earlier`: the file is older than its ledger, and what it held then comes next. `study` and `cell`: the plan. `trial`: a finished trial with what was said of it. `answers`: what was said of one subject later.
 * `turn`: a turn in the journal of an unfinished trial; `dropped`: its journal was dropped, and no trial stored.
 */
export const entryKinds = ['earlier', 'study', 'cell', 'trial', 'answers', 'turn', 'dropped'] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface LedgerEntry {
  readonly kind: EntryKind;
  /** The key of a trial or cell, the subject of answers, the seal of the study. */
  readonly subject: Hash;
  /** Of what was put in: the cell; the trial, then each assessment; the answers; the turn, then the one before it. */
  readonly seals: readonly Hash[];
}

/** How many entries there are, and the hash of the last. */
export interface Tip {
  readonly count: number;
  readonly hash: Hash;
}

const LEDGER_START: Hash = hashText('offswitch ledger');

/** Binds an entry to its place: the hash before it, its number from 1, and what it says. */
function entryHash(prev: Hash, n: number, { kind, subject, seals }: LedgerEntry): Hash {
  return hashText(`${prev}\n${n}\n${kind}\n${subject}\n${seals.join('\n')}`);
}

function tipSeal({ count, hash }: Tip): Hash {
  return hashText(`tip\n${count}\n${hash}`);
}

export function startLedger(connection: DatabaseSync): void {
  writeTip(connection, { count: 0, hash: LEDGER_START });
}

function writeTip(connection: DatabaseSync, tip: Tip): void {
  connection
    .prepare('INSERT OR REPLACE INTO tip (id, count, hash, seal) VALUES (1, ?, ?, ?)')
    .run(tip.count, bytesOf(tip.hash), bytesOf(tipSeal(tip)));
}

const tipRow = z.object({ count: wholeColumn, hash: hashColumn, seal: hashColumn });

/** Where the ledger ends; undefined if that is altered or gone. */
export function readTip(connection: DatabaseSync): Tip | undefined {
  const rows = connection.prepare('SELECT count, hash, seal FROM tip').all();
  const { data } = tipRow.safeParse(rows[0]);
  if (rows.length !== 1 || data === undefined || tipSeal(data) !== data.seal) return undefined;
  return { count: data.count, hash: data.hash };
}

export interface Ledger {
  add(kind: EntryKind, subject: Hash, seals: readonly Hash[]): void;
  /** Moves the tip behind what was added; to be called before every commit. */
  settle(): void;
}

/** `tip` is where the ledger of this file ends. */
export function ledgerOn(connection: DatabaseSync, tip: Tip): Ledger {
  const put = connection.prepare('INSERT INTO ledger (n, kind, subject, seals, hash) VALUES (?, ?, ?, ?, ?)');
  const move = connection.prepare('UPDATE tip SET count = ?, hash = ?, seal = ?');
  let last = tip;
  let settled = tip.count;
  return {
    add(kind, subject, seals) {
      const count = last.count + 1;
      const hash = entryHash(last.hash, count, { kind, subject, seals });
      put.run(count, kind, bytesOf(subject), Buffer.concat(seals.map(bytesOf)), bytesOf(hash));
      last = { count, hash };
    },
    settle() {
      if (settled === last.count) return;
      move.run(last.count, bytesOf(last.hash), bytesOf(tipSeal(last)));
      settled = last.count;
    },
  };
}

/** Whether there were trials before there was a ledger. */
export function beganLate(connection: DatabaseSync): boolean {
  return connection.prepare("SELECT 1 FROM ledger WHERE kind = 'earlier'").get() !== undefined;
}

const entryRow = z.object({
  n: wholeColumn,
  kind: z.enum(entryKinds),
  subject: hashColumn,
  seals: blobColumn,
  hash: hashColumn,
});

/** Every entry that can be read, in order. Gives what is wrong with the chain in the end, as a clause. */
export function* entriesIn(connection: DatabaseSync): Generator<LedgerEntry, string | undefined> {
  const tip = readTip(connection);
  let fault = tip === undefined ? 'the mark of where its ledger ends is altered or gone' : undefined;
  let last: Tip = { count: 0, hash: LEDGER_START };
  const rows = connection.prepare('SELECT n, kind, subject, seals, hash FROM ledger ORDER BY n');
  for (const row of rows.iterate()) {
    const { data } = entryRow.safeParse(row);
    const n = last.count + 1;
    if (data === undefined) {
      fault ??= `entry ${n} of its ledger is unreadable`;
      last = { count: n, hash: last.hash };
      continue;
    }
    const entry = { kind: data.kind, subject: data.subject, seals: hashesFrom(data.seals) };
    if (data.n !== n) fault ??= `entry ${n} of its ledger is gone`;
    else if (entryHash(last.hash, n, entry) !== data.hash) fault ??= `entry ${n} of its ledger is altered`;
    last = { count: data.n, hash: data.hash };
    yield entry;
  }
  if (tip !== undefined && tip.count > last.count)
    fault ??= `its ledger is cut off: ${tip.count - last.count} of ${tip.count} entries are gone from its end`;
  else if (tip !== undefined && (tip.count < last.count || tip.hash !== last.hash))
    fault ??= 'its ledger does not end where it should';
  return fault;
}
