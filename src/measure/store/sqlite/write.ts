/** The statements that put trials and journals into the tables. They run inside a transaction of the caller. */
import type { DatabaseSync } from 'node:sqlite';
import type { Hash } from '../../../kit/hash.ts';
import { type EncodedEvent, type EncodedTrial, judgementSeal, studySeal, turnSeal } from '../sealing.ts';
import type { StoredJudgement } from '../store.ts';
import { bytesOf } from './columns.ts';
import { pack } from './packing.ts';

/** Bodies up to this length, in UTF-16 units, cost less in the event's own row than a shared body costs in indexes. */
const INLINE_LENGTH = 160;

/** Of a row of `trials`: that it ended as `error`. */
const FAILED = "json_extract(outcome, '$.outcome') = 'error'";

export interface Writer {
  /** `replaceError`: a failed trial with the same key is put aside first. */
  putTrial(trial: EncodedTrial, replaceError: boolean): void;
  putTurn(key: Hash, index: number, text: string): void;
  putStudy(text: string): void;
  /** `text` is the canonical text of the vote's body. */
  putJudgement(judgement: StoredJudgement, text: string): void;
}

/** `rememberedBodies`: how many of the bodies stored last are known without asking the file. */
export function writerOn(connection: DatabaseSync, rememberedBodies: number): Writer {
  const putTrial = connection.prepare(
    `INSERT INTO trials (key, position, head, seal, spec, outcome) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO NOTHING`,
  );
  const putEvent = connection.prepare(
    'INSERT INTO events (trial, seq, hash, body, inline) VALUES (?, ?, ?, ?, ?)',
  );
  const dropJournal = connection.prepare('DELETE FROM journal WHERE key = ?');
  const putTurn = connection.prepare(
    `INSERT INTO journal (key, idx, turn, seal) SELECT ?, ?, ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM trials WHERE key = ? AND NOT ${FAILED})
     ON CONFLICT (key, idx) DO NOTHING`,
  );
  const putStudy = connection.prepare(
    `INSERT INTO study (id, text, seal) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET text = excluded.text, seal = excluded.seal`,
  );
  const putAside = failureRemover(connection);
  const putJudgement = connection.prepare(
    `INSERT INTO judgements (subject, judge, vote, body, seal) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (subject, judge, vote) DO NOTHING`,
  );
  const bodyId = bodyKeeper(connection, rememberedBodies);

  return {
    putTrial(trial, replaceError) {
      const key = bytesOf(trial.key);
      if (replaceError) putAside(key);
      const { head, seal, spec, outcome } = trial;
      const added = putTrial.run(key, trial.position, bytesOf(head), bytesOf(seal), spec, outcome);
      dropJournal.run(key);
      if (added.changes === 0) return;
      for (const [seq, event] of trial.events.entries()) {
        const hash = bytesOf(event.hash);
        if (isShared(event)) putEvent.run(added.lastInsertRowid, seq, hash, bodyId(event), null);
        else putEvent.run(added.lastInsertRowid, seq, hash, null, pack(event.body));
      }
    },
    putTurn(key, index, text) {
      const trial = bytesOf(key);
      putTurn.run(trial, index, pack(text), bytesOf(turnSeal(key, index, text)), trial);
    },
    putStudy(text) {
      putStudy.run(text, bytesOf(studySeal(text)));
    },
    putJudgement({ subject, judge, vote }, text) {
      const seal = bytesOf(judgementSeal(subject, judge, vote, text));
      putJudgement.run(bytesOf(subject), bytesOf(judge), vote, pack(text), seal);
    },
  };
}

/** Takes a trial out of the table if it failed; its row is kept in `replaced`, for what it used was bought. */
function failureRemover(connection: DatabaseSync): (key: Uint8Array) => void {
  const find = connection.prepare(`SELECT id FROM trials WHERE key = ? AND ${FAILED}`);
  const keep = connection.prepare(
    `INSERT INTO replaced (key, position, head, seal, spec, outcome)
     SELECT key, position, head, seal, spec, outcome FROM trials WHERE id = ?`,
  );
  const dropEvents = connection.prepare('DELETE FROM events WHERE trial = ?');
  const dropTrial = connection.prepare('DELETE FROM trials WHERE id = ?');
  return (key) => {
    const id = find.get(key)?.id;
    if (typeof id !== 'number') return;
    keep.run(id);
    dropEvents.run(id);
    dropTrial.run(id);
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
