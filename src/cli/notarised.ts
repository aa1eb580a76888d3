/** A study whose trials are entered into a log: the key and the chain head of each, as soon as it is stored. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Hash } from '../kit/hash.ts';
import type { TrialStore } from '../measure/store/store.ts';
import type { Problem } from '../measure/study/verify.ts';
import { chainHead } from '../measure/trial/transcript.ts';
import { machineClock } from '../notary/log/clock.ts';
import { diskFiles } from '../notary/log/files.ts';
import { storedEntries } from '../notary/log/read-entries.ts';
import { type SpawnedNotary, spawnNotary } from '../notary/process/spawn.ts';
import { decodeRecord, type Saying } from '../notary/records/record.ts';
import { verifyLog } from '../notary/verify/verify-log.ts';
import { logIn } from './guard/directory.ts';
import { ownTrust } from './guard/verify.ts';

export interface NotarisedStore {
  readonly store: TrialStore;
  /** Closes the channel of the run and ends the notary. */
  close(): Promise<void>;
}

/** Starts the notary of the folder; a policy file in it names witnesses. Errors: those of a notary that cannot start. */
export async function notarised(
  store: TrialStore,
  directory: string,
  study: string,
): Promise<NotarisedStore> {
  const policy = join(directory, 'policy');
  const notary = await spawnNotary({
    directory,
    origin: 'localhost/offswitch',
    ...(existsSync(policy) ? { policy } : {}),
  });
  const enter = await openChannel(notary, study);
  const known = trialsIn(directory);
  for await (const { key, head } of store.summaries())
    if (!known.get(key)?.has(head)) await enter({ kind: 'trial', body: { study, key, head } });
  return {
    store: {
      ...store,
      async save(record, options) {
        await store.save(record, options);
        await enter({ kind: 'trial', body: { study, key: record.key, head: chainHead(record.transcript) } });
      },
    },
    async close() {
      await enter({ kind: 'channel.close', body: { reason: 'the run is over' } });
      await notary.close();
    },
  };
}

async function openChannel(
  { client }: SpawnedNotary,
  study: string,
): Promise<(saying: Saying) => Promise<void>> {
  const { epoch } = await client.ask('head', {});
  let last = 0;
  const enter = async (saying: Saying) => {
    last += 1;
    const mono_us = machineClock.monoUs();
    const wall = new Date(machineClock.wallMs()).toISOString();
    const said = {
      run: study,
      channel: `study/${epoch}`,
      channel_seq: last,
      claimed: null,
      mediation: 'enforced' as const,
    };
    await client.append([{ ...said, mono_us, wall, ...saying }]);
  };
  await enter({ kind: 'channel.open', body: { identity: 'process', peer: 'offswitch run' } });
  return enter;
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
