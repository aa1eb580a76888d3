/** Reading trials back: every byte that is used is checked against the hashes, and the first fault is named. */
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { sealOf } from '../sealing.ts';
import type { Damage, TrialRecord, TrialSummary } from '../store.ts';
import { type AssessmentReader, assessmentReader, noAssessments } from './assessments.ts';
import { type Chain, chainReader } from './chains.ts';
import { bytesOf, hashColumn, wholeColumn } from './columns.ts';
import { earlierForm, FIRST_VERSION, lacksOfEarlier, lacksOfLedger, lacksOfVotes } from './earlier.ts';
import { type Checked, damaged, type Entry, type EntryForm, entriesOf, isEndReason } from './entries.ts';
import { versionOf } from './schema.ts';

export interface Reader {
  /** Where a key stands; undefined if the store does not have it. A trial that takes the place of another stands there, too. */
  find(key: Hash): number | undefined;
  /** In plan order; undefined for a key that cannot be read. */
  keys(): readonly (Hash | undefined)[];
  /** In plan order. */
  ids(): readonly number[];
  /** Of failed trials that others took the place of, oldest first. */
  replacedIds(): readonly number[];
  summaries(table: 'trials' | 'replaced', ids: readonly number[]): readonly Checked<TrialSummary>[];
  record(id: number): Checked<TrialRecord>;
  /** The first fault of a trial or of what was said of it. */
  damage(id: number): Damage | undefined;
  readonly assessments: AssessmentReader;
  /** The trials that have a journal, sorted. */
  journalKeys(): readonly Hash[];
  /** What an earlier schema lacks. */
  lacks(): readonly string[];
}

const presentForm: EntryForm = {
  ending: 'ended',
  seal: sealOf,
  ended: (ended) => (isEndReason(ended) ? ended : undefined),
};

export function readerOn(connection: DatabaseSync): Reader {
  const isEarlier = versionOf(connection) === FIRST_VERSION;
  const form = isEarlier ? earlierForm(connection) : presentForm;
  const assessments = isEarlier ? noAssessments : assessmentReader(connection);
  const entries = {
    trials: entriesOf(connection, 'trials', form),
    replaced: entriesOf(connection, 'replaced', form),
  };
  const chainOf = chainReader(connection);

  function summaries(table: 'trials' | 'replaced', ids: readonly number[]) {
    const found = entries[table](ids);
    const heads = found.flatMap((entry) => ('sound' in entry ? [entry.sound.head] : []));
    const answers = assessments.about(heads);
    return found.map((entry) => ('sound' in entry ? withAnswers(entry.sound, answers) : entry));
  }
  function record(id: number): Checked<TrialRecord> {
    return joined(chainOf(id), entries.trials([id])[0] ?? damaged('trial', 'it is gone'));
  }
  return {
    ...lookUps(connection),
    summaries,
    record,
    damage(id) {
      const whole = record(id);
      if ('damage' in whole) return whole.damage;
      try {
        const [summary] = summaries('trials', [id]);
        return summary !== undefined && 'damage' in summary ? summary.damage : undefined;
      } catch (thrown) {
        return { part: 'assessment', what: `its assessments are unreadable: ${messageOf(thrown)}` };
      }
    },
    assessments,
    lacks: () => [...(isEarlier ? lacksOfEarlier : lacksOfVotes)(connection), ...lacksOfLedger(connection)],
  };
}

function lookUps(
  connection: DatabaseSync,
): Pick<Reader, 'find' | 'keys' | 'ids' | 'replacedIds' | 'journalKeys'> {
  const byIndex = connection.prepare('SELECT id FROM trials WHERE key = ?');
  const byScan = connection.prepare('SELECT id FROM trials NOT INDEXED WHERE key = ?');
  const replacedIds = connection.prepare('SELECT id FROM replaced ORDER BY id');
  const journalKeys = connection.prepare('SELECT DISTINCT key FROM journal ORDER BY key');
  const inOrder = (column: string) =>
    connection.prepare(`SELECT ${column} FROM trials NOT INDEXED ORDER BY position, key`);
  const keys = inOrder('key');
  const ids = inOrder('id');
  return {
    find(key) {
      // The scan finds what a damaged index has lost; it is only needed for keys that are not there.
      const row = byIndex.get(bytesOf(key)) ?? byScan.get(bytesOf(key));
      return row === undefined ? undefined : wholeColumn.parse(row.id);
    },
    keys: () => Array.from(keys.iterate(), (row) => hashColumn.safeParse(row.key).data),
    ids: () => Array.from(ids.iterate(), (row) => Number(row.id)),
    replacedIds: () => Array.from(replacedIds.iterate(), (row) => Number(row.id)),
    journalKeys: () =>
      Array.from(journalKeys.iterate(), (row) => hashColumn.safeParse(row.key).data).filter(
        (key) => key !== undefined,
      ),
  };
}

function withAnswers(entry: Entry, answers: ReturnType<AssessmentReader['about']>): Checked<TrialSummary> {
  const found = answers.get(entry.head) ?? { sound: [] };
  if ('damage' in found) return { ...found, key: entry.key };
  const { key, position, spec, head, ended } = entry;
  return { sound: { key, position, spec, head, ended, assessments: found.sound } };
}

function joined(chain: Chain, entry: Checked<Entry>): Checked<TrialRecord> {
  const event = chain.events.length;
  if (chain.fault !== undefined) {
    return { damage: { part: 'event', event, what: `event ${event}: ${chain.fault}` } };
  }
  if ('damage' in entry) return entry;
  const { key, position, spec, head } = entry.sound;
  if (head !== chain.head) {
    return { damage: { part: 'event', event, what: `event ${event}: it is missing, and all after it` } };
  }
  return { sound: { key, position, spec, transcript: chain.events } };
}
