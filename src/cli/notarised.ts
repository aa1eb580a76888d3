/** A study whose trials are entered into a log: the key and the chain head of each, as soon as it is stored. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Hash } from '../kit/hash.ts';
import { isGuarded } from '../measure/scenarios/factors.ts';
import type { TrialStore } from '../measure/store/store.ts';
import type { Problem } from '../measure/study/verify.ts';
import type { GateKeeper } from '../measure/trial/gate.ts';
import { chainHead } from '../measure/trial/transcript.ts';
import { type SpawnedNotary, spawnNotary } from '../notary/process/spawn.ts';
import type { LogRecord } from '../notary/records/record.ts';
import { collectTrials, differenceWithLog, type LoggedTrials } from './guarded/logged-trials.ts';
import { takeFrom, verifiedRecords } from './log-records.ts';
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
  const { heads: known, take } = collectHeads();
  takeFrom(directory, 0, take);
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
function collectHeads() {
  const heads = new Map<Hash, Set<Hash>>();
  const take = (record: LogRecord) => {
    if (record.kind !== 'trial') return;
    const { key, head } = record.body;
    heads.set(key, (heads.get(key) ?? new Set()).add(head));
  };
  return { heads, take };
}

/** Where a store and the log of its trials disagree, and what is wrong with the log itself. */
export async function problemsWithLog(store: TrialStore, directory: string): Promise<readonly Problem[]> {
  const { heads: logged, take: takeHead } = collectHeads();
  const { trials: calls, take: takeCall } = collectTrials();
  const { integrity } = verifiedRecords(directory, (record) => {
    takeHead(record);
    takeCall(record);
  });
  const broken = integrity.findings.map(({ code, what }) => problem('notary', 'differs', `${code}: ${what}`));
  if (broken.length > 0) return broken;
  const problems: Problem[] = [];
  const stored = new Set<Hash>();
  for await (const { key, head, spec } of store.summaries()) {
    stored.add(key);
    const heads = logged.get(key);
    if (heads === undefined) problems.push(problem(key, 'added', 'the log has no entry of this trial'));
    else if (!heads.has(head))
      problems.push(problem(key, 'differs', 'the log has another head of its chain'));
    if (isGuarded(spec.levels)) problems.push(...(await problemsWithCalls(store, key, calls)));
  }
  for (const key of logged.keys())
    if (!stored.has(key))
      problems.push(
        problem(key, 'removed', 'the log has an entry of this trial, and the store has no such trial'),
      );
  return problems;
}

/** Of a trial behind the guard: the log has every call, as it was decided and what it came to. */
async function problemsWithCalls(
  store: TrialStore,
  key: Hash,
  calls: LoggedTrials,
): Promise<readonly Problem[]> {
  // What cannot be read is told by the check of the store.
  if ((await store.check(key)) !== undefined) return [];
  const transcript = (await store.read(key))?.transcript ?? [];
  const what = differenceWithLog(transcript, calls.get(key));
  return what === undefined ? [] : [problem(key, 'differs', what)];
}

function problem(trial: string, kind: Problem['kind'], what: string): Problem {
  return { trial, event: null, kind, what };
}
