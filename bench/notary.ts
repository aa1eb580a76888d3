/** The notary: records to the disk in batches, verifying them again, and checking a receipt. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { parseCheckpoint, signCheckpoint } from '../src/notary/formats/checkpoint.ts';
import { cosign } from '../src/notary/formats/cosignature.ts';
import { keyTypes, newSignerKey } from '../src/notary/formats/keys.ts';
import { formatNote } from '../src/notary/formats/note.ts';
import { withoutWitnesses } from '../src/notary/formats/policy.ts';
import { formatReceipt, parseReceipt, verifyReceipt } from '../src/notary/formats/proof.ts';
import { ed25519, verifyWith } from '../src/notary/formats/signing.ts';
import { machineClock } from '../src/notary/log/clock.ts';
import { diskFiles } from '../src/notary/log/files.ts';
import { openLog } from '../src/notary/log/open.ts';
import { startPublisher } from '../src/notary/log/publish.ts';
import { type Notary, startNotary } from '../src/notary/process/notary.ts';
import { type Draft, encodeRecord, type Saying } from '../src/notary/records/record.ts';
import { leafHash } from '../src/notary/tree/hashes.ts';
import { proveInclusion, rootAt, subtreesOf } from '../src/notary/tree/prove.ts';
import { type LogVerdict, verifyLog } from '../src/notary/verify/verify-log.ts';
import { serveWitness } from '../src/notary/witness/server.ts';
import { createWitness } from '../src/notary/witness/witness.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { shortest, timed } from './timing.ts';

const BATCH = 256;
const IN_FLIGHT = 8;
/** What a notary does unless it is told otherwise. */
const BEAT_MS = 1000;

export async function notaryRows({ logRecords, rounds, witnessedMs }: Scale): Promise<readonly Row[]> {
  return [...(await logRows(logRecords, rounds)), await receiptRow(rounds), await witnessedRow(witnessedMs)];
}

async function logRows(records: number, rounds: number): Promise<readonly Row[]> {
  const batches = Array.from({ length: Math.ceil(records / BATCH) }, (_, at) => batchOf(at));
  const all = batches.length * BATCH;
  const bytes = batches.map((batch) => Buffer.concat(batch.map((draft) => encodeRecord(draft, 1))));
  const entries = batches.flatMap((batch) => batch.map((draft) => encodeRecord(draft, 1)));
  let verified = Number.POSITIVE_INFINITY;
  const appended = await shortest(rounds, () =>
    inFolder(async (folder) => {
      const files = diskFiles(folder);
      const writer = await openLog({ files, clock: machineClock, origin: 'bench', heartbeatMs: 60_000 });
      const appending = await timed(() => appendAll(writer.append, batches));
      const timing = { everyMs: 60_000, heartbeatMs: 60_000, witnessPatienceMs: 1000 };
      const policy = withoutWitnesses([writer.key]);
      const publisher = startPublisher({ writer, files, clock: machineClock, policy, ...timing });
      await publisher.publish();
      await publisher.close();
      await writer.close();
      verified = Math.min(verified, await timed(() => demandIntact(verifyLog(files.read, { policy }))));
      return appending;
    }),
  );
  const written = await shortest(rounds, () =>
    inFolder((folder) => {
      const file = openSync(join(folder, 'plain'), 'w');
      return timed(() => {
        for (const batch of bytes) {
          writeSync(file, batch);
          fdatasyncSync(file);
        }
      }).finally(() => closeSync(file));
    }),
  );
  const hashed = await shortest(rounds, () =>
    timed(() => {
      for (const entry of entries) leafHash(entry);
    }),
  );
  return [
    {
      what: `a record appended to a log, on the disk, mean of ${all} in batches`,
      unit: 'ms',
      measured: appended / all,
      budget: 0.05,
      floor: written / all,
      floorIs: 'the same bytes written and synced, batch by batch',
      allowedRatio: 40,
    },
    {
      what: `a record of a log verified, mean of ${all}`,
      unit: 'ms',
      measured: verified / all,
      budget: 0.01,
      floor: hashed / all,
      floorIs: 'its leaf hash alone',
      allowedRatio: 15,
    },
  ];
}

/** A log that is found broken at its first entry is verified quickly. */
function demandIntact({ integrity }: LogVerdict): void {
  if (integrity.verdict !== 'intact') throw new Error('the log of the bench is broken');
}

async function appendAll(
  append: (drafts: readonly Draft[]) => Promise<unknown>,
  batches: readonly (readonly Draft[])[],
) {
  for (let at = 0; at < batches.length; at += IN_FLIGHT)
    await Promise.all(batches.slice(at, at + IN_FLIGHT).map((batch) => append(batch)));
}

const digest = `sha256:${'0123456789abcdef'.repeat(4)}` as const;
const party = { id: 'peer', family: 'f', provider: 'p', weights: digest, prompt: digest, deployment: 'prod' };

/** What the life of one effect says. */
function lifeOf(id: string): readonly Saying[] {
  const name = `/srv/${'x'.repeat(120)}/${id}`;
  const resources = [{ kind: 'path' as const, access: 'changes' as const, name }];
  const asked = { effect: 'write' as const, upstream: 'files', tool: 'write', resources, count: 1 };
  const digests = { args_digest: digest, args: null, schema_digest: digest };
  const seen = { probe: 'files', resource: name, result: 'confirmed' as const, evidence: null };
  return [
    { kind: 'intent', body: { id, ...asked, subject: [party], ...digests, parents: [] } },
    {
      kind: 'decision',
      body: {
        of: id,
        verdict: 'allow',
        policy_digest: digest,
        applied: true,
        layer: 'policy',
        reasons: [],
        errors: [],
      },
    },
    { kind: 'effect.outcome', body: { of: id, status: 'done', result: null } },
    { kind: 'observation', body: { of: id, seen: 'effect', ...seen } },
  ];
}

function batchOf(number: number): readonly Draft[] {
  const sayings = Array.from({ length: BATCH / 4 }, (_, at) => lifeOf(`i${number}-${at}`)).flat();
  return sayings.map((saying, at) => ({
    ...{ run: 'bench', channel: 'agent-1', channel_seq: number * BATCH + at + 1, claimed: null },
    ...{ mediation: 'enforced' as const, mono_us: 1000 * at, wall: '2026-11-26T12:00:00.000Z' },
    ...saying,
  }));
}

async function receiptRow(rounds: number): Promise<Row> {
  const log = newSignerKey('bench', keyTypes.note);
  const witnesses = [1, 2, 3].map((number) => newSignerKey(`w${number}`, keyTypes.cosignature));
  const leaves = Array.from({ length: 4096 }, (_, at) => leafHash(Buffer.from(String(at))));
  const tree = subtreesOf(leaves);
  const signed = parseCheckpoint(signCheckpoint({ size: 4096, root: rootAt(tree, 4096) }, log), 'bench');
  const { note } = signed;
  const signatures = [...note.signatures, ...witnesses.map((key) => cosign(signed, 1, key))];
  const checkpoint = parseCheckpoint(formatNote({ text: note.text, signatures }), 'bench');
  const text = formatReceipt({ index: 17, proof: proveInclusion(tree, 17, 4096), checkpoint });
  const members = witnesses.map((key) => ({ name: key.name, key }));
  const policy = { logs: [log], witnesses: members, quorum: { name: 'all', threshold: 3, members } };
  const leaf = leaves[17] ?? Buffer.alloc(0);
  const message = Buffer.from(note.text);
  const signature = note.signatures[0]?.signature ?? Buffer.alloc(0);
  const times = 200;
  const again = (work: () => unknown) => () =>
    timed(() => {
      for (let time = 0; time < times; time += 1) work();
    });
  const checked = await shortest(
    rounds,
    again(() => verifyReceipt(parseReceipt(text, 'bench'), leaf, policy)),
  );
  const one = await shortest(
    rounds,
    again(() => verifyWith(ed25519, log.publicKey, message, signature)),
  );
  return {
    what: 'a receipt checked, with a quorum of three',
    unit: 'ms',
    measured: checked / times,
    budget: 1,
    floor: one / times,
    floorIs: 'one signature',
    allowedRatio: 12,
  };
}

/** While records come all the time: how long the oldest that a quorum of three has not seen waits, at the worst. */
function witnessedRow(forMs: number): Promise<Row> {
  return inFolder(async (folder) => {
    const keys = [1, 2, 3].map((number) => newSignerKey(`w${number}`, keyTypes.cosignature));
    const directory = join(folder, 'log');
    const begun = await startNotary({ directory, origin: 'bench' });
    const logs = [begun.writer.key];
    await begun.close();
    const servers = await Promise.all(
      keys.map((key) => {
        const files = diskFiles(join(folder, key.name));
        const witness = createWitness({ files, clock: machineClock, key, logs });
        return serveWitness(witness, { host: '127.0.0.1', port: 0 });
      }),
    );
    const members = keys.map((key, at) => ({ name: key.name, key, url: servers[at]?.url ?? '' }));
    const policy = { logs, witnesses: members, quorum: { name: 'all', threshold: 3, members } };
    const notary = await startNotary({ directory, origin: 'bench', policy });
    const oldest = await oldestUnseen(notary, forMs);
    await notary.close();
    for (const server of servers) await server.close();
    return {
      what: `the oldest record that a quorum of three has not seen, at the worst of ${forMs / 1000} s`,
      unit: 'ms',
      measured: oldest,
      budget: 2000,
      floor: BEAT_MS,
      floorIs: 'the beat of the notary',
      allowedRatio: 2,
    };
  });
}

async function oldestUnseen({ writer, publisher }: Notary, forMs: number): Promise<number> {
  const acknowledged: { readonly size: number; readonly at: number }[] = [];
  const from = performance.now();
  let oldest = 0;
  for (let number = 0; performance.now() - from < forMs; number += 1) {
    await writer.append(batchOf(number));
    acknowledged.push({ size: writer.size, at: performance.now() });
    while ((acknowledged[0]?.size ?? Number.POSITIVE_INFINITY) <= publisher.witnessed) acknowledged.shift();
    oldest = Math.max(oldest, performance.now() - (acknowledged[0]?.at ?? performance.now()));
    await setTimeout(20);
  }
  return oldest;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
