/** The notary when the clock jumps, the disk is ten times too slow, or every witness is away. A full disk: notary-killed.test.ts. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { OffswitchError } from '../../src/kit/errors.ts';
import { parseCheckpoint } from '../../src/notary/formats/checkpoint.ts';
import { formatVerifierKey, keyTypes } from '../../src/notary/formats/keys.ts';
import { parsePolicy } from '../../src/notary/formats/policy.ts';
import type { Clock } from '../../src/notary/log/clock.ts';
import { diskFiles, type FileLayer } from '../../src/notary/log/files.ts';
import { memoryFiles } from '../../src/notary/log/memory-files.conformance.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { type NotaryOptions, startNotary } from '../../src/notary/process/notary.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import {
  alerts,
  filesWithKey,
  logKey,
  ORIGIN,
  testClock,
  trusting,
  witnessKey,
} from '../../src/notary/sample-log.conformance.ts';
import { verifyLog } from '../../src/notary/verify/verify-log.ts';
import { serveWitness, type WitnessServer } from '../../src/notary/witness/server.ts';
import { createWitness } from '../../src/notary/witness/witness.ts';
import * as single from '../../verify-log.mjs';
import { testFolder } from '../support/folder.ts';
import { tellCounts } from '../support/suite-counts.ts';

const folder = testFolder();
const DAY = 86_400_000;
const servers: WitnessServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A clock whose time of day can be set, as people and machines do; the other one never runs back. */
function jumpingClock(): Clock & { jump(ms: number): void; sleep(ms: number): void } {
  const steady = testClock();
  let offset = 0;
  return {
    monoUs: steady.monoUs,
    wallMs: () => steady.wallMs() + offset,
    jump: (ms) => {
      offset += ms;
    },
    sleep: steady.skip,
  };
}

const keys = [1, 2, 3].map((number) =>
  witnessKey(number, number === 3 ? keyTypes.mlDsaCosignature : keyTypes.cosignature),
);

interface Witnessing {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly stores?: readonly FileLayer[];
  readonly ports?: readonly number[];
}

/** Three witnesses, and the policy that asks all of them. */
async function witnesses({ clock, stores = keys.map(() => memoryFiles()), ports = [] }: Witnessing) {
  const started = await Promise.all(
    keys.map((key, at) =>
      serveWitness(createWitness({ files: stores[at] ?? memoryFiles(), clock, key, logs: [logKey] }), {
        host: '127.0.0.1',
        port: ports[at] ?? 0,
      }),
    ),
  );
  servers.push(...started);
  const lines = keys.map((key, at) => `witness w${at} ${formatVerifierKey(key)} ${started[at]?.url}`);
  const text = [
    `log ${formatVerifierKey(logKey)}`,
    ...lines,
    'group all all w0 w1 w2',
    'quorum all',
    '',
  ].join('\n');
  return { started, text, policy: parsePolicy(text, 'policy') };
}

/** Both verifiers, which must say the same. */
function judged(files: FileLayer, policyText: string) {
  const ours = verifyLog(files.read, { policy: parsePolicy(policyText, 'policy') });
  const theirs = single.verifyLog(files.read, single.parsePolicy(policyText));
  const codes = (findings: readonly { readonly code: string }[]) =>
    [...new Set(findings.map(({ code }) => code))].sort();
  const said = (verdict: Pick<typeof theirs, 'integrity' | 'completeness'>) => ({
    integrity: codes(verdict.integrity.findings),
    completeness: codes(verdict.completeness.findings),
  });
  expect(said(theirs)).toEqual(said(ours));
  return said(ours);
}

const notaryOf = (rest: Partial<NotaryOptions>) =>
  startNotary({ directory: '', origin: ORIGIN, everyMs: 3_600_000, ...rest });

describe('the clock jumps', () => {
  test.each([
    ['a day ahead', DAY],
    ['a day back', -DAY],
  ])('%s, of the notary, of its witnesses and between two starts', async (_, jump) => {
    const [clock, theirs] = [jumpingClock(), jumpingClock()];
    const { policy, text } = await witnesses({ clock: theirs });
    const files = filesWithKey();
    for (const epoch of [1, 2]) {
      const notary = await notaryOf({ files, clock, policy });
      await notary.writer.append(alerts(300, `a${epoch}`));
      await notary.publisher.publish();
      clock.jump(jump);
      await notary.writer.append(alerts(300, `b${epoch}`));
      await notary.publisher.publish();
      theirs.jump(jump);
      await notary.writer.append(alerts(300, `c${epoch}`));
      await notary.publisher.publish();
      expect(notary.publisher.witnessed).toBe(
        parseCheckpoint(files.read('checkpoint') ?? '', 'checkpoint').size,
      );
      await notary.close();
      clock.jump(jump);
    }
    expect(judged(files, text)).toEqual({ integrity: [], completeness: [] });
  });

  test('a day in which the machine slept is a day in which the notary said nothing', async () => {
    const clock = jumpingClock();
    const { policy, text } = await witnesses({ clock });
    const files = filesWithKey();
    const notary = await notaryOf({ files, clock, policy });
    await notary.publisher.publish();
    clock.sleep(DAY);
    await notary.publisher.publish();
    await notary.close();
    expect(judged(files, text)).toEqual({ integrity: [], completeness: ['heartbeat-missing'] });
  });
});

test('every witness is away: the log goes on without a quorum, and catches up when they are back', async () => {
  const clock = testClock();
  const stores = keys.map(() => memoryFiles());
  const { started, policy, text } = await witnesses({ clock, stores });
  const files = filesWithKey();
  const notary = await notaryOf({ files, clock, policy, witnessPatienceMs: 2000 });
  const { witnessed } = notary.publisher;
  for (const server of servers.splice(0)) await server.close();
  for (let round = 0; round < 20; round += 1) {
    await notary.writer.append(alerts(100, `r${round}`));
    await notary.publisher.publish();
  }
  expect(notary.publisher.witnessed).toBe(witnessed);
  expect(notary.publisher.witnesses.every(({ failure }) => failure !== null)).toBe(true);
  expect(judged(files, text).integrity).toEqual(['quorum-missing']);
  const ports = started.map(({ url }) => Number(new URL(url).port));
  await witnesses({ clock, stores, ports });
  await notary.writer.append(alerts(1, 'later'));
  await notary.publisher.publish();
  expect(notary.publisher.witnessed).toBeGreaterThan(2000);
  await notary.close();
  expect(judged(files, text)).toEqual({ integrity: [], completeness: [] });
});

test('ten times the load: all that is acknowledged is there, what is denied is told, and all gets in by being asked again', async () => {
  const SYNC_MS = 20;
  const QUEUE = { bytes: 64 * 1024, waiting: 20, patience: 60 };
  const [senders, each] = [400, 25];
  const directory = folder.file('slow');
  const files = slowly(diskFiles(directory), SYNC_MS);
  const notary = await notaryOf({ files, directory, queue: QUEUE });
  const acknowledged = new Map<string, number>();
  let denied = 0;

  async function send(sender: number): Promise<void> {
    const channel = `s${sender}`;
    for (const draft of alerts(each, channel)) {
      for (let sent = false; !sent; ) {
        try {
          const { first } = await notary.writer.append([draft]);
          acknowledged.set(`${channel}#${draft.channel_seq}`, first);
          sent = true;
        } catch (thrown) {
          if (!(thrown instanceof OffswitchError)) throw thrown;
          expect(thrown.code).toBe('log-busy');
          denied += 1;
          await setTimeout(5 + (sender % 40));
        }
      }
    }
  }
  // Of those who send at once the queue holds and lets wait a tenth at the most.
  await Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  await notary.publisher.publish();
  const policy = trusting([notary.writer.key]);
  await notary.close();

  expect(denied).toBeGreaterThan(senders);
  expect(acknowledged.size).toBe(senders * each);
  const entries = [...storedEntries(files).entries()].map(({ bytes }, at) => decodeRecord(bytes, String(at)));
  for (const [id, index] of acknowledged) {
    const { channel, channel_seq } = entries[index] ?? {};
    expect(`${channel}#${channel_seq}`).toBe(id);
  }
  const told = entries.flatMap(({ kind, channel, body }) =>
    kind === 'alert' && channel.startsWith('notary/') && 'what' in body
      ? [/^(\d+) appends were denied/.exec(body.what)?.[1] ?? '0']
      : [],
  );
  expect(told.map(Number).reduce((sum, count) => sum + count, 0)).toBe(denied);
  const { integrity, completeness } = verifyLog(files.read, { policy });
  expect([integrity.findings, completeness.findings]).toEqual([[], []]);
  await tellCounts('notary-load', { lost: 0 }, { records: acknowledged.size, denied });
});

/** A disk that takes its time to sync. */
function slowly(files: FileLayer, ms: number): FileLayer {
  return {
    ...files,
    async open(path, how, mode) {
      const file = await files.open(path, how, mode);
      return {
        ...file,
        async sync() {
          await setTimeout(ms);
          await file.sync();
        },
      };
    },
  };
}
