/** What a store's ledger says was put in, against what the store holds. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { cellSeal, studySeal } from '../sealing.ts';
import type { Discrepancy, Removed } from '../store.ts';
import { hashColumn, wholeColumn } from './columns.ts';
import { entriesIn, type LedgerEntry } from './ledger.ts';
import { isAccounted } from './schema.ts';

/** All that disagree; the caller sees to it that nothing is written meanwhile. Throws what SQLite throws. */
export function discrepanciesOf(connection: DatabaseSync): readonly Discrepancy[] {
  const { expected, fault } = expectedIn(connection);
  const ledger: readonly Discrepancy[] = fault === undefined ? [] : [{ kind: 'differs', what: fault }];
  return [
    ...ledger,
    ...studyFaults(connection, expected.study),
    ...cellFaults(connection, expected.cells),
    ...trialFaults(connection, expected.trials),
    ...replacedFaults(connection, expected.replaced),
    ...answerFaults(connection, expected.answers),
    ...journalFaults(connection, expected.turns),
    ...[...expected.retaken].map((trial): Discrepancy => ({ trial, kind: 'removed', what: RETAKEN })),
  ];
}

/** Without the proof that `discrepanciesOf` makes: a few look-ups for each trial. Throws what SQLite throws. */
export function removedFrom(connection: DatabaseSync): Removed {
  if (!isAccounted(connection)) return { trials: 0, parts: 0 };
  return removedRow.parse(connection.prepare(REMOVED).get());
}

const removedRow = z.object({ trials: wholeColumn, parts: wholeColumn });

const REMOVED = `SELECT
  (SELECT coalesce(sum(max(0, stored - coalesce(again, 0)
      - (SELECT count(*) FROM trials WHERE trials.key = subject AND trials.seal = own))), 0)
    FROM (SELECT subject, substr(seals, 1, 32) AS own, count(*) AS stored FROM ledger WHERE kind = 'trial' GROUP BY 1, 2)
    LEFT JOIN (SELECT key, seal, count(*) AS again FROM replaced GROUP BY 1, 2) AS attempts
      ON attempts.key = subject AND attempts.seal = own) AS trials,
  (SELECT count(DISTINCT subject) FROM ledger WHERE kind = 'cell' AND subject NOT IN (SELECT key FROM cells))
    + max(0, coalesce((SELECT max(count) FROM tip), 0) - (SELECT count(*) FROM ledger)) AS parts`;

const RETAKEN = 'turns that the trial had taken were deleted, and it was continued without them';

/** What the entries come to, by kind. */
interface Expected {
  study: Hash | undefined;
  /** Seals of the cells, and of the trials, by key. */
  readonly cells: Map<Hash, Hash>;
  readonly trials: Map<Hash, Hash>;
  /** Of the failed trials that were run again, each with its key; one may be there twice. */
  readonly replaced: { readonly key: Hash; readonly seal: Hash }[];
  /** The first 64 bits of each assessment's seal. */
  readonly answers: bigint[];
  /** Seals of the journalled turns of unfinished trials. */
  readonly turns: Map<Hash, readonly Hash[]>;
  /** Trials whose later turns were taken again after an earlier one, because the journal had lost them. */
  readonly retaken: Set<Hash>;
}

function expectedIn(connection: DatabaseSync): { readonly expected: Expected; readonly fault?: string } {
  const expected: Expected = {
    ...{ study: undefined, cells: new Map(), trials: new Map() },
    ...{ replaced: [], answers: [], turns: new Map(), retaken: new Set() },
  };
  const entries = entriesIn(connection);
  for (;;) {
    const { done, value } = entries.next();
    if (done) return value === undefined ? { expected } : { expected, fault: value };
    take(value, expected);
  }
}

function take({ kind, subject, seals }: LedgerEntry, expected: Expected): void {
  const [seal, ...rest] = seals;
  if (kind === 'study') expected.study = subject;
  if (kind === 'answers') expected.answers.push(...seals.map(leadingBits));
  if (kind === 'dropped') expected.turns.delete(subject);
  if (seal === undefined) return;
  if (kind === 'cell') expected.cells.set(subject, seal);
  if (kind === 'turn') takeTurn(subject, seal, rest[0], expected);
  if (kind !== 'trial') return;
  const before = expected.trials.get(subject);
  if (before !== undefined) expected.replaced.push({ key: subject, seal: before });
  expected.trials.set(subject, seal);
  expected.answers.push(...rest.map(leadingBits));
  expected.turns.delete(subject);
}

/** A turn comes after the last one, or else the journal was cut by another program. */
function takeTurn(trial: Hash, seal: Hash, before: Hash | undefined, expected: Expected): void {
  const turns = expected.turns.get(trial) ?? [];
  if (turns.at(-1) !== before) expected.retaken.add(trial);
  const kept = before === undefined ? [] : turns.slice(0, turns.indexOf(before) + 1);
  expected.turns.set(trial, [...kept, seal]);
}

function studyFaults(connection: DatabaseSync, expected: Hash | undefined): readonly Discrepancy[] {
  const texts = connection.prepare('SELECT text FROM study').all();
  const [row] = texts;
  if (expected === undefined && row === undefined) return [];
  if (row === undefined) return [{ kind: 'removed', what: 'the study is gone' }];
  if (expected === undefined || texts.length > 1)
    return [{ kind: 'added', what: 'a study was put in from elsewhere' }];
  if (studySeal(String(row.text)) === expected) return [];
  return [{ kind: 'differs', what: 'the study is another than the one that was planned' }];
}

const cellRow = z.object({ key: hashColumn, trials: wholeColumn, seal: hashColumn, spec: z.string() });

function cellFaults(connection: DatabaseSync, expected: ReadonlyMap<Hash, Hash>): readonly Discrepancy[] {
  const faults: Discrepancy[] = [];
  const seen = new Set<Hash>();
  for (const row of connection.prepare('SELECT key, trials, seal, spec FROM cells').iterate()) {
    const { data } = cellRow.safeParse(row);
    if (data === undefined) {
      faults.push({ kind: 'differs', what: 'a cell of the plan is unreadable' });
      continue;
    }
    const { key, trials, seal, spec } = data;
    seen.add(key);
    if (!expected.has(key))
      faults.push({ kind: 'added', what: `the cell ${key} of the plan was put in from elsewhere` });
    else if (expected.get(key) !== seal || cellSeal(key, trials) !== seal || hashText(spec) !== key)
      faults.push({ kind: 'differs', what: `the cell ${key} of the plan is another than the one planned` });
  }
  for (const key of expected.keys())
    if (!seen.has(key)) faults.push({ kind: 'removed', what: `the cell ${key} of the plan is gone` });
  return faults;
}

/** Rows of trials in either table, with their keys and seals; undefined where these cannot be read. */
function* sealedTrials(connection: DatabaseSync, table: 'trials' | 'replaced') {
  for (const row of connection.prepare(`SELECT key, seal FROM ${table} NOT INDEXED`).iterate())
    yield sealedRow.safeParse(row).data;
}

const sealedRow = z.object({ key: hashColumn, seal: hashColumn });

function trialFaults(connection: DatabaseSync, expected: ReadonlyMap<Hash, Hash>): readonly Discrepancy[] {
  const faults: Discrepancy[] = [];
  const seen = new Set<Hash>();
  for (const row of sealedTrials(connection, 'trials')) {
    // What cannot be read is told with the trial itself.
    if (row === undefined) continue;
    const { key: trial, seal } = row;
    seen.add(trial);
    const planned = expected.get(trial);
    if (planned === undefined)
      faults.push({ trial, kind: 'added', what: 'the trial was put in from elsewhere' });
    else if (planned !== seal)
      faults.push({ trial, kind: 'differs', what: 'the trial is another than the one that finished' });
  }
  for (const trial of expected.keys())
    if (!seen.has(trial)) faults.push({ trial, kind: 'removed', what: 'the trial had finished and is gone' });
  return faults;
}

function replacedFaults(connection: DatabaseSync, expected: Expected['replaced']): readonly Discrepancy[] {
  const left = new Map<string, number>();
  const place = ({ key, seal }: { key: Hash; seal: Hash }) => `${key} ${seal}`;
  for (const one of expected) left.set(place(one), (left.get(place(one)) ?? 0) + 1);
  const faults: Discrepancy[] = [];
  for (const row of sealedTrials(connection, 'replaced')) {
    if (row === undefined) {
      faults.push({ kind: 'differs', what: 'a failed trial that was run again is unreadable' });
      continue;
    }
    const count = left.get(place(row)) ?? 0;
    left.set(place(row), count - 1);
    if (count === 0) {
      const what = 'a failed attempt that this store never made was put in from elsewhere';
      faults.push({ trial: row.key, kind: 'added', what });
    }
  }
  for (const one of expected) {
    const count = left.get(place(one)) ?? 0;
    if (count <= 0) continue;
    left.set(place(one), count - 1);
    faults.push({ trial: one.key, kind: 'removed', what: 'an earlier attempt of the trial is gone' });
  }
  return faults;
}

/** Many: so they are compared by the beginnings of their seals, and looked for only where those disagree. */
function answerFaults(connection: DatabaseSync, expected: readonly bigint[]): readonly Discrepancy[] {
  const seals = connection.prepare('SELECT seal FROM assessments');
  const there: bigint[] = [];
  const faults: Discrepancy[] = [];
  for (const row of seals.iterate()) {
    const { data } = hashColumn.safeParse(row.seal);
    if (data === undefined) faults.push({ kind: 'differs', what: 'the seal of an assessment is unreadable' });
    else there.push(leadingBits(data));
  }
  const { removed, added } = compared(BigUint64Array.from(expected), BigUint64Array.from(there));
  if (removed.size > 0) faults.push(...removedAnswers(connection, removed));
  if (added.size > 0) faults.push(...addedAnswers(connection, added));
  return faults;
}

function compared(expected: BigUint64Array, there: BigUint64Array) {
  const removed = new Set<bigint>();
  const added = new Set<bigint>();
  expected.sort();
  there.sort();
  let at = 0;
  for (const one of expected) {
    for (let next = there[at]; next !== undefined && next < one; next = there[at]) {
      added.add(next);
      at += 1;
    }
    if (there[at] === one) at += 1;
    else removed.add(one);
  }
  for (const rest of there.subarray(at)) added.add(rest);
  return { removed, added };
}

function removedAnswers(connection: DatabaseSync, removed: ReadonlySet<bigint>): readonly Discrepancy[] {
  const trials = new Map<Hash, Hash>();
  for (const row of connection.prepare('SELECT head, key FROM trials NOT INDEXED').iterate()) {
    const { data } = headRow.safeParse(row);
    if (data !== undefined) trials.set(data.head, data.key);
  }
  const faults: Discrepancy[] = [];
  const entries = entriesIn(connection);
  for (const { kind, subject, seals } of entries) {
    const answers = kind === 'answers' ? seals : kind === 'trial' ? seals.slice(1) : [];
    const gone = answers.filter((seal) => removed.has(leadingBits(seal))).length;
    if (gone === 0) continue;
    const trial = kind === 'trial' ? subject : trials.get(subject);
    const about = trial === undefined ? ` about ${subject}` : '';
    const what = `${gone} of the ${answers.length} assessments${about} that were stored together are gone or altered`;
    faults.push({ ...(trial === undefined ? {} : { trial }), kind: 'removed', what });
  }
  return faults;
}

const headRow = z.object({ head: hashColumn, key: hashColumn });

function addedAnswers(connection: DatabaseSync, added: ReadonlySet<bigint>): readonly Discrepancy[] {
  const faults: Discrepancy[] = [];
  const rows = connection.prepare('SELECT seal, question, vote, subject FROM assessments').iterate();
  for (const row of rows) {
    const { data } = answerRow.safeParse(row);
    if (data === undefined || !added.has(leadingBits(data.seal))) continue;
    const about = `answer ${data.vote} to ${JSON.stringify(data.question)} about ${data.subject}`;
    faults.push({ kind: 'added', what: `the ${about} was put in from elsewhere` });
  }
  return faults;
}

const answerRow = z.object({
  seal: hashColumn,
  question: z.string(),
  vote: wholeColumn,
  subject: hashColumn,
});

function journalFaults(connection: DatabaseSync, expected: Expected['turns']): readonly Discrepancy[] {
  const there = new Map<Hash, Hash[]>();
  for (const row of connection.prepare('SELECT key, seal FROM journal ORDER BY key, idx').iterate()) {
    const { data } = sealedRow.safeParse(row);
    if (data !== undefined) there.set(data.key, [...(there.get(data.key) ?? []), data.seal]);
  }
  const faults: Discrepancy[] = [];
  for (const trial of new Set([...expected.keys(), ...there.keys()])) {
    const own = expected.get(trial) ?? [];
    const found = there.get(trial) ?? [];
    if (own.join() === found.join()) continue;
    const kind = found.length < own.length ? 'removed' : own.length < found.length ? 'added' : 'differs';
    const what = `the unfinished trial has ${found.length} turns in its journal that are not the ${own.length} it took`;
    faults.push({ trial, kind, what });
  }
  return faults;
}

function leadingBits(seal: Hash): bigint {
  return BigInt(`0x${seal.slice('sha256:'.length, 'sha256:'.length + 16)}`);
}
