/** Reading trials back: every byte that is used is checked against the hashes, and the first fault is named. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { messageOf } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { parseShape } from '../../../kit/json.ts';
import type { Outcome } from '../../scoring/outcome.ts';
import { outcomeShape } from '../../scoring/shapes.ts';
import { bodyShape, specShape } from '../../trial/shapes.ts';
import { CHAIN_START, chainHash, type Event, type TrialSpec } from '../../trial/transcript.ts';
import { sealOf } from '../sealing.ts';
import type { Damage, TrialRecord, TrialSummary } from '../store.ts';
import { blobColumn, bytesOf, hashColumn, wholeColumn } from './columns.ts';
import { unpack } from './packing.ts';

/** What was asked for, or what is wrong with it. */
type Checked<T> = { readonly sound: T } | { readonly damage: Damage };

export interface Reader {
  /** Where a key stands; undefined if the store does not have it. */
  find(key: Hash): number | undefined;
  /** In plan order; undefined for a key that cannot be read. */
  keys(): readonly (Hash | undefined)[];
  /** Ids for `summary` and `record`, in plan order. */
  ids(): readonly number[];
  summary(id: number): Checked<TrialSummary>;
  record(id: number): Checked<TrialRecord>;
  /** Ids of failed trials that others took the place of, oldest first. */
  replacedIds(): readonly number[];
  replaced(id: number): Checked<TrialSummary>;
  /** The trials that have a journal, sorted. */
  journalKeys(): readonly Hash[];
}

export function readerOn(connection: DatabaseSync): Reader {
  const byIndex = connection.prepare('SELECT id FROM trials WHERE key = ?');
  const byScan = connection.prepare('SELECT id FROM trials NOT INDEXED WHERE key = ?');
  const rowOf = (table: 'trials' | 'replaced') =>
    connection.prepare(`SELECT key, position, head, seal, spec, outcome FROM ${table} WHERE id = ?`);
  const trial = rowOf('trials');
  const replaced = rowOf('replaced');
  const replacedIds = connection.prepare('SELECT id FROM replaced ORDER BY id');
  const journalKeys = connection.prepare('SELECT DISTINCT key FROM journal ORDER BY key');
  const events = connection.prepare(
    `SELECT events.seq, events.hash, events.inline, bodies.data AS shared
     FROM events LEFT JOIN bodies ON bodies.id = events.body WHERE trial = ? ORDER BY seq`,
  );
  const inOrder = (column: string) =>
    connection.prepare(`SELECT ${column} FROM trials NOT INDEXED ORDER BY position, key`);

  const summary = (id: number) => checkedSummary(() => trial.get(id));
  return {
    find(key) {
      // The scan finds what a damaged index has lost; it is only needed for keys that are not there.
      const row = byIndex.get(bytesOf(key)) ?? byScan.get(bytesOf(key));
      return row === undefined ? undefined : wholeColumn.parse(row.id);
    },
    keys: () => Array.from(inOrder('key').iterate(), (row) => hashColumn.safeParse(row.key).data),
    ids: () => Array.from(inOrder('id').iterate(), (row) => wholeColumn.parse(row.id)),
    summary,
    record(id) {
      const chain = checkedChain(() => events.iterate(id));
      const row = summary(id);
      return joined(chain, row);
    },
    replacedIds: () => Array.from(replacedIds.iterate(), (row) => wholeColumn.parse(row.id)),
    replaced: (id) => checkedSummary(() => replaced.get(id)),
    journalKeys: () =>
      Array.from(journalKeys.iterate(), (row) => hashColumn.safeParse(row.key).data).filter(
        (key) => key !== undefined,
      ),
  };
}

const trialRow = z.object({
  key: hashColumn,
  position: wholeColumn,
  head: hashColumn,
  seal: hashColumn,
  spec: z.string(),
  outcome: z.string(),
});

const eventRow = z.object({
  seq: wholeColumn,
  hash: hashColumn,
  inline: blobColumn.nullable(),
  shared: blobColumn.nullable(),
});

function checkedSummary(read: () => unknown): Checked<TrialSummary> {
  let row: z.infer<typeof trialRow>;
  try {
    row = trialRow.parse(read());
  } catch {
    return damaged('trial', 'its entry is unreadable');
  }
  const { key, position } = row;
  let spec: TrialSpec;
  try {
    spec = parseShape(row.spec, specShape);
  } catch (thrown) {
    return damaged('spec', `the spec is unreadable: ${messageOf(thrown)}`);
  }
  if (hashText(row.spec) !== key) return damaged('spec', 'the spec, or the key, is altered');
  let outcome: Outcome;
  try {
    outcome = parseShape(row.outcome, outcomeShape);
  } catch (thrown) {
    return damaged('outcome', `the outcome is unreadable: ${messageOf(thrown)}`);
  }
  if (outcome.chainHead !== row.head) return damaged('outcome', 'the outcome is of another transcript');
  if (sealOf(key, position, row.spec, row.outcome, row.head) !== row.seal) {
    return damaged('outcome', 'the outcome, the position or the seal is altered');
  }
  return { sound: { key, position, spec, outcome } };
}

interface Chain {
  /** The events up to the first fault. */
  readonly events: readonly Event[];
  readonly head: Hash;
  readonly fault?: string;
}

function checkedChain(read: () => Iterable<unknown>): Chain {
  const events: Event[] = [];
  let head = CHAIN_START;
  try {
    for (const row of read()) {
      const event = checkedEvent(row, events.length, head);
      events.push(event);
      head = event.hash;
    }
  } catch (thrown) {
    return { events, head, fault: messageOf(thrown) };
  }
  return { events, head };
}

/** The event of a row that should be number `seq`. Throws an Error that says what is wrong. */
function checkedEvent(row: unknown, seq: number, prev: Hash): Event {
  const parsed = eventRow.safeParse(row);
  if (!parsed.success) throw new Error('its entry is unreadable');
  const { hash, inline, shared } = parsed.data;
  if (parsed.data.seq !== seq) throw new Error('it is missing');
  const bytes = inline ?? shared;
  if (bytes === null) throw new Error('its body is missing');
  const text = unpackedBody(bytes);
  if (chainHash(prev, seq, hashText(text)) !== hash) throw new Error('it is altered');
  return { ...parseShape(text, bodyShape), seq, prev, hash };
}

function unpackedBody(bytes: Uint8Array): string {
  try {
    return unpack(bytes);
  } catch (thrown) {
    throw new Error(`its body is unreadable: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function joined(chain: Chain, row: Checked<TrialSummary>): Checked<TrialRecord> {
  const event = chain.events.length;
  if (chain.fault !== undefined) {
    return { damage: { part: 'event', event, what: `event ${event}: ${chain.fault}` } };
  }
  if ('damage' in row) return row;
  const { outcome } = row.sound;
  if (outcome.chainHead !== chain.head) {
    return { damage: { part: 'event', event, what: `event ${event}: it is missing, and all after it` } };
  }
  return { sound: { ...row.sound, transcript: chain.events } };
}

function damaged(part: Damage['part'], what: string): { readonly damage: Damage } {
  return { damage: { part, what } };
}
