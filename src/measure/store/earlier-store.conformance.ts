/** Files of schemas 3 and 4, as the code of those times wrote them, for the tests of reading them and bringing them up to date. */
import type { DatabaseSync } from 'node:sqlite';
import { canonical } from '../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import { connect } from '../../kit/sqlite.ts';
import { chainHead } from '../trial/transcript.ts';
import { sampleTurn } from './sample-trials.conformance.ts';
import { pack } from './sqlite/packing.ts';
import { openSqliteStore } from './sqlite.ts';
import type { TrialRecord } from './store.ts';

export interface EarlierTrial {
  readonly trial: TrialRecord;
  /** The class of its outcome. */
  readonly outcome: string;
}

/** What schema 4 did not have. */
const DROP_ACCOUNT = 'DROP TABLE cells; DROP TABLE ledger; DROP TABLE tip;';

export interface EarlierStore {
  readonly trials: readonly EarlierTrial[];
  readonly replaced?: readonly EarlierTrial[];
  /** What two votes of a judge are about. */
  readonly judged?: readonly Hash[];
  readonly journal?: Hash;
}

/** Events, bodies and journals have not changed since; the rest is made anew as it was. */
export async function writeEarlierStore(path: string, content: EarlierStore): Promise<void> {
  const { trials, replaced = [], judged = [], journal } = content;
  const store = openSqliteStore(path, 'write');
  await store.writeStudy('{"study":"earlier"}');
  await Promise.all(trials.map(({ trial }) => store.save(trial)));
  if (journal !== undefined) await store.journal(journal, 0, sampleTurn(0));
  await store.close();

  const connection = connect(path, { enableForeignKeyConstraints: false });
  connection.exec(`PRAGMA legacy_alter_table = ON; BEGIN;
    ALTER TABLE trials RENAME TO later; DROP TABLE replaced; DROP TABLE assessments;
    ${DROP_ACCOUNT}
    CREATE TABLE trials (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, position INTEGER NOT NULL,
  head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL, outcome TEXT NOT NULL);
    CREATE TABLE replaced (id INTEGER PRIMARY KEY, key BLOB NOT NULL, position INTEGER NOT NULL,
  head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL, outcome TEXT NOT NULL);
    CREATE TABLE judgements (subject BLOB NOT NULL, judge BLOB NOT NULL, vote INTEGER NOT NULL,
  body BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (subject, judge, vote)) WITHOUT ROWID`);
  const idOf = connection.prepare('SELECT id FROM later WHERE key = ?');
  for (const each of trials)
    putEntry(connection, 'trials', each, Number(idOf.get(bytes(each.trial.key))?.id));
  for (const [place, each] of replaced.entries()) putEntry(connection, 'replaced', each, place + 1);
  for (const subject of judged) for (const vote of [0, 1]) putVote(connection, subject, vote);
  connection.exec('DROP TABLE later; PRAGMA user_version = 3; COMMIT');
  connection.close();
}

/** Makes a store of today one of schema 4. */
export function withoutAccount(path: string): void {
  const connection = connect(path);
  connection.exec(`BEGIN; ${DROP_ACCOUNT} PRAGMA user_version = 4; COMMIT`);
  connection.close();
}

function putEntry(
  connection: DatabaseSync,
  table: 'trials' | 'replaced',
  { trial, outcome: found }: EarlierTrial,
  id: number,
): void {
  const { key, position, spec, transcript } = trial;
  const head = chainHead(transcript);
  const outcome = { scenario: spec.scenario, outcome: found, chainHead: head, reader: 'rules' };
  const seal = hashOf({ key, position, spec, outcome, head });
  connection
    .prepare(
      `INSERT INTO ${table} (id, key, position, head, seal, spec, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, bytes(key), position, bytes(head), bytes(seal), canonical(spec), canonical(outcome));
}

function putVote(connection: DatabaseSync, subject: Hash, vote: number): void {
  const judge = hashText('judge');
  const text = canonical({ refusal: vote === 0 });
  const seal = hashText(`judgement\n${subject}\n${judge}\n${vote}\n${text}`);
  connection
    .prepare('INSERT INTO judgements (subject, judge, vote, body, seal) VALUES (?, ?, ?, ?, ?)')
    .run(bytes(subject), bytes(judge), vote, pack(text), bytes(seal));
}

function bytes(hash: Hash): Uint8Array {
  return Buffer.from(hash.slice('sha256:'.length), 'hex');
}
