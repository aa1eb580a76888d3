/** A study whose trials are entered into a log: the key and the chain head of each, as soon as it is stored. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Hash } from '../kit/hash.ts';
import { isGuarded } from '../measure/scenarios/factors.ts';
import type { TrialStore } from '../measure/store/store.ts';
import type { Problem } from '../measure/study/verify.ts';
import type { GateKeeper } from '../measure/trial/gate.ts';
import { chainHead } from '../measure/trial/transcript.ts';
import { diskFiles } from '../notary/log/files.ts';
import { storedEntries } from '../notary/log/read-entries.ts';
import { type SpawnedNotary, spawnNotary } from '../notary/process/spawn.ts';
import { decodeRecord } from '../notary/records/record.ts';
import { verifyLog } from '../notary/verify/verify-log.ts';
import { logIn } from './guard/directory.ts';
import { ownTrust } from './guard/verify.ts';
import { differenceWithLog, type LoggedTrials, loggedTrials } from './guarded/logged-trials.ts';
import { openStudyChannel } from './study-channel.ts';

/** Enters finished trials into a log. */
export interface Sealer {
  /** Where a guard was started, too. */
  readonly gateKeeper?: GateKeeper;
  seal(key: Hash, head: Hash): Promise<void>;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

/** Starts the notary of the folder; a policy file in it names witnesses. Errors: those of a notary that cannot start. */
export async function startSealer(directory: string, study: string): Promise<Sealer> {
  const notary = await notaryOf(directory);
  const channel = await openStudyChannel(notary.client, study);
  return {
    seal: channel.seal,
    async close() {
      await channel.close();
      await notary.close();
    },
  };
}

export function notaryOf(directory: string): Promise<SpawnedNotary> {
  const policy = join(directory, 'policy');
  return spawnNotary({
    directory,
    origin: 'localhost/offswitch',
    ...(existsSync(policy) ? { policy } : {}),
  });
}

/** The same store, which enters what it holds and what it saves. */
export async function notarised(
  store: TrialStore,
  { seal }: Pick<Sealer, 'seal'>,
  directory: string,
): Promise<TrialStore> {
  const known = trialsIn(directory);
  for await (const { key, head } of store.summaries()) if (!known.get(key)?.has(head)) await seal(key, head);
  return {
    ...store,
    async save(record, options) {
      await store.save(record, options);
      await seal(record.key, chainHead(record.transcript));
    },
  };
}

/** Of every trial in the log the heads that were entered: one that failed and was run again has several. */
function trialsIn(directory: string): ReadonlyMap<Hash, ReadonlySet<Hash>> {
  const trials = new Map<Hash, Set<Hash>>();
  for (const { bytes, place } of storedEntries(diskFiles(directory)).entries()) {
    const { kind, body } = decodeRecord(bytes, place);
    if (kind === 'trial') trials.set(body.key, (trials.get(body.key) ?? new Set()).add(body.head));
  }
  return trials;
}

/** Where a store and the log of its trials disagree, and what is wrong with the log itself. */
export async function problemsWithLog(store: TrialStore, directory: string): Promise<readonly Problem[]> {
  const files = logIn(directory);
  const { integrity } = verifyLog(files.read, { policy: ownTrust(files, directory) });
  const broken = integrity.findings.map(({ code, what }) => problem('notary', 'differs', `${code}: ${what}`));
  if (broken.length > 0) return broken;
  const logged = trialsIn(directory);
  const problems: Problem[] = [];
  const stored = new Set<Hash>();
  for await (const { key, head } of store.summaries()) {
    stored.add(key);
    const heads = logged.get(key);
    if (heads === undefined) problems.push(problem(key, 'added', 'the log has no entry of this trial'));
    else if (!heads.has(head))
      problems.push(problem(key, 'differs', 'the log has another head of its chain'));
  }
  problems.push(...(await problemsWithCalls(store, directory)));
  for (const key of logged.keys())
    if (!stored.has(key))
      problems.push(
        problem(key, 'removed', 'the log has an entry of this trial, and the store has no such trial'),
      );
  return problems;
}

function problem(trial: string, kind: Problem['kind'], what: string): Problem {
  return { trial, event: null, kind, what };
}

/** Of trials behind the guard: the log has every call of theirs, as it was decided and what it came to. */
async function problemsWithCalls(store: TrialStore, directory: string): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  let calls: LoggedTrials | undefined;
  for await (const { key, spec } of store.summaries()) {
    if (!isGuarded(spec.levels)) continue;
    calls ??= loggedTrials(directory);
    // What cannot be read is told by the check of the store.
    const transcript =
      (await store.check(key)) === undefined ? (await store.read(key))?.transcript : undefined;
    const what = transcript === undefined ? undefined : differenceWithLog(transcript, calls.get(key));
    if (what !== undefined) problems.push(problem(key, 'differs', what));
  }
  return problems;
}
