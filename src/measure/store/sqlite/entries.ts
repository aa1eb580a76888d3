/** Rows of finished trials, each checked against its hashes. Nothing of an entry is believed before its seal held. */
import type { DatabaseSync } from 'node:sqlite';
import { type Hash, hashText } from '../../../kit/hash.ts';
import type { EndReason, TrialSpec } from '../../trial/transcript.ts';
import type { Damage, TrialSummary } from '../store.ts';

/** What was asked for, or what is wrong with it; `key` where the trial's key could be read. */
export type Checked<T> = { readonly sound: T } | Damaged;
export interface Damaged {
  readonly damage: Damage;
  readonly key?: Hash;
}

/** A summary without its assessments. */
export type Entry = Omit<TrialSummary, 'assessments'>;

/** How a version of the schema writes a trial's row. */
export interface EntryForm {
  /** The column that says how the trial ended. */
  readonly ending: 'ended' | 'outcome';
  seal(key: Hash, position: number, spec: string, ending: string, head: Hash): Hash;
  /** How the trial `id` ended; undefined if that cannot be found out. */
  ended(ending: string, id: number, head: Hash): EndReason | undefined;
}

/** Reads rows by their ids, in the order of these. */
export function entriesOf(
  connection: DatabaseSync,
  table: 'trials' | 'replaced' | 'earlier_trials' | 'earlier_replaced',
  form: EntryForm,
): (ids: readonly number[]) => readonly Checked<Entry>[] {
  const rows = connection.prepare(
    `SELECT id, lower(hex(key)), position, ${form.ending}, lower(hex(head)), lower(hex(seal)), spec
     FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`,
  );
  rows.setReturnArrays(true);

  return function read(ids): readonly Checked<Entry>[] {
    const found = new Map<unknown, unknown>();
    try {
      for (const row of rows.all(JSON.stringify(ids))) if (Array.isArray(row)) found.set(row[0], row);
    } catch {
      // One by one, so that what cannot be read spoils no other.
      return ids.length === 1 ? [damaged('trial', UNREADABLE)] : ids.flatMap((id) => read([id]));
    }
    return ids.map((id) => checkedEntry(found.get(id), form));
  };
}

const UNREADABLE = 'its entry is unreadable';
const DIGITS = 64;

type Row = readonly [
  id: number,
  key: string,
  position: number,
  ending: string,
  head: string,
  seal: string,
  spec: string,
];
const types = ['number', 'string', 'number', 'string', 'string', 'string', 'string'];

function isRow(row: unknown): row is Row {
  return Array.isArray(row) && types.every((type, place) => typeof row[place] === type);
}

function checkedEntry(row: unknown, form: EntryForm): Checked<Entry> {
  if (!isRow(row) || row[1].length !== DIGITS) return damaged('trial', UNREADABLE);
  const [id, keyDigits, position, ending, headDigits, seal, specText] = row;
  const key: Hash = `sha256:${keyDigits}`;
  const head: Hash = `sha256:${headDigits}`;
  if (hashText(specText) !== key) return damaged('spec', 'the spec, or the key, is altered', key);
  if (form.seal(key, position, specText, ending, head) !== `sha256:${seal}`)
    return damaged('trial', 'its position, its ending, the head of its chain or its seal is altered', key);
  const spec: unknown = JSON.parse(specText);
  if (!isSpec(spec)) return damaged('spec', 'the spec does not have the form that this version writes', key);
  const ended = form.ended(ending, id, head);
  if (ended === undefined) return damaged('trial', 'how it ended cannot be read from its last events', key);
  return { sound: { key, position, spec, head, ended } };
}

/** Its hash held, so this program wrote it; what is left to tell apart is another version's form. */
function isSpec(value: unknown): value is TrialSpec {
  return (
    isRecord(value) &&
    typeof value.scenario === 'string' &&
    typeof value.seed === 'number' &&
    isRecord(value.levels) &&
    isRecord(value.limits) &&
    isRecord(value.agent) &&
    typeof value.agent.id === 'string' &&
    isRecord(value.agent.parameters)
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const endReasons = {
  'ended-task': true,
  limit: true,
  exhausted: true,
  filtered: true,
  error: true,
} satisfies Record<EndReason, true>;

export function isEndReason(text: string): text is EndReason {
  return Object.hasOwn(endReasons, text);
}

export function damaged(part: Damage['part'], what: string, key?: Hash): Damaged {
  return key === undefined ? { damage: { part, what } } : { damage: { part, what }, key };
}
