/** What a store holds besides finished trials: the study, the journals of unfinished trials, the file's own structure. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { parseShape } from '../../../kit/json.ts';
import type { Turn } from '../../agents/agent.ts';
import { cellShape, turnShape } from '../../trial/shapes.ts';
import { CHAIN_START, chainHash } from '../../trial/transcript.ts';
import { cellSeal, studySeal, turnSeal } from '../sealing.ts';
import type { PlannedCell } from '../store.ts';
import { blobColumn, bytesOf, hashColumn, wholeColumn } from './columns.ts';
import { faultOfVotes } from './earlier.ts';
import { damagedStore } from './failures.ts';
import { unpack } from './packing.ts';
import { isAccounted } from './schema.ts';

const studyRow = z.object({ text: z.string(), seal: hashColumn });

/** The study's text. Errors: `store-damaged`. */
export function readStudy(connection: DatabaseSync, path: string): string | undefined {
  const row = connection.prepare('SELECT text, seal FROM study').get();
  if (row === undefined) return undefined;
  const { data } = studyRow.safeParse(row);
  if (data === undefined || studySeal(data.text) !== data.seal) {
    throw damagedStore(path, 'the study is altered or unreadable', { part: 'study' });
  }
  return data.text;
}

const cellRow = z.object({ key: hashColumn, trials: wholeColumn, seal: hashColumn, spec: z.string() });

/** The plan. Errors: `store-damaged`. */
export function readCells(connection: DatabaseSync, path: string): readonly PlannedCell[] {
  if (!isAccounted(connection)) return [];
  const rows = connection.prepare('SELECT key, trials, seal, spec FROM cells ORDER BY id').iterate();
  return Array.from(rows, (row) => {
    const { data } = cellRow.safeParse(row);
    const isSound =
      data !== undefined && cellSeal(data.key, data.trials) === data.seal && hashText(data.spec) === data.key;
    if (!isSound) throw damagedStore(path, 'a cell of the plan is altered or unreadable', { part: 'plan' });
    return { spec: parseShape(data.spec, cellShape), trials: data.trials };
  });
}

const journalRow = z.object({ key: hashColumn, idx: wholeColumn, turn: blobColumn, seal: hashColumn });

/** The turns of one trial. Errors: `store-damaged`, naming the first turn that is missing, unreadable or altered. */
export function readJournal(connection: DatabaseSync, path: string, key: Hash): readonly Turn[] {
  const rows = connection.prepare('SELECT key, idx, turn, seal FROM journal WHERE key = ? ORDER BY idx');
  return checkedTurns(rows.iterate(bytesOf(key)), path);
}

/** Turns of one or more journals, ordered by trial and place. */
function checkedTurns(rows: Iterable<unknown>, path: string): readonly Turn[] {
  const turns: Turn[] = [];
  let place = { key: '', index: 0 };
  for (const row of rows) {
    const { data } = journalRow.safeParse(row);
    if (data === undefined) throw damagedStore(path, 'a journalled turn is unreadable', { part: 'journal' });
    place = { key: data.key, index: data.key === place.key ? place.index + 1 : 0 };
    const turn = data.idx === place.index ? soundTurn(data) : undefined;
    if (turn === undefined) {
      const what = `turn ${place.index} in the journal of ${data.key} is missing, altered or unreadable`;
      throw damagedStore(path, what, { part: 'journal', trial: data.key, turn: place.index });
    }
    turns.push(turn);
  }
  return turns;
}

function soundTurn({ key, idx, turn, seal }: z.infer<typeof journalRow>): Turn | undefined {
  try {
    const text = unpack(turn);
    return turnSeal(key, idx, text) === seal ? parseShape(text, turnShape) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The first fault of the file apart from trials and assessments, as a clause; undefined if there is none. Throws what
 * SQLite throws.
 */
export function surroundingFault(connection: DatabaseSync, path: string): string | undefined {
  const structure = connection.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (structure !== 'ok') return `the file's structure: ${String(structure)}`;
  const astray = connection.prepare('PRAGMA foreign_key_check').get()?.parent;
  if (astray !== undefined) return `an event belongs to none of the ${String(astray)}`;
  for (const row of connection.prepare('SELECT key FROM trials NOT INDEXED').iterate()) {
    if (!hashColumn.safeParse(row.key).success) return 'the key of a trial is unreadable';
  }
  const misfiled = misfiledBody(connection);
  if (misfiled !== undefined) return `the body ${misfiled} is filed under another hash than its own`;
  readStudy(connection, path);
  const all = connection.prepare('SELECT key, idx, turn, seal FROM journal ORDER BY key, idx');
  checkedTurns(all.iterate(), path);
  return faultOfVotes(connection);
}

/**
 * The first body that is filed under a wrong hash, where no event shows that it is altered itself: a later trial would
 * be given it for another. One that is altered is told with its trials.
 */
function misfiledBody(connection: DatabaseSync): number | undefined {
  const use = connection.prepare(
    `SELECT own.seq, own.hash, last.hash AS prev FROM events AS own
     LEFT JOIN events AS last ON last.trial = own.trial AND last.seq = own.seq - 1 WHERE own.body = ?`,
  );
  for (const { id, hash, data } of connection.prepare('SELECT id, hash, data FROM bodies').iterate()) {
    const own = hashOfBody(data);
    if (own !== undefined && own === hashColumn.safeParse(hash).data) continue;
    const event = use.get(Number(id));
    if (event === undefined || isBodyOf(useRow.safeParse(event).data, own)) return Number(id);
  }
  return undefined;
}

/** An attempt that was run again leaves the texts of its events behind, so beside one nothing can be said. */
export function unusedTexts(connection: DatabaseSync): number {
  if (connection.prepare('SELECT 1 FROM replaced').get() !== undefined) return 0;
  const unused =
    'SELECT count(*) AS count FROM bodies WHERE id NOT IN (SELECT body FROM events WHERE body IS NOT NULL)';
  return Number(connection.prepare(unused).get()?.count);
}

const useRow = z.object({ seq: wholeColumn, hash: hashColumn, prev: hashColumn.nullable() });

function isBodyOf(event: z.output<typeof useRow> | undefined, body: Hash | undefined): boolean {
  if (event === undefined || body === undefined) return false;
  return chainHash(event.prev ?? CHAIN_START, event.seq, body) === event.hash;
}

function hashOfBody(bytes: unknown): Hash | undefined {
  try {
    return hashText(unpack(blobColumn.parse(bytes)));
  } catch {
    return undefined;
  }
}
