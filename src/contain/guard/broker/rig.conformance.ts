/** A broker over a notary and a world in memory, for tests. */
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { expect } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import * as single from '../../../../verify-log.mjs';
import { parseVerifierKey } from '../../../notary/formats/keys.ts';
import { withoutWitnesses } from '../../../notary/formats/policy.ts';
import { diskFiles, type FileLayer } from '../../../notary/log/files.ts';
import type { QueueLimits } from '../../../notary/log/queue.ts';
import { storedEntries } from '../../../notary/log/read-entries.ts';
import { type NotaryClient, notaryClient } from '../../../notary/process/client.ts';
import { type LastingNotary, lastingNotary, type OpenNotary } from '../../../notary/process/lasting.ts';
import { startNotary } from '../../../notary/process/notary.ts';
import { serveStream } from '../../../notary/process/serve.ts';
import { spawnNotary } from '../../../notary/process/spawn.ts';
import type { RecordKind } from '../../../notary/records/kinds.ts';
import { decodeRecord, type LogRecord } from '../../../notary/records/record.ts';
import { verifyLog } from '../../../notary/verify/verify-log.ts';
import { type ControlKind, controlKinds } from '../config/schema.ts';
import { type Broker, type BrokerOptions, type OpenChannel, startBroker } from './broker.ts';
import { type MemoryDomain, memoryDomain, memoryUpstreams, openDoor } from './memory-domain.conformance.ts';

export interface RigOptions extends Partial<Omit<BrokerOptions, 'guard'>> {
  /** Members of guard.yaml. */
  readonly guard?: Record<string, unknown>;
  /** Control artefacts that are there. */
  readonly control?: Readonly<Partial<Record<ControlKind, readonly string[]>>>;
  /** A process of its own, or within this one, which is quicker. */
  readonly notaryRuns?: 'apart' | 'inside';
  /** Of the log; on the disk where there are none. */
  readonly files?: FileLayer;
  readonly domain?: MemoryDomain;
  /** Of the notary. */
  readonly queue?: QueueLimits;
  /** Comes between the broker and the notary. */
  readonly between?: (client: NotaryClient) => NotaryClient;
}

export interface Rig {
  readonly directory: string;
  broker: Broker;
  notary: LastingNotary;
  readonly domain: MemoryDomain;
  atlas: OpenChannel;
  open(actor: string): Promise<OpenChannel>;
  records(): readonly LogRecord[];
  /** Kinds and bodies of the records of a channel. */
  bodies(channel: string): readonly (readonly [RecordKind, Readonly<Record<string, unknown>>])[];
  /** Ends broker and notary, and starts both again over the same log and world. */
  restart(): Promise<void>;
  /** Publishes, and expects that both verifiers find nothing, or what completeness lacks. */
  verify(lacks?: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

export async function startRig(
  directory: string,
  {
    guard = {},
    control = {},
    notaryRuns = 'inside',
    files,
    queue,
    domain = memoryDomain(),
    between = (client) => client,
    ...options
  }: RigOptions = {},
): Promise<Rig> {
  const log = join(directory, 'log');
  const policies = options.policies ?? (await openDoor());
  const settings = { directory: log, origin: 'example.com/guard', everyMs: 60_000 };
  const disk = files ?? diskFiles(log);
  const spawn = () =>
    lastingNotary(() =>
      notaryRuns === 'apart'
        ? spawnNotary(settings)
        : notaryInside({ ...settings, files: disk, ...(queue === undefined ? {} : { queue }) }),
    );
  const plain = guardOf({ upstreams: memoryUpstreams, ...guard });
  const named = controlKinds.flatMap((kind) =>
    (control[kind] ?? []).map((path) => ({ kind, path, folder: path.endsWith('/') })),
  );
  const guarded = { ...plain, control: [...plain.control, ...named] };
  const start = (notary: LastingNotary) =>
    startBroker({
      domains: [domain],
      ...options,
      guard: guarded,
      policies,
      notary: between(notary.client),
      journal: join(directory, 'journal'),
    });
  const open = async (actor: string) =>
    telling(
      rig.broker,
      await rig.broker.openChannel({ actor, kind: 'agent', identity: 'descriptor', confined: true }),
    );
  const notary = await spawn();
  const broker = await start(notary);
  const records = () =>
    [...storedEntries(disk).entries()].map(({ bytes, place }) => decodeRecord(bytes, place));
  const atlas = telling(
    broker,
    await broker.openChannel({ actor: 'atlas', kind: 'agent', identity: 'descriptor', confined: true }),
  );
  const rig: Rig = {
    ...{ directory, broker, notary, domain, atlas, open, records },
    bodies: (channel) =>
      records()
        .filter((record) => record.channel === channel)
        .map(({ kind, body }) => [kind, { ...body }]),
    async restart() {
      await rig.end();
      rig.notary = await spawn();
      rig.broker = await start(rig.notary);
    },
    async verify(lacks = []) {
      await rig.notary.client.ask('publish', {});
      const { read } = disk;
      const key = read('vkey')?.toString().trim() ?? '';
      const ours = verifyLog(read, { policy: withoutWitnesses([parseVerifierKey(key, 'vkey')]) });
      const codes = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code);
      expect([ours.integrity.findings, codes(ours.completeness.findings)]).toEqual([[], lacks]);
      const theirs = single.verifyLog(read, single.parsePolicy(`log ${key}\nquorum none\n`));
      expect([theirs.integrity.findings, codes(theirs.completeness.findings)]).toEqual([[], lacks]);
    },
    async end() {
      await rig.broker.close();
      await rig.notary.close();
    },
  };
  return rig;
}

/** Answers when the outcome is in the log as well, so that a test can read it there. */
function telling(broker: Broker, channel: OpenChannel): OpenChannel {
  return {
    ...channel,
    async call(request) {
      const answer = await channel.call(request);
      await broker.settled();
      return answer;
    },
  };
}

async function notaryInside(settings: Parameters<typeof startNotary>[0]): Promise<OpenNotary> {
  const notary = await startNotary(settings);
  const [near, far] = duplexPair();
  serveStream(notary, far);
  return {
    client: notaryClient(near),
    async close() {
      near.destroy();
      await notary.close();
    },
  };
}
