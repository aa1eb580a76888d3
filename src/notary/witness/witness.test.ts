/** The witness over HTTP, its client, and the publisher that asks it: what each status means, and what is kept. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseCheckpoint, signCheckpoint } from '../formats/checkpoint.ts';
import { verifyCosignature, withCosignatures } from '../formats/cosignature.ts';
import { keyTypes, newSignerKey } from '../formats/keys.ts';
import { parseSignature } from '../formats/note.ts';
import { type MemoryFiles, memoryFiles } from '../log/memory-files.conformance.ts';
import { startPublisher } from '../log/publish.ts';
import { startNotary } from '../process/notary.ts';
import {
  alerts,
  filesWithKey,
  logKey,
  ORIGIN,
  openSample,
  seedOf,
  testClock,
  trusting,
  witnessKey,
} from '../sample-log.conformance.ts';
import { leafHash } from '../tree/hashes.ts';
import { proveConsistency, rootAt, subtreesOf } from '../tree/prove.ts';
import { askWitness } from './client.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from './request.ts';
import { serveWitness, type WitnessServer } from './server.ts';
import { createWitness } from './witness.ts';

const leaves = Array.from({ length: 40 }, (_, at) => leafHash(Buffer.from(`entry ${at}`)));
const fork = leaves.map((leaf, at) => (at < 5 ? leaf : leafHash(Buffer.from(`other ${at}`))));
const [honest, forked] = [subtreesOf(leaves), subtreesOf(fork)];

/** The second witness signs with ML-DSA-44. */
const keyOf = (number: number) =>
  witnessKey(number, number === 2 ? keyTypes.mlDsaCosignature : keyTypes.cosignature);

const servers: WitnessServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(files: MemoryFiles, number = 1) {
  const witness = createWitness({ files, clock: testClock(), key: keyOf(number), logs: [logKey] });
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0 });
  servers.push(server);
  return server;
}

function noteOf(tree: typeof honest, size: number, key = logKey): string {
  return signCheckpoint({ size, root: rootAt(tree, size) }, key);
}

function bodyOf(tree: typeof honest, oldSize: number, size: number, key = logKey): string {
  return formatAddCheckpoint({
    oldSize,
    proof: proveConsistency(tree, oldSize, size),
    checkpoint: noteOf(tree, size, key),
  });
}

async function post(server: WitnessServer, body: string) {
  const answer = await fetch(`${server.url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

describe('a witness', () => {
  it('cosigns growth, the same head again, and nothing else', async () => {
    const files = memoryFiles();
    const server = await serve(files);
    const first = await post(server, bodyOf(honest, 0, 7));
    expect(first.status).toBe(200);
    const sent = parseCheckpoint(noteOf(honest, 7), 'sent');
    const signature = parseSignature(first.text.trimEnd(), 'answer');
    const cosigned = parseCheckpoint(withCosignatures(sent, [signature]), 'cosigned');
    expect(verifyCosignature(cosigned, keyOf(1)).ok).toBe(true);
    expect(await post(server, bodyOf(honest, 7, 7))).toMatchObject({ status: 200 });
    expect(await post(server, bodyOf(honest, 7, 30))).toMatchObject({ status: 200 });
    // A stale size is told the newest.
    expect(await post(server, bodyOf(honest, 7, 31))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      text: '30\n',
    });
    expect(await post(server, bodyOf(honest, 0, 7))).toMatchObject({ status: 409, text: '30\n' });
    const wrongProof = formatAddCheckpoint({
      oldSize: 30,
      proof: [seedOf(1)],
      checkpoint: noteOf(honest, 35),
    });
    expect(await post(server, wrongProof)).toMatchObject({ status: 422 });
    expect(await post(server, bodyOf(honest, 30, 40).replace('old 30', 'old 41'))).toMatchObject({
      status: 400,
    });
    const proofOfNothing = formatAddCheckpoint({
      oldSize: 30,
      proof: [seedOf(1)],
      checkpoint: noteOf(honest, 30),
    });
    expect(await post(server, proofOfNothing)).toMatchObject({ status: 422 });
    const latest = await fetch(`${server.url}/latest/${encodeURIComponent(ORIGIN)}`);
    expect(parseCheckpoint(await latest.text(), 'latest')).toMatchObject({ size: 30 });
  });

  it('keeps both heads of a fork as evidence', async () => {
    for (const [oldSize, size, status] of [
      [20, 20, 409],
      [20, 30, 422],
    ] as const) {
      const files = memoryFiles();
      const server = await serve(files);
      await post(server, bodyOf(honest, 0, 20));
      expect(await post(server, bodyOf(forked, oldSize, size))).toMatchObject({ status });
      const kept = files.paths().filter((path) => path.startsWith('evidence/'));
      const heads = kept.map((path) => parseCheckpoint(files.read(path) ?? '', path));
      expect(heads.map((head) => head.size).sort()).toEqual([20, size]);
      expect(heads.every(({ note }) => note.signatures.length >= 1)).toBe(true);
      // And it has not moved.
      expect(await post(server, bodyOf(honest, 20, 21))).toMatchObject({ status: 200 });
    }
  });

  it('knows its logs and their keys', async () => {
    const server = await serve(memoryFiles());
    const stranger = newSignerKey(ORIGIN, keyTypes.note, seedOf(77));
    expect(await post(server, bodyOf(honest, 0, 3, stranger))).toMatchObject({ status: 403 });
    const unknown = newSignerKey('example.com/unknown', keyTypes.note, seedOf(77));
    expect(await post(server, bodyOf(honest, 0, 3, unknown))).toMatchObject({ status: 404 });
    expect((await fetch(`${server.url}/latest/unknown`)).status).toBe(404);
    expect((await fetch(server.url)).status).toBe(404);
  });

  it.each([
    ['nothing', ''],
    ['no old size', bodyOf(honest, 0, 3).replace('old 0\n', '')],
    ['an old size that is none', bodyOf(honest, 0, 3).replace('old 0', 'old 00')],
    ['a hash that is none', bodyOf(honest, 0, 3).replace('old 0', 'old 0\nAAAA')],
    [
      'too many hashes',
      bodyOf(honest, 0, 3).replace('old 0', `old 0${`\n${seedOf(1).toString('base64')}`.repeat(64)}`),
    ],
    ['no checkpoint', 'old 0\n\nhello\n'],
    ['a note that is no checkpoint', 'old 0\n\nhello\n\n\u2014 a AAAAAAAA\n'],
  ])('refuses %s with 400', async (_, body) => {
    expect(await post(await serve(memoryFiles()), body)).toMatchObject({ status: 400 });
  });

  it('refuses a body without end', async () => {
    expect(await post(await serve(memoryFiles()), 'x'.repeat(300_000))).toMatchObject({ status: 413 });
  });

  it('remembers over a restart, and does not answer before it does', async () => {
    const files = memoryFiles();
    await post(await serve(files), bodyOf(honest, 0, 20));
    expect(await post(await serve(files.crashed(() => 0)), bodyOf(honest, 0, 10))).toMatchObject({
      status: 409,
      text: '20\n',
    });
  });

  it('with ML-DSA-44 does not begin for a log whose name is too long to be signed', () => {
    const long = newSignerKey('o'.repeat(256), keyTypes.note, seedOf(5));
    const witness = (number: number) => () =>
      createWitness({ files: memoryFiles(), clock: testClock(), key: keyOf(number), logs: [long] });
    expect(witness(1)).not.toThrow();
    expect(witness(2)).toThrow(expect.objectContaining({ code: 'bad-key' }));
  });

  it('cosigns no more once it could not remember', async () => {
    const files = memoryFiles();
    const server = await serve(files);
    files.failAt(2, 'done');
    expect(await post(server, bodyOf(honest, 0, 20))).toMatchObject({ status: 500 });
    expect(await post(server, bodyOf(honest, 0, 20))).toMatchObject({ status: 500 });
  });

  it('of two requests at once for the same old size cosigns one', async () => {
    const server = await serve(memoryFiles());
    await post(server, bodyOf(honest, 0, 5));
    const answers = await Promise.all(
      [bodyOf(honest, 5, 30), bodyOf(honest, 5, 20)].map((body) => post(server, body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('reads what it writes', () => {
    const request = { oldSize: 3, proof: [seedOf(1), seedOf(2)], checkpoint: noteOf(honest, 9) };
    expect(parseAddCheckpoint(formatAddCheckpoint(request), 'here')).toEqual(request);
  });
});

describe('the client', () => {
  const asking = (url: string, tree: typeof honest, size: number, oldSize = 0) => ({
    witness: { name: 'w', key: keyOf(1), url },
    checkpoint: noteOf(tree, size),
    oldSize,
    tree,
    patience: 2000,
  });

  it('catches up, learns the size from the witness, and tells contradiction from failure', async () => {
    const { url } = await serve(memoryFiles());
    expect(await askWitness(asking(url, honest, 10))).toMatchObject({ kind: 'cosigned' });
    expect(await askWitness(asking(url, honest, 20, 3))).toMatchObject({ kind: 'cosigned' });
    expect(await askWitness(asking(url, honest, 10))).toEqual({ kind: 'contradicts', size: 20 });
    expect(await askWitness(asking(url, forked, 20, 20))).toEqual({ kind: 'contradicts', size: 20 });
    expect(await askWitness(asking(url, forked, 30))).toEqual({ kind: 'contradicts', size: 20 });
    expect(await askWitness(asking('http://127.0.0.1:1', honest, 30))).toMatchObject({ kind: 'failed' });
    const other = { ...asking(url, honest, 30), witness: { name: 'w', key: keyOf(2), url } };
    expect(await askWitness(other)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('no cosignature'),
    });
  });
});

describe('the publisher', () => {
  const timing = { everyMs: 60_000, heartbeatMs: 5000, witnessPatienceMs: 2000 };

  async function policyOf(files: readonly MemoryFiles[]) {
    const keys = files.map((_, at) => keyOf(at + 1));
    const policy = trusting([logKey], keys);
    const urls = await Promise.all(files.map(async (one, at) => (await serve(one, at + 1)).url));
    const members = policy.witnesses.map((witness, at) => ({ ...witness, url: urls[at] ?? '' }));
    return { ...policy, witnesses: members, quorum: { name: 'two', threshold: 2, members } };
  }

  it('publishes with the cosignatures of a quorum, while one witness is away', async () => {
    const policy = await policyOf([memoryFiles(), memoryFiles(), memoryFiles()]);
    await servers[2]?.close();
    const files = filesWithKey();
    const clock = testClock();
    const writer = await openSample(files, { clock });
    await writer.append(alerts(5));
    const publisher = startPublisher({ writer, files, clock, policy, ...timing });
    const note = parseCheckpoint(await publisher.publish(), 'published');
    expect(note.note.signatures).toHaveLength(3);
    expect(publisher.witnessed).toBe(6);
    expect(publisher.witnesses.map(({ failure }) => failure === null)).toEqual([true, true, false]);
    // Nothing new: the record of the publication itself is published once, and then there is silence.
    await publisher.publish();
    const { size } = writer;
    await publisher.publish();
    expect(writer.size).toBe(size);
    clock.skip(6000);
    await publisher.publish();
    expect(writer.size).toBe(size + 1);
    await publisher.close();
    await writer.close();
    expect(parseCheckpoint(files.read('state/witnessed') ?? '', 'witnessed').size).toBe(writer.size);
  });

  it('does not wait for a witness that never answers once there are enough', async () => {
    const policy = await policyOf([memoryFiles(), memoryFiles(), memoryFiles()]);
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const members = policy.witnesses.map((one, at) =>
      at === 2 ? { ...one, url: `http://127.0.0.1:${port}` } : one,
    );
    const files = filesWithKey();
    const clock = testClock();
    const writer = await openSample(files, { clock });
    const publisher = startPublisher({
      ...{ writer, files, clock, ...timing, witnessPatienceMs: 3_600_000 },
      policy: { ...policy, witnesses: members, quorum: { name: 'two', threshold: 2, members } },
    });
    for (const channel of ['a', 'b']) {
      const { size } = writer;
      expect(parseCheckpoint(await publisher.publish(), 'published').note.signatures).toHaveLength(3);
      expect(publisher.witnessed).toBe(size);
      await writer.append(alerts(1, channel));
    }
    await publisher.close();
    await writer.close();
    silent.closeAllConnections();
    silent.close();
  });

  it('a log that was put back as a whole is found out by the first witness that is asked', async () => {
    const policy = await policyOf([memoryFiles(), memoryFiles()]);
    const files = filesWithKey();
    const writer = await openSample(files);
    const publisher = startPublisher({ writer, files, clock: testClock(), policy, ...timing });
    await publisher.publish();
    const earlier = files.copy();
    await writer.append(alerts(50));
    await publisher.publish();
    await publisher.abandon();

    const back = await openSample(earlier);
    const again = startPublisher({ writer: back, files: earlier, clock: testClock(), policy, ...timing });
    await expect(again.publish()).rejects.toMatchObject({ code: 'log-rolled-back' });
    await expect(back.append(alerts(1))).rejects.toMatchObject({ code: 'log-rolled-back' });
    await again.abandon();
  });

  it('and by a notary that starts before it writes anything', async () => {
    const policy = await policyOf([memoryFiles(), memoryFiles()]);
    const start = (files: MemoryFiles) =>
      startNotary({
        ...{ directory: '', origin: ORIGIN, files, policy, clock: testClock(), everyMs: 60_000 },
      });
    const files = filesWithKey();
    await (await start(files)).close();
    const earlier = files.copy();
    await (await start(files)).close();
    const before = earlier.paths().map((path) => [path, earlier.read(path)]);
    await expect(start(earlier)).rejects.toMatchObject({ code: 'log-rolled-back' });
    expect(earlier.paths().map((path) => [path, earlier.read(path)])).toEqual(before);
    await (await start(files)).close();
  });

  it('another history is found out alike', async () => {
    const policy = await policyOf([memoryFiles(), memoryFiles()]);
    const publishing = async (channel: string, count: number) => {
      const files = filesWithKey();
      const writer = await openSample(files);
      await writer.append(alerts(count, channel));
      const publisher = startPublisher({ writer, files, clock: testClock(), policy, ...timing });
      const result = publisher.publish();
      await result.catch(() => {});
      await publisher.abandon();
      return result;
    };
    await publishing('a', 10);
    await expect(publishing('b', 20)).rejects.toMatchObject({ code: 'log-forked' });
  });
});
