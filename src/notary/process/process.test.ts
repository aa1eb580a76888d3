/** The notary as a process of its own: over a socket and an inherited descriptor, with what is sent wrong, killed and ended. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parseVerifierKey } from '../formats/keys.ts';
import { withoutWitnesses } from '../formats/policy.ts';
import { parseReceipt, verifyReceipt } from '../formats/proof.ts';
import { diskFiles } from '../log/files.ts';
import { storedEntries } from '../log/read-entries.ts';
import { alerts, drafts, everyKind } from '../sample-log.conformance.ts';
import { leafHash } from '../tree/hashes.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { connectNotary } from './client.ts';
import { encodeFrame, frameReader, MOST_FRAME_BYTES } from './frames.ts';
import { startNotary } from './notary.ts';
import { serveSocket } from './serve.ts';
import { spawnNotary } from './spawn.ts';

const folder = testFolder();

function trustIn(directory: string) {
  return withoutWitnesses([parseVerifierKey(readFileSync(join(directory, 'vkey'), 'utf8').trim(), 'vkey')]);
}

it('over an inherited descriptor: records, payloads, receipts, head, a new key, and a clean end', async () => {
  const directory = folder.file('fd');
  const notary = await spawnNotary({ directory, origin: 'example.com/fd' });
  const { client } = notary;
  const kept = await client.ask('keep', { content: Buffer.from('bulky').toString('base64') });
  const appended = await client.append(drafts(everyKind({ ...kept, digest: kept.digest })));
  expect(appended.first).toBeGreaterThan(0);
  const many = await Promise.all(alerts(50, 'b').map((draft) => client.append([draft])));
  expect(new Set(many.map(({ first }) => first)).size).toBe(50);
  expect(await client.ask('number', { channel: 'b' })).toEqual({ last: 50 });
  const { checkpoint } = await client.ask('publish', {});
  const head = await client.ask('head', {});
  expect(head).toMatchObject({ origin: 'example.com/fd', epoch: 1, checkpoint });
  const { receipt } = await client.ask('prove', { index: appended.first });
  const entry = [...storedEntries(diskFiles(directory)).entries()][appended.first];
  expect(
    entry && verifyReceipt(parseReceipt(receipt, 'receipt'), leafHash(entry.bytes), trustIn(directory)),
  ).toEqual({ ok: true });
  const { vkey } = await client.ask('rotate-key', {});
  expect(vkey).not.toBe(head.vkey);
  expect(await client.ask('witnesses', {})).toEqual({ witnessed: 0, witnesses: [] });
  await client.ask('erase', { digest: kept.digest, by: 'kim', reason: 'asked to' });
  await notary.close();
  const key = join(directory, 'state/key');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  chmodSync(key, 0o640);
  await expect(spawnNotary({ directory, origin: 'x' })).rejects.toMatchObject({ code: 'key-file' });
  const verdict = verifyLog(diskFiles(directory).read, { policy: trustIn(directory) });
  expect(verdict).toMatchObject({
    integrity: { findings: [] },
    completeness: { verdict: 'complete', findings: [] },
  });
});

it('killed at once, it has everything that it acknowledged, and a second one goes on', async () => {
  const directory = folder.file('killed');
  const first = await spawnNotary({ directory, origin: 'example.com/killed' });
  const { size } = await first.client.append(alerts(1000));
  if (first.pid !== undefined) process.kill(first.pid, 'SIGKILL');
  await expect(first.close()).rejects.toMatchObject({ code: 'log-stopped' });
  await expect(first.client.append(alerts(1, 'b'))).rejects.toMatchObject({ code: 'log-stopped' });
  const second = await spawnNotary({ directory, origin: 'example.com/killed' });
  expect(await second.client.ask('number', { channel: 'agent-1' })).toEqual({ last: 1000 });
  expect((await second.client.ask('head', {})).size).toBeGreaterThan(size);
  await expect(spawnNotary({ directory, origin: 'x' })).rejects.toMatchObject({ code: 'log-locked' });
  await second.close();
  expect(verifyLog(diskFiles(directory).read, { policy: trustIn(directory) })).toMatchObject({
    integrity: { findings: [] },
    completeness: { findings: [] },
  });
});

it('beats while nothing happens', async () => {
  const directory = folder.file('idle');
  const notary = await spawnNotary({ directory, origin: 'example.com/idle', everyMs: 20, heartbeatMs: 40 });
  const beats = () =>
    [...storedEntries(diskFiles(directory)).entries()].filter(({ bytes }) => bytes.includes('"heartbeat"'))
      .length;
  while (beats() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  await notary.close();
  const { size } = parseCheckpoint(readFileSync(join(directory, 'checkpoint')), 'checkpoint');
  expect(size).toBeGreaterThanOrEqual(5);
});

it('ends with words where the folder cannot be written', async () => {
  const blocked = folder.write('a-file', 'x');
  await expect(spawnNotary({ directory: join(blocked, 'log'), origin: 'o' })).rejects.toMatchObject({
    code: 'file-unwritable',
  });
  const directory = folder.file('bad-policy');
  mkdirSync(directory);
  writeFileSync(join(directory, 'policy'), 'nonsense');
  const policy = join(directory, 'policy');
  await expect(spawnNotary({ directory, origin: 'o', policy })).rejects.toMatchObject({ code: 'bad-policy' });
});

describe('over a socket', () => {
  it('several may write, what is wrong is answered by name, and the socket is for its owner alone', async () => {
    const directory = folder.file('socket');
    const path = folder.file('s');
    const notary = await startNotary({ directory, origin: 'example.com/s', everyMs: 60_000 });
    const server = await serveSocket(notary, path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const [one, two] = [await connectNotary(path), await connectNotary(path)];
    await Promise.all([one.append(alerts(20, 'one')), two.append(alerts(20, 'two'))]);
    await expect(one.append(alerts(1, 'two'))).rejects.toMatchObject({ code: 'bad-record' });
    const wrong = { ...alerts(1, 'x')[0], extra: 1 };
    await expect(two.ask('append', { records: [wrong] })).rejects.toMatchObject({
      code: 'bad-record',
      message: expect.stringContaining('extra'),
    });
    await expect(two.ask('prove', { index: 1e9 })).rejects.toMatchObject({ code: 'bad-request' });
    expect(await rawly(path, encodeFrame({ id: 4, do: 'rewrite' }))).toMatchObject({
      id: 4,
      error: { code: 'bad-request' },
    });
    expect(await rawly(path, encodeFrame([1]))).toMatchObject({ id: -1, error: { code: 'bad-request' } });
    expect(await rawly(path, Buffer.from([0xff, 0xff, 0xff, 0xff]))).toMatchObject({
      id: -1,
      error: { code: 'bad-frame' },
    });
    expect(await rawly(path, Buffer.from([0, 0, 0, 1, 0x7b]))).toMatchObject({
      error: { code: 'bad-frame' },
    });
    await expect(serveSocket(notary, path)).rejects.toMatchObject({ code: 'port-unavailable' });
    one.close();
    two.close();
    await server.close();
    await notary.close();
    expect(existsSync(path)).toBe(false);
    await expect(connectNotary(path)).rejects.toMatchObject({ code: 'log-stopped' });
  });

  function rawly(path: string, bytes: Buffer): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const read = frameReader();
      const socket = connect(path, () => socket.write(bytes));
      socket.on('data', (data: Buffer) => {
        resolve(read(data)[0]);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  }
});

it('frames come apart as they were put together, wherever the stream is cut', () => {
  const values = [{ a: 1 }, [], 'é', { b: 'x'.repeat(3000) }];
  const bytes = Buffer.concat(values.map(encodeFrame));
  for (const step of [1, 2, 3, 7, 1000, bytes.length]) {
    const read = frameReader();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length; at += step) found.push(...read(bytes.subarray(at, at + step)));
    expect(found).toEqual(values);
  }
  const head = Buffer.alloc(4);
  head.writeUInt32BE(MOST_FRAME_BYTES + 1);
  expect(() => frameReader()(head)).toThrow(/at most/);
});
