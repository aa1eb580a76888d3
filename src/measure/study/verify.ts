/** Checking a store or a transcript file: stored bytes first, then re-execution, then scoring again. */
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import type { TrialRecord, TrialStore } from '../store/store.ts';
import { isExported, parseExported } from '../trial/exported.ts';
import { reperform } from './perform.ts';

export interface Problem {
  /** Key of the trial, or `store` for the file as a whole. */
  readonly trial: string;
  /** The `seq` of the first event that differs; null where it is not an event. */
  readonly event: number | null;
  readonly what: string;
}

export interface Verified {
  readonly file: string;
  readonly trials: number;
  readonly verified: number;
  readonly problems: readonly Problem[];
}

/** Re-executes every trial of a store. Problems are answers, not errors. */
export async function verifyStore(
  store: TrialStore,
  file: string,
  progress?: (done: number, total: number) => void,
): Promise<Verified> {
  const whole = store.checkWhole();
  const problems: Problem[] = whole === undefined ? [] : [{ trial: 'store', event: null, what: whole }];
  const keys = store.keys();
  let verified = 0;
  for (const [index, key] of keys.entries()) {
    const problem = await problemOf(store, key);
    if (problem === undefined) verified += 1;
    else problems.push(problem);
    progress?.(index + 1, keys.length);
  }
  return { file, trials: keys.length, verified, problems };
}

async function problemOf(store: TrialStore, key: Hash): Promise<Problem | undefined> {
  let record: TrialRecord | undefined;
  try {
    // Reading checks everything; asking what is wrong first would do the same work twice for every sound trial.
    record = store.read(key);
  } catch (thrown) {
    const damage = store.check(key);
    if (damage === undefined) throw thrown;
    const what = damage.part === 'event' ? damage.what : `${damage.part}: ${damage.what}`;
    return { trial: key, event: damage.event ?? null, what };
  }
  if (record === undefined) return { trial: key, event: null, what: 'the trial is not there' };
  const verdict = await reperform(record.transcript, record.outcome);
  return verdict.replay === 'verified' ? undefined : problemFrom(key, verdict);
}

function problemFrom(
  trial: string,
  verdict: { replay: 'differs' | 'not-applicable'; event?: number; what: string },
): Problem {
  return { trial, event: verdict.event ?? null, what: verdict.what };
}

/** Re-executes one exported trial. Errors: `bad-transcript`. */
export async function verifyTranscript(document: unknown, file: string): Promise<Verified> {
  if (!isExported(document)) {
    throw new OffswitchError(
      'bad-transcript',
      `${file}: not a transcript of Offswitch`,
      'Recordings of others are played and scored with "offswitch score".',
      { place: file },
    );
  }
  const { transcript, outcome } = parseExported(document, file);
  const verdict = await reperform(transcript, outcome);
  if (verdict.replay === 'verified') return { file, trials: 1, verified: 1, problems: [] };
  const [start] = transcript;
  const key = start?.kind === 'trial.start' ? start.key : file;
  return { file, trials: 1, verified: 0, problems: [problemFrom(key, verdict)] };
}
