/**
 * Files of earlier schemas. Schema 4 had neither plan nor ledger. Schema 3 had no assessments, either: it kept an outcome with each trial and the votes of judges. Their transcripts are as good as
 * ever; of their outcomes no more is used than whether the trial failed or was filtered.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { parseShape } from '../../../kit/json.ts';
import { bodyShape } from '../../trial/shapes.ts';
import { CHAIN_START, chainHash, type EndReason, type EventBody } from '../../trial/transcript.ts';
import type { RecordSpan } from '../store.ts';
import { blobColumn, hashColumn, wholeColumn } from './columns.ts';
import { type EntryForm, isRecord } from './entries.ts';
import { beganLate } from './ledger.ts';
import { unpack } from './packing.ts';
import {
  isAccounted,
  lastingTables,
  type Tables,
  tables,
  UNACCOUNTED_VERSION,
  unaccountedTables,
} from './schema.ts';

/** The oldest that is read. */
export const FIRST_VERSION = 3;

/** Bought, but in a form that is not read. A file that is brought up to date keeps them as they are. */
const keptVotes: Tables = {
  judgements: `CREATE TABLE judgements (subject BLOB NOT NULL, judge BLOB NOT NULL, vote INTEGER NOT NULL,
  body BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (subject, judge, vote)) WITHOUT ROWID`,
};

const firstTables: Tables = {
  ...lastingTables,
  trials: `CREATE TABLE trials (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, position INTEGER NOT NULL,
  head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL, outcome TEXT NOT NULL)`,
  replaced: `CREATE TABLE replaced (id INTEGER PRIMARY KEY, key BLOB NOT NULL, position INTEGER NOT NULL,
  head BLOB NOT NULL, seal BLOB NOT NULL, spec TEXT NOT NULL, outcome TEXT NOT NULL)`,
  ...keptVotes,
};

/** The tables of a schema; `optional` ones may be there. */
export function tablesOf(version: number): { readonly required: Tables; readonly optional: Tables } {
  if (version === FIRST_VERSION) return { required: firstTables, optional: {} };
  return { required: version === UNACCOUNTED_VERSION ? unaccountedTables : tables, optional: keptVotes };
}

export function earlierForm(connection: DatabaseSync): EntryForm {
  const lastEvents = connection.prepare(
    `SELECT events.seq, events.hash, coalesce(events.inline, bodies.data) AS bytes
     FROM events LEFT JOIN bodies ON bodies.id = events.body WHERE trial = ? ORDER BY seq DESC`,
  );
  return {
    ending: 'outcome',
    seal: (key, position, spec, outcome, head) =>
      hashText(
        `{"head":"${head}","key":"${key}","outcome":${outcome},"position":${position},"spec":${spec}}`,
      ),
    ended(outcome, id, head) {
      const scored: unknown = JSON.parse(outcome);
      const found = isRecord(scored) ? scored.outcome : undefined;
      // These two said nothing but how the transcript ended.
      if (found === 'error' || found === 'filtered') return found;
      try {
        return endIn(() => lastEvents.iterate(id), head);
      } catch {
        return undefined;
      }
    },
  };
}

const eventRow = z.object({ seq: wholeColumn, hash: hashColumn, bytes: blobColumn });

/** How a transcript ended, from its last events backwards, as far as that takes; throws where they are not sound. */
function endIn(rows: () => Iterable<unknown>, head: Hash): EndReason {
  let later: { readonly seq: number; readonly hash: Hash; readonly text: string } | undefined;
  for (const row of rows()) {
    const { seq, hash, bytes } = eventRow.parse(row);
    const body = later === undefined ? undefined : linkedBody(later, hash);
    if (body?.kind === 'trial.end') return body.reason;
    const isNext = later === undefined ? hash === head : seq === later.seq - 1;
    if (!isNext) throw new Error('an event is missing');
    later = { seq, hash, text: unpack(bytes) };
  }
  if (later?.seq !== 0) throw new Error('an event is missing');
  const first = linkedBody(later, CHAIN_START);
  return first.kind === 'trial.end' ? first.reason : 'error';
}

function linkedBody(
  event: { readonly seq: number; readonly hash: Hash; readonly text: string },
  prev: Hash,
): EventBody {
  if (chainHash(prev, event.seq, hashText(event.text)) !== event.hash) throw new Error('an event is altered');
  return parseShape(event.text, bodyShape);
}

/** What a file of schema 3 lacks, as sentences. */
export function lacksOfEarlier(connection: DatabaseSync): readonly string[] {
  const trials = countIn(connection, 'trials');
  const again = countIn(connection, 'replaced');
  return [
    'The store was written by an earlier version: its trials have no assessments.',
    ...(trials === 0 ? [] : ['Its outcomes are of an earlier scoring and are not used.']),
    ...(again === 0
      ? []
      : [`What ${again} failed trials used before they were run again stands in those outcomes only.`]),
    ...lacksOfVotes(connection),
  ];
}

/** Of a file without a ledger, or with one that began later than the file. */
export function lacksOfLedger(connection: DatabaseSync): readonly string[] {
  const lacks = { none: [NO_LEDGER], late: [LATE_LEDGER], whole: [] };
  return lacks[recordSpanOf(connection)];
}

export function recordSpanOf(connection: DatabaseSync): RecordSpan {
  if (!isAccounted(connection)) return 'none';
  return beganLate(connection) ? 'late' : 'whole';
}

const NO_LEDGER =
  'The store was written by an earlier version, without a sealed plan and a ledger: nothing shows whether trials are missing from it.';
const LATE_LEDGER =
  'The store was written by an earlier version and brought up to date: nothing shows what was missing from it by then.';

/** Of votes in the earlier form, in a file that holds some. */
export function lacksOfVotes(connection: DatabaseSync): readonly string[] {
  const votes = hasVotes(connection) ? countIn(connection, 'judgements') : 0;
  return votes === 0 ? [] : [`Its ${votes} votes of judges are of an earlier form and are not read.`];
}

const voteRow = z.object({
  subject: hashColumn,
  judge: hashColumn,
  vote: wholeColumn,
  body: blobColumn,
  seal: hashColumn,
});

/** The first vote in the earlier form that is altered, as a clause; they are not read, but they were bought. */
export function faultOfVotes(connection: DatabaseSync): string | undefined {
  if (!hasVotes(connection)) return undefined;
  for (const row of connection.prepare('SELECT * FROM judgements').iterate()) {
    const { data } = voteRow.safeParse(row);
    if (data === undefined) return 'a vote of a judge is unreadable';
    const { subject, judge, vote, body, seal } = data;
    if (hashText(`judgement\n${subject}\n${judge}\n${vote}\n${unpack(body)}`) !== seal)
      return `vote ${vote} of the judge ${judge} on ${subject} is altered`;
  }
  return undefined;
}

function hasVotes(connection: DatabaseSync): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'judgements'").get() !== undefined;
}

function countIn(connection: DatabaseSync, table: 'trials' | 'replaced' | 'judgements'): number {
  return Number(connection.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
}
