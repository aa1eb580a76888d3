/** Going through everything of a kind, a batch at a time: no statement stays open between two batches. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { messageOf, type OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Assessment, Damage, TrialStore, TrialSummary } from '../store.ts';
import type { Checked, Damaged } from './entries.ts';
import { damagedStore } from './failures.ts';
import type { Reader } from './read.ts';
import { surroundingFault } from './surroundings.ts';

const TRIALS = 250;
const ASSESSMENTS = 2000;

type Listing = Pick<TrialStore, 'summaries' | 'replaced' | 'assessments'>;

/** `naming` runs what asks the file. */
export function listings(reader: Reader, path: string, naming: <T>(operation: () => T) => T): Listing {
  async function* trials(table: 'trials' | 'replaced', ids: readonly number[]) {
    for (let at = 0; at < ids.length; at += TRIALS) {
      // Others may write between two batches.
      if (at > 0) await setImmediate();
      const batch = naming(() => reader.summaries(table, ids.slice(at, at + TRIALS)));
      for (const checked of batch) yield soundTrial(checked, path);
    }
  }
  return {
    async *summaries() {
      let answers = 0;
      for await (const summary of trials('trials', naming(reader.ids))) {
        answers += summary.assessments.length;
        yield summary;
      }
      // An altered subject hides an answer from its trial; nothing is hidden where all were met.
      if (answers === naming(reader.assessments.count)) return;
      const hidden = naming(reader.assessments.firstDamagedAstray);
      if (hidden !== undefined) throw damagedAssessment(hidden, path);
    },
    async *replaced() {
      yield* trials('replaced', naming(reader.replacedIds));
    },
    async *assessments() {
      const least = naming(reader.assessments.count);
      let seen = 0;
      let last: Assessment | undefined;
      for (;;) {
        const batch = naming(() => reader.assessments.after(last, ASSESSMENTS));
        for (const answer of batch) {
          if ('damage' in answer) throw damagedAssessment(answer, path);
          last = answer;
          yield answer;
        }
        seen += batch.length;
        if (batch.length < ASSESSMENTS) break;
        await setImmediate();
      }
      // Damage to an index can lead past entries that are sound themselves.
      if (seen < least) throw damagedStore(path, 'some assessments cannot be found in order');
    },
  };
}

function soundTrial(checked: Checked<TrialSummary>, path: string): TrialSummary {
  if ('sound' in checked) return checked.sound;
  throw damagedTrial(path, checked.key, checked.damage);
}

function damagedAssessment({ damage }: Damaged, path: string): OffswitchError {
  return damagedStore(path, damage.what, { part: damage.part });
}

export function damagedTrial(
  path: string,
  key: Hash | undefined,
  { part, event, what }: Damage,
): OffswitchError {
  const trial = key ?? 'with an unreadable key';
  return damagedStore(path, `in the trial ${trial}, ${what}`, { trial, part, event: event ?? null });
}

/** The first fault of the file apart from single trials, as a clause. */
export async function faultOf(
  connection: DatabaseSync,
  path: string,
  { replaced, assessments }: Pick<Listing, 'replaced' | 'assessments'>,
): Promise<string | undefined> {
  try {
    const fault = surroundingFault(connection, path);
    if (fault !== undefined) return fault;
    await faultless(assessments());
  } catch (thrown) {
    return messageOf(thrown);
  }
  try {
    await faultless(replaced());
    return undefined;
  } catch (thrown) {
    return `a failed trial that was run again: ${messageOf(thrown)}`;
  }
}

async function faultless(all: AsyncIterable<unknown>): Promise<void> {
  for await (const _each of all);
}
