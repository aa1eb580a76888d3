/** The real process killed at random, its disk full, and its folder read-only: nothing acknowledged is lost. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OffswitchError } from '../../src/kit/errors.ts';
import { type Random, randomStream } from '../../src/kit/random.ts';
import { parseVerifierKey } from '../../src/notary/formats/keys.ts';
import { withPacks } from '../../src/notary/formats/pack.ts';
import { withoutWitnesses } from '../../src/notary/formats/policy.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { withJournal } from '../../src/notary/log/read-payloads.ts';
import { spawnNotary } from '../../src/notary/process/spawn.ts';
import { payloadState, type SaltedPayload, saltPayload } from '../../src/notary/records/payloads.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import { alerts, referringTo } from '../../src/notary/sample-log.conformance.ts';
import { verifyLog } from '../../src/notary/verify/verify-log.ts';
import { testFolder } from '../support/folder.ts';
import { tellCounts } from '../support/suite-counts.ts';

const folder = testFolder();
const USUAL = 60;
/** `KILLS=1000` for a long study. */
const KILLS = Number(process.env.KILLS ?? USUAL);
/** A log of its own for so many: what is read at each start grows with it. */
const RUNS = Math.min(USUAL, KILLS);
const MINUTES = 60_000;

let survived = 0;
let acknowledgedInAll = 0;
for (let batch = 0; batch * RUNS < KILLS; batch += 1)
  test(`killed at random, ${RUNS} times (${batch + 1})`, { timeout: 15 * MINUTES }, async () => {
    acknowledgedInAll += await killed(batch);
    survived += RUNS;
  });

test.runIf(KILLS === USUAL)('is counted', async () => {
  expect(survived).toBe(KILLS);
  await tellCounts('notary-kills', { runs: survived, lost: 0 }, { acknowledged: acknowledgedInAll });
});

/** Gives how many records were acknowledged. */
async function killed(batch: number): Promise<number> {
  const directory = folder.file(`killed-${batch}`);
  const random = randomStream('notary kills', batch + 1);
  /** Index of each record that was acknowledged, by its number. */
  const acknowledged = new Map<number, number>();
  /** Payloads that were acknowledged; those whose erasing was asked for, and those of which it was acknowledged. */
  const [kept, erasing, erased] = [
    new Set<SaltedPayload>(),
    new Set<SaltedPayload>(),
    new Set<SaltedPayload>(),
  ];
  let next = 1;
  for (let run = 0; run < RUNS; run += 1) {
    const { client, pid, close } = await spawnNotary({
      directory,
      origin: 'example.com/killed',
      everyMs: 10,
      heartbeatMs: 1000,
    });
    const { last } = await client.ask('number', { channel: 'agent-1' });
    expect(last, 'what was acknowledged is there').toBeGreaterThanOrEqual(
      Math.max(0, ...acknowledged.keys()),
    );
    next = last + 1;
    const isKilled = new Promise<void>((resolve) => {
      setTimeout(() => {
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        resolve();
      }, random.below(120));
    });
    for (let going = true; going; ) {
      const payloads = Array.from({ length: next === 1 ? 0 : random.below(4) }, () => secretPayload(random));
      const batch = [
        ...alerts(1 + random.below(60), 'agent-1', next),
        ...referringTo(payloads, 'agent-1', 0),
      ].map((draft, at) => ({ ...draft, channel_seq: next + at }));
      next += batch.length;
      try {
        const { first } = await client.append(batch, payloads);
        for (const [at, { channel_seq }] of batch.entries()) acknowledged.set(channel_seq, first + at);
        for (const payload of payloads) kept.add(payload);
        const [one] = payloads;
        if (one !== undefined && random.below(3) === 0) {
          erasing.add(one);
          await client.ask('erase', { digest: one.reference.digest, by: 'kim', reason: 'asked to' });
          erased.add(one);
        }
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'log-stopped' });
        going = false;
      }
    }
    await isKilled;
    await close().catch(() => {});
    const read = withJournal(diskFiles(directory));
    for (const payload of kept)
      if (!erasing.has(payload)) expect(payloadState(read, payload.reference)).toBe('present');
  }
  expect(acknowledged.size).toBeGreaterThan(RUNS);
  await (await spawnNotary({ directory, origin: 'example.com/killed' })).close();
  const files = diskFiles(directory);
  const entries = [...storedEntries(files).entries()];
  for (const [number, index] of acknowledged) {
    const entry = entries[index];
    expect(entry && decodeRecord(entry.bytes, String(index))).toMatchObject({
      channel: 'agent-1',
      channel_seq: number,
    });
  }
  const stored = withPacks(files.read);
  for (const payload of kept)
    if (!erasing.has(payload)) expect(payloadState(stored, payload.reference)).toBe('present');
  const everything = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name)));
  for (const { bytes } of erased)
    expect(everything.some((file) => file.includes(bytes.subarray(0, 40)))).toBe(false);
  const key = parseVerifierKey(readFileSync(join(directory, 'vkey'), 'utf8').trim(), 'vkey');
  const verdict = verifyLog(files.read, { policy: withoutWitnesses([key]) });
  expect(verdict.integrity.findings).toEqual([]);
  expect(verdict.completeness.findings).toEqual([]);
  return acknowledged.size;
}

/** Seldom one that the journal cannot have. */
function secretPayload(random: Random): SaltedPayload {
  return saltPayload(Buffer.alloc(random.below(20) === 0 ? 70_000 : 1 + random.below(3000), 'secret'));
}

const isRoot = process.getuid?.() === 0;

/** A file system of 3 MiB; only root may make one. */
function smallDisk(path: string): boolean {
  mkdirSync(path, { recursive: true });
  return isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', path]).status === 0;
}

test('a full disk stops it by name; with room again it goes on from what it acknowledged', {
  timeout: 5 * MINUTES,
}, async ({ skip }) => {
  const disk = folder.file('disk');
  if (!smallDisk(disk)) skip('no small file system can be mounted here');
  try {
    const directory = join(disk, 'log');
    const notary = await spawnNotary({ directory, origin: 'example.com/full', everyMs: 20 });
    let done = 0;
    let stopped: unknown;
    while (stopped === undefined) {
      try {
        await notary.client.append(alerts(500, 'agent-1', done + 1));
        done += 500;
      } catch (thrown) {
        stopped = thrown;
      }
    }
    expect(stopped).toBeInstanceOf(OffswitchError);
    expect(stopped).toMatchObject({ code: 'log-stopped', message: expect.stringContaining('ENOSPC') });
    await notary.close();
    await expect(spawnNotary({ directory, origin: 'x' })).rejects.toBeInstanceOf(OffswitchError);
    expect(spawnSync('mount', ['-o', 'remount,size=30m', disk]).status).toBe(0);
    const again = await spawnNotary({ directory, origin: 'x' });
    expect((await again.client.ask('number', { channel: 'agent-1' })).last).toBeGreaterThanOrEqual(done);
    await again.close();
    const key = parseVerifierKey(readFileSync(join(directory, 'vkey'), 'utf8').trim(), 'vkey');
    expect(
      verifyLog(diskFiles(directory).read, { policy: withoutWitnesses([key]) }).integrity.findings,
    ).toEqual([]);
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('a folder that may not be written is refused before anything is taken', async () => {
  const directory = folder.file('read-only');
  await (await spawnNotary({ directory, origin: 'example.com/ro' })).close();
  if (isRoot) {
    // Root may write everywhere but on a file system that is mounted so.
    if (spawnSync('mount', ['--bind', directory, directory]).status !== 0) return;
    spawnSync('mount', ['-o', 'remount,bind,ro', directory]);
  } else chmodSync(directory, 0o555);
  try {
    await expect(spawnNotary({ directory, origin: 'x' })).rejects.toMatchObject({ code: 'file-unwritable' });
  } finally {
    if (isRoot) spawnSync('umount', [directory]);
    else chmodSync(directory, 0o755);
  }
});
