/** The writer: what it acknowledges is on the disk, what it finds on opening it checks, and it stops by name. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as single from '../../../verify-log.mjs';
import { OffswitchError } from '../../kit/errors.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parseVerifierKey } from '../formats/keys.ts';
import { packPath, withPacks } from '../formats/pack.ts';
import { tilePath } from '../formats/tile-path.ts';
import { payloadState, SALT_BYTES, saltPayload } from '../records/payloads.ts';
import {
  alerts,
  drafts,
  everyKind,
  filesWithKey,
  logKey,
  ORIGIN,
  openSample,
  referringTo,
  testClock,
  trusting,
} from '../sample-log.conformance.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { memoryFiles } from './memory-files.conformance.ts';
import { startPublisher } from './publish.ts';
import { withJournal } from './read-payloads.ts';
import type { LogWriter } from './writer.ts';

/** A log of so many records, published and closed. */
async function written(count: number, files = filesWithKey()) {
  const writer = await openSample(files);
  await writer.append(alerts(count));
  await publishAndClose(writer, files);
  return files;
}

async function publishAndClose(writer: LogWriter, files: ReturnType<typeof memoryFiles>) {
  const timing = { everyMs: 60_000, heartbeatMs: 60_000, witnessPatienceMs: 1000 };
  const publisher = startPublisher({ writer, files, clock: testClock(), policy: trusting(), ...timing });
  await publisher.publish();
  await publisher.close();
  await writer.close();
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (thrown) {
    return thrown instanceof OffswitchError ? thrown.code : String(thrown);
  }
}

describe('a log that is written', () => {
  it.each([1, 254, 255, 256, 257, 600, 5000])(
    '%d records verify, and go on after opening again',
    async (count) => {
      const files = await written(count);
      const verdict = verifyLog(files.read, { policy: trusting() });
      expect(verdict).toMatchObject({
        origin: ORIGIN,
        size: count + 3,
        integrity: { verdict: 'intact', findings: [] },
        completeness: { verdict: 'complete', findings: [] },
      });
      const again = await openSample(files);
      expect(again).toMatchObject({ epoch: 2, size: count + 4 });
      await again.append(alerts(300, 'agent-2'));
      await publishAndClose(again, files);
      const after = verifyLog(files.read, { policy: trusting() });
      expect(after).toMatchObject({
        size: count + 306,
        integrity: { findings: [] },
        completeness: { findings: [] },
      });
    },
  );

  it('keeps no partial tile and no segment of the journal that a full tile has made needless', async () => {
    const files = await written(300);
    const again = await openSample(files);
    await again.append(alerts(5000, 'agent-2'));
    await publishAndClose(again, files);
    expect(files.paths().filter((path) => path.startsWith('tile/0/000.p/'))).toEqual([]);
    expect(files.paths()).toContain(tilePath({ level: 1, index: 0, width: 20 }));
    expect(files.paths().filter((path) => path.startsWith('journal/')).length).toBeLessThanOrEqual(2);
  });

  it('acknowledges indices in the order in which records came, many at once', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    const all = alerts(2000);
    const answers = await Promise.all(all.map((draft) => writer.append([draft])));
    expect(answers.map(({ first }) => first)).toEqual(all.map((_, at) => at + 1));
    expect(answers.every(({ first, size }) => size > first)).toBe(true);
    // One by one they would have taken a sync each.
    expect(files.steps).toBeLessThan(200);
  });

  it('a new log makes its own key, and nobody else may read it', async () => {
    const files = memoryFiles();
    const writer = await openSample(files);
    const key = parseVerifierKey(files.read('vkey')?.toString().trim() ?? '', 'vkey');
    expect(key.name).toBe(ORIGIN);
    await publishAndClose(writer, files);
    expect(
      verifyLog(files.read, { policy: trusting([{ ...key, seed: Buffer.alloc(0) }]) }).integrity.findings,
    ).toEqual([]);
    expect(
      verifyLog(files.read, { policy: trusting() }).integrity.findings.map(({ code }) => code),
    ).toContain('signature-wrong');
  });

  it('refuses what is no record, and a number that was taken', async () => {
    const writer = await openSample(filesWithKey());
    await writer.append(alerts(3));
    expect(await codeOf(writer.append(alerts(1, 'agent-1', 3)))).toBe('bad-record');
    expect(writer.lastNumber('agent-1')).toBe(3);
    const long = 'x'.repeat(4000);
    const big = { id: long, family: null, provider: null, weights: null, prompt: null, deployment: null };
    const [draft] = drafts(
      [
        {
          kind: 'lifecycle.command',
          body: {
            ...{ id: 'l', command: 'stop', by: 'kim', subject: Array(20).fill(big) },
            ...{ count: null, lineage: null, reason: null, approval: null },
          },
        },
      ],
      'x',
    );
    expect(draft && (await codeOf(writer.append([draft])))).toBe('bad-record');
  });
});

describe('the key', () => {
  it('is changed by a record that both keys sign, and verified from the first key on', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    await writer.append(alerts(10));
    await writer.sign();
    await writer.rotateKey();
    await writer.append(alerts(10, 'agent-2'));
    expect(writer.key.publicKey.equals(logKey.publicKey)).toBe(false);
    await publishAndClose(writer, files);
    expect(verifyLog(files.read, { policy: trusting() }).integrity.findings).toEqual([]);
    const again = await openSample(files);
    expect(again.key.publicKey.equals(writer.key.publicKey)).toBe(true);
    await publishAndClose(again, files);
    expect(verifyLog(files.read, { policy: trusting() }).integrity.findings).toEqual([]);
  });

  it('of another log is refused', async () => {
    const files = await written(3);
    files.put('state/key', Buffer.from('PRIVATE+KEY+x+00000000+AAAA'));
    expect(await codeOf(openSample(files))).toBe('bad-key');
  });
});

describe('payloads', () => {
  it('are present, erased, missing or altered, and only what is altered breaks integrity', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    const kept = await writer.keep(Buffer.from('the arguments'));
    await writer.append(drafts(everyKind(kept)));
    await publishAndClose(writer, files);
    const judge = (of = files) => {
      const { integrity, completeness } = verifyLog(of.read, { policy: trusting() });
      return [...integrity.findings, ...completeness.findings].map(({ code }) => code);
    };
    const path = files.paths().find((one) => one.startsWith('payloads/')) ?? '';
    expect(judge()).toEqual([]);
    const altered = files.copy();
    altered.put(path, Buffer.concat([files.read(path) ?? Buffer.alloc(0), Buffer.of(1)]));
    expect(judge(altered)).toEqual(['payload-altered']);
    const missing = files.copy();
    await missing.remove(path);
    expect(judge(missing)).toEqual(['payload-missing']);
    const again = await openSample(files);
    await again.erase(kept.digest, 'kim', 'asked to');
    await publishAndClose(again, files);
    // An empty one stays: their numbers have no gap.
    expect(files.read(path)?.length).toBe(0);
    expect(judge()).toEqual([]);
  });

  const inJournal = (files: ReturnType<typeof memoryFiles>, text: string) =>
    files.paths().filter((path) => path.startsWith('journal/') && files.read(path)?.includes(text));
  const some = (count: number, bytes = 100) =>
    Array.from({ length: count }, (_, at) => saltPayload(Buffer.from(`content ${at};`.padEnd(bytes))));

  it('small ones take the sync of their records, and are in one pack when a head covers them', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    await writer.append(alerts(1));
    const before = files.steps;
    const payloads = some(20);
    await writer.append(referringTo(payloads, 'agent-1', 2), payloads);
    expect(files.steps).toBe(before + 2);
    const states = (read: typeof files.read) =>
      new Set(payloads.map(({ reference }) => payloadState(read, reference)));
    expect(states(withPacks(files.read))).toEqual(new Set(['absent']));
    expect(states(withJournal(files))).toEqual(new Set(['present']));
    await writer.sign();
    expect(states(withPacks(files.read))).toEqual(new Set(['present']));
    expect(states(files.read)).toEqual(new Set(['absent']));
    expect(files.paths().filter((path) => path.startsWith('payloads/'))).toEqual([packPath(0)]);
  });

  it('may be written while a tile becomes full, of which the head has a part', async () => {
    const files = filesWithKey();
    // Appends find time while payloads are written.
    const writer = await openSample({
      ...files,
      async open(path, how) {
        if (path.startsWith('payloads/')) await setImmediate();
        return files.open(path, how);
      },
    });
    await writer.append(alerts(200));
    await writer.sign();
    const payloads = some(40);
    await writer.append(referringTo(payloads, 'agent-1', 201), payloads);
    const signing = writer.sign();
    await writer.append(alerts(100, 'agent-2'));
    const { size } = parseCheckpoint(await signing, 'signed');
    expect(size).toBe(241);
    expect(files.read(tilePath({ level: 0, index: 0, width: 241 }))).toBeDefined();
    await publishAndClose(writer, files);
    expect(files.paths().filter((path) => path.startsWith('tile/0/000.p/'))).toEqual([]);
    expect(verifyLog(files.read, { policy: trusting() })).toMatchObject({
      integrity: { findings: [] },
      completeness: { findings: [] },
    });
  });

  it('so large that a frame cannot have them are files at once', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    const most = 0xff_ff - 33 - SALT_BYTES;
    const [fits, large] = [some(1, most), some(1, most + 1)].flat();
    if (fits === undefined || large === undefined) throw new Error('there are two');
    await writer.append(referringTo([fits, large], 'agent-1', 1), [fits, large]);
    expect(payloadState(files.read, fits.reference)).toBe('absent');
    expect(payloadState(files.read, large.reference)).toBe('present');
    expect(payloadState(withJournal(files), fits.reference)).toBe('present');
  });

  it('many go into packs before any head, and no segment goes before they are there', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    await writer.append(alerts(1));
    for (let at = 0; at < 12; at += 1) {
      const payloads = some(64, 8000);
      await writer.append(referringTo(payloads, 'agent-1', 2 + at * 64), payloads);
      const [one] = payloads;
      expect(one && payloadState(withJournal(files), one.reference)).toBe('present');
    }
    expect(files.read(packPath(0))).toBeDefined();
    await publishAndClose(writer, files);
    expect(verifyLog(files.read, { policy: trusting() }).completeness.findings).toEqual([]);
    expect(files.paths().filter((path) => path.startsWith('journal/')).length).toBeLessThanOrEqual(2);
  });

  it('packed, are found altered or missing whatever is done to the file', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    await writer.append(alerts(1));
    for (let round = 0; round < 3; round += 1) {
      const payloads = some(3, 40 + round);
      await writer.append(referringTo(payloads, 'agent-1', 2 + 3 * round), payloads);
      await writer.sign();
    }
    await publishAndClose(writer, files);
    const judge = (of: typeof files) => {
      const ours = verifyLog(of.read, { policy: trusting() });
      const theirs = single.verifyLog(
        of.read,
        single.parsePolicy(`log ${files.read('vkey')?.toString().trim()}\nquorum none\n`),
      );
      return [ours, theirs].map(({ integrity, completeness }) => [
        integrity.verdict,
        completeness.findings.length > 0,
      ]);
    };
    expect(judge(files)).toEqual([
      ['intact', false],
      ['intact', false],
    ]);
    const path = packPath(1);
    const bytes = files.read(path) ?? Buffer.alloc(0);
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = files.copy();
      flip(flipped, path, at);
      expect(
        judge(flipped).map(([integrity]) => integrity),
        `byte ${at}`,
      ).toEqual(['broken', 'broken']);
      const cut = files.copy();
      cut.put(path, bytes.subarray(0, at));
      expect(
        judge(cut).every(([, isIncomplete]) => isIncomplete),
        `cut to ${at}`,
      ).toBe(true);
    }
    const gone = files.copy();
    await gone.remove(path);
    expect(judge(gone)).toEqual([
      ['intact', true],
      ['intact', true],
    ]);
  });

  it('in the journal alone go into a pack when the log is opened, those that were altered are refused', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    const payloads = some(3);
    await writer.append(alerts(1));
    await writer.append(referringTo(payloads, 'agent-1', 2), payloads);
    const left = files.copy();
    await publishAndClose(await openSample(left), left);
    expect(verifyLog(left.read, { policy: trusting() })).toMatchObject({
      integrity: { findings: [] },
      completeness: { findings: [] },
    });
    const altered = files.copy();
    await writer.sign();
    altered.put('state/signed', files.read('state/signed') ?? Buffer.alloc(0));
    const segment = lastSegment(altered);
    flip(altered, segment, (altered.read(segment) ?? Buffer.alloc(0)).indexOf('content 1'));
    expect(await codeOf(openSample(altered))).toBe('log-altered');
  });

  it('erased, are in the journal no more, do not come back, and leave the others alone', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    const payloads = some(3);
    const [first, second] = payloads;
    if (first === undefined || second === undefined) throw new Error('there are three');
    await writer.append(alerts(1));
    await writer.append(referringTo(payloads, 'agent-1', 2), payloads);
    const before = lastSegment(files);
    await writer.erase(second.reference.digest, 'kim', 'asked to');
    expect(inJournal(files, 'content 1;')).toEqual([]);
    expect(inJournal(files, 'content 2;')).toEqual([before]);
    await writer.append(referringTo(payloads, 'agent-1', 5), payloads);
    await publishAndClose(writer, files);
    expect(inJournal(files, 'content 1;')).toEqual([]);
    expect(payloadState(withJournal(files), second.reference)).toBe('absent');
    expect(payloadState(withPacks(files.read), first.reference)).toBe('present');
    await publishAndClose(await openSample(files), files);
    expect(verifyLog(files.read, { policy: trusting() })).toMatchObject({
      integrity: { findings: [] },
      completeness: { findings: [] },
    });
  });
});

describe('a writer that cannot go on', () => {
  it('is refused a second time while the first one is there', async () => {
    const files = filesWithKey();
    await openSample(files);
    expect(await codeOf(openSample(files))).toBe('log-locked');
  });

  it.each(['9007199254740991', '1000009', '-1', '1e3', 'x'])('is refused with the epoch %s', async (text) => {
    const files = filesWithKey();
    await (await openSample(files)).close();
    files.put('state/epoch', Buffer.from(text));
    await expect(openSample(files)).rejects.toMatchObject({ code: 'log-altered' });
  });

  it('ends once another one has raised the epoch', async () => {
    const files = filesWithKey();
    const writer = await openSample(files);
    files.put('state/epoch', Buffer.from('9'));
    expect(await codeOf(writer.append(alerts(1)))).toBe('log-fenced');
    expect(await codeOf(writer.sign())).toBe('log-fenced');
  });

  it.each(['lost', 'done'] as const)('stops for good when a write or a sync fails (%s)', async (fault) => {
    for (const offset of [1, 2, 3]) {
      const files = filesWithKey();
      const writer = await openSample(files);
      files.failAt(files.steps + offset, fault, 'ENOSPC');
      const codes = [await codeOf(writer.append(alerts(1))), await codeOf(writer.append(alerts(1, 'b')))];
      if (offset < 3) expect(codes).toEqual(['log-stopped', 'log-stopped']);
      else expect(codes).toEqual(['none', 'log-stopped']);
      expect(await codeOf(writer.append(alerts(1, 'c')))).toBe('log-stopped');
      expect(writer.stopped?.message).toContain('ENOSPC');
    }
  });

  it('denies what the disk does not keep up with, by name, and says so in the log', async () => {
    const files = filesWithKey();
    const writer = await openSample(files, { queue: { bytes: 2000, waiting: 2, patience: 5 } });
    const all = alerts(60);
    const results = await Promise.all(all.map((draft) => codeOf(writer.append([draft]))));
    expect(new Set(results)).toEqual(new Set(['none', 'log-busy']));
    const accepted = results.filter((code) => code === 'none').length;
    await writer.append(alerts(1, 'later'));
    const last = parseCheckpoint(await writer.sign(), 'signed');
    expect(last.size).toBeGreaterThanOrEqual(accepted + 2);
  });
});

describe('a log that was changed while nobody wrote', () => {
  const cases: readonly (readonly [string, string, (files: ReturnType<typeof memoryFiles>) => void])[] = [
    ['a byte of a full bundle', 'log-altered', (files) => flip(files, 'tile/entries/000', 5000)],
    [
      'a byte of the journal before the signed head',
      'log-altered',
      (files) => flip(files, lastSegment(files), 90),
    ],
    [
      'the journal cut',
      'log-truncated',
      (files) =>
        files.put(lastSegment(files), (files.read(lastSegment(files)) ?? Buffer.alloc(0)).subarray(0, 4000)),
    ],
    ['the journal gone', 'log-truncated', (files) => void files.remove(lastSegment(files))],
    [
      'a bundle gone that the journal does not have either',
      'log-truncated',
      (files) => {
        void files.remove('tile/entries/000');
        void files.remove('journal/0000000000000000');
      },
    ],
    ['a tile', 'log-altered', (files) => flip(files, 'tile/0/000', 7)],
    ['the root of the signed head', 'log-altered', (files) => replaceRoot(files, 'state/signed')],
    ['the signed head gone', 'log-rolled-back', (files) => void files.remove('state/signed')],
    ['nonsense for a checkpoint', 'log-altered', (files) => files.put('checkpoint', Buffer.from('x'))],
  ];
  it.each(cases)('%s: %s', async (_, code, change) => {
    const files = await written(400);
    const again = await openSample(files);
    await again.append(alerts(100, 'agent-2'));
    await publishAndClose(again, files);
    change(files);
    expect(await codeOf(openSample(files))).toBe(code);
    // Refused before anything was written.
    expect(await codeOf(openSample(files))).toBe(code);
  });
});

function flip(files: ReturnType<typeof memoryFiles>, path: string, at: number): void {
  const bytes = Buffer.from(files.read(path) ?? '');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  files.put(path, bytes);
}

function lastSegment(files: ReturnType<typeof memoryFiles>): string {
  return files.paths().findLast((path) => path.startsWith('journal/')) ?? '';
}

function replaceRoot(files: ReturnType<typeof memoryFiles>, path: string): void {
  const lines = (files.read(path)?.toString() ?? '').split('\n');
  lines[2] = Buffer.alloc(32, 7).toString('base64');
  files.put(path, Buffer.from(lines.join('\n')));
}
