/** The statements that put trials, assessments and journals into the tables. They run inside a transaction of the caller. */
import type { DatabaseSync } from 'node:sqlite';
import type { Hash } from '../../../kit/hash.ts';
import {
  cellSeal,
  type EncodedAssessment,
  type EncodedEvent,
  type EncodedTrial,
  studySeal,
  turnSeal,
} from '../sealing.ts';
import { bytesOf, hashColumn } from './columns.ts';
import type { Ledger } from './ledger.ts';
import { pack } from './packing.ts';

/** Bodies up to this length, in UTF-16 units, cost less in the event's own row than a shared body costs in indexes. */
const INLINE_LENGTH = 160;

export interface Writer {
  /**
   * `replaceError`: a failed trial with the same key is put aside, and its place taken. The assessments are put only
   * where the trial is.
   */
  putTrial(trial: EncodedTrial, assessments: readonly EncodedAssessment[], replaceError: boolean): void;
  putTurn(key: Hash, index: number, text: string): void;
  putStudy(text: string): void;
  putCells(cells: readonly EncodedCell[]): void;
  putAssessments(assessments: readonly EncodedAssessment[]): void;
}

export interface EncodedCell {
  readonly key: Hash;
  /** Canonical JSON. */
  readonly spec: string;
  readonly trials: number;
}

/** Everything that is put in stands in the ledger, too. `rememberedBodies`: how many of the bodies stored last are known without asking the file. */
export function writerOn(connection: DatabaseSync, ledger: Ledger, rememberedBodies: number): Writer {
  const putEvent = connection.prepare(
    'INSERT INTO events (trial, seq, hash, body, inline) VALUES (?, ?, ?, ?, ?)',
  );
  const dropJournal = connection.prepare('DELETE FROM journal WHERE key = ?');
  const putTurn = connection.prepare(
    `INSERT INTO journal (key, idx, turn, seal) SELECT ?, ?, ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM trials WHERE key = ? AND ended <> 'error')
     ON CONFLICT (key, idx) DO NOTHING`,
  );
  const putCell = connection.prepare(
    `INSERT INTO cells (key, trials, seal, spec) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET trials = excluded.trials, seal = excluded.seal
     WHERE excluded.trials > trials`,
  );
  const lastTurn = connection.prepare('SELECT seal FROM journal WHERE key = ? AND idx = ?');
  const putStudy = connection.prepare(
    `INSERT INTO study (id, text, seal) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET text = excluded.text, seal = excluded.seal`,
  );
  const putEntry = entryKeeper(connection);
  const putAssessment = connection.prepare(
    `INSERT INTO assessments (subject, question, assessor, vote, seal, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (subject, question, assessor, vote) DO NOTHING`,
  );
  const bodyId = bodyKeeper(connection, rememberedBodies);

  /** Gives the seals of those that were not there yet. */
  function putAssessments(assessments: readonly EncodedAssessment[]): readonly Hash[] {
    return assessments.flatMap(({ subject, question, assessor, vote, seal, body }) => {
      const place = [bytesOf(subject), question, bytesOf(assessor), vote] as const;
      return putAssessment.run(...place, bytesOf(seal), body).changes === 0 ? [] : [seal];
    });
  }
  return {
    putTrial(trial, assessments, replaceError) {
      const id = putEntry(trial, replaceError);
      const dropped = dropJournal.run(bytesOf(trial.key)).changes;
      if (id === undefined) {
        if (dropped > 0) ledger.add('dropped', trial.key, []);
        return;
      }
      for (const [seq, event] of trial.events.entries()) {
        const hash = bytesOf(event.hash);
        if (isShared(event)) putEvent.run(id, seq, hash, bodyId(event), null);
        else putEvent.run(id, seq, hash, null, pack(event.body));
      }
      ledger.add('trial', trial.key, [trial.seal, ...putAssessments(assessments)]);
    },
    putTurn(key, index, text) {
      const trial = bytesOf(key);
      const seal = turnSeal(key, index, text);
      const { changes } = putTurn.run(trial, index, pack(text), bytesOf(seal), trial);
      if (changes === 0) return;
      const { data: before } = hashColumn.safeParse(lastTurn.get(trial, index - 1)?.seal);
      ledger.add('turn', key, before === undefined ? [seal] : [seal, before]);
    },
    putStudy(text) {
      const seal = studySeal(text);
      putStudy.run(text, bytesOf(seal));
      ledger.add('study', seal, []);
    },
    putCells(cells) {
      for (const { key, spec, trials } of cells) {
        const seal = cellSeal(key, trials);
        const { changes } = putCell.run(bytesOf(key), trials, bytesOf(seal), spec);
        if (changes > 0) ledger.add('cell', key, [seal]);
      }
    },
    putAssessments(assessments) {
      for (const [subject, own] of Map.groupBy(assessments, (one) => one.subject)) {
        const seals = putAssessments(own);
        if (seals.length > 0) ledger.add('answers', subject, seals);
      }
    },
  };
}

/**
 * Puts a trial's row and gives its id; undefined where another holds the key. A failed trial that makes place is kept
 * in `replaced`, for what it used was bought; the new one has its id, so that listings under way still find it.
 */
function entryKeeper(
  connection: DatabaseSync,
): (trial: EncodedTrial, replaceError: boolean) => number | bigint | undefined {
  const put = connection.prepare(
    `INSERT INTO trials (position, ended, head, seal, spec, key) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO NOTHING`,
  );
  const findFailed = connection.prepare("SELECT id FROM trials WHERE key = ? AND ended = 'error'");
  const keep = connection.prepare(
    `INSERT INTO replaced (key, position, ended, head, seal, spec)
     SELECT key, position, ended, head, seal, spec FROM trials WHERE id = ?`,
  );
  const dropEvents = connection.prepare('DELETE FROM events WHERE trial = ?');
  const renew = connection.prepare(
    'UPDATE trials SET position = ?, ended = ?, head = ?, seal = ?, spec = ? WHERE id = ?',
  );
  return ({ key, position, ended, head, seal, spec }, replaceError) => {
    const columns = [position, ended, bytesOf(head), bytesOf(seal), spec] as const;
    const failed = replaceError ? findFailed.get(bytesOf(key))?.id : undefined;
    if (typeof failed !== 'number') {
      const added = put.run(...columns, bytesOf(key));
      return added.changes === 0 ? undefined : added.lastInsertRowid;
    }
    keep.run(failed);
    dropEvents.run(failed);
    renew.run(...columns, failed);
    return failed;
  };
}

/** A first event holds its trial's key, so no other trial can have the same. */
function isShared(event: EncodedEvent): boolean {
  return event.body.length > INLINE_LENGTH && !event.body.includes('"kind":"trial.start"');
}

/** Stores each body once and gives its id; the ids used last are remembered so that most cost no statement at all. */
function bodyKeeper(connection: DatabaseSync, limit: number): (event: EncodedEvent) => number | bigint {
  const find = connection.prepare('SELECT id FROM bodies WHERE hash = ?');
  const put = connection.prepare('INSERT INTO bodies (hash, data) VALUES (?, ?)');
  const known = new Map<Hash, number | bigint>();

  function stored({ bodyHash, body }: EncodedEvent): number | bigint {
    const hash = bytesOf(bodyHash);
    const id = find.get(hash)?.id;
    return typeof id === 'number' ? id : put.run(hash, pack(body)).lastInsertRowid;
  }

  return (event) => {
    const id = known.get(event.bodyHash) ?? stored(event);
    // Put in again, so that the first entry is always the one that was not used for longest.
    known.delete(event.bodyHash);
    known.set(event.bodyHash, id);
    if (known.size > limit) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    return id;
  };
}
