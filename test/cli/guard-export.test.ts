/** `offswitch guard export`: a log of every kind of record, through the real command line, to files and to a collector. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { spawnNotary } from '../../src/notary/process/spawn.ts';
import { saltPayload } from '../../src/notary/records/payloads.ts';
import { alerts, drafts, everyKind } from '../../src/notary/sample-log.conformance.ts';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
let log: string;
const wall = '2026-11-26T12:00:00.000Z';

beforeAll(async () => {
  log = folder.file('log');
  const notary = await spawnNotary({ directory: log, origin: 'example.com/export' });
  const payload = saltPayload(Buffer.from('{"path":"/srv/a","content":"private"}'));
  await notary.client.append(drafts(everyKind(payload.reference)), [payload]);
  await notary.client.append(alerts(300, 'many'));
  await notary.close();
});

const exported = (...args: readonly string[]) => runCli(['guard', 'export', ...args], { cwd: folder.path });
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it('events: a line for every record, in order, with what came of it', async () => {
  const out = folder.file('events.jsonl');
  const { code, stderr } = await exported(log, '--format', 'events', '--out', out);
  expect(code, stderr).toBe(0);
  const events = linesOf(out);
  expect(events.map(({ event }) => event.sequence)).toEqual(events.map((_, at) => at));
  const denied = events.find(({ offswitch }) => offswitch.record.body.of === 'i2');
  expect(denied).toMatchObject({
    '@timestamp': wall,
    event: { kind: 'event', action: 'decision', outcome: 'failure', provider: 'offswitch' },
    offswitch: { log: { origin: 'example.com/export' }, channel: 'agent-1', mediation: 'enforced' },
  });
  expect(events.find(({ event }) => event.kind === 'alert')).toMatchObject({
    message: 'claimed another name',
    event: { severity: 4 },
  });
  const standard = await exported(log, '--format', 'events');
  expect(standard.stdout).toBe(readFileSync(out, 'utf8'));
});

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly events: readonly { readonly name: string }[];
}

const spansIn = (batches: readonly { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }[]) =>
  batches.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)),
  );

it('spans: one for each effect, with its decision, outcome and observation, and the index of each record', async () => {
  const out = folder.file('spans.jsonl');
  expect((await exported(log, '--format', 'spans', '--out', out)).code).toBe(0);
  const spans = spansIn(linesOf(out));
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  for (const { traceId, spanId } of spans) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  }
  const [done, denied] = spans.filter(({ name }) => name === 'execute_tool write');
  expect(done).toMatchObject({
    startTimeUnixNano: String(BigInt(Date.parse(wall)) * 1_000_000n),
    status: { code: 1 },
  });
  expect(done?.events.map(({ name }) => name)).toEqual(['decision', 'effect.outcome', 'observation']);
  expect(done?.attributes).toContainEqual({ key: 'gen_ai.agent.name', value: { stringValue: 'agent one' } });
  expect(denied).toMatchObject({ status: { code: 2, message: 'denied' } });
  const asked = spans.find(({ name }) => name === 'approval.request');
  expect(asked?.events.map(({ name }) => name)).toContain('approval.response');
  // Which effect it is about would tell a planted request from a real one: the decision names it, later.
  expect(asked?.traceId).not.toBe(done?.traceId);
  const lease = spans.find(({ name }) => name === 'lease.grant');
  expect(lease?.events.map(({ name }) => name)).toEqual(['lease.renew', 'lease.lapse']);
});

describe('a collector', () => {
  let server: Server;
  let answer: { readonly status: number; readonly body: string };
  const got: unknown[] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      got.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;

  it('gets every span once', async () => {
    answer = { status: 200, body: '{"partialSuccess":{}}' };
    const { code, stderr } = await exported(log, '--format', 'spans', '--to', url());
    expect(code, stderr).toBe(0);
    const file = folder.file('same.jsonl');
    await exported(log, '--format', 'spans', '--out', file);
    expect(got).toEqual(linesOf(file));
  });

  it.each([
    ['refuses', { status: 503, body: '' }],
    ['takes only some', { status: 200, body: '{"partialSuccess":{"rejectedSpans":"3"}}' }],
    ['sends elsewhere', { status: 302, body: '' }],
  ])('that %s is an error', async (_, given) => {
    answer = given;
    const { code, stderr } = await exported(log, '--format', 'spans', '--to', url(), '--json');
    expect(code).toBe(4);
    expect(stderr).toContain('upstream-failed');
  });
});

async function unzipped(zip: string, to: string): Promise<readonly string[]> {
  const file = await fromBufferPromise(readFileSync(zip), { lazyEntries: true });
  const names: string[] = [];
  for await (const entry of file.eachEntry()) {
    names.push(entry.fileName);
    const parts: Buffer[] = [];
    for await (const part of await file.openReadStreamPromise(entry)) parts.push(part as Buffer);
    const path = join(to, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(parts));
  }
  return names;
}

it('bundle: the same bytes each time, and its own verifier finds it whole', async () => {
  const [one, two] = [folder.file('one.zip'), folder.file('two.zip')];
  const copy = folder.file('copy');
  cpSync(log, copy, { recursive: true });
  expect((await exported(log, '--format', 'bundle', '--out', one)).code).toBe(0);
  expect((await exported(copy, '--format', 'bundle', '--out', two)).code).toBe(0);
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  expect(statSync(one).mode & 0o777).toBe(0o600);
  const place = folder.file('unzipped');
  const names = await unzipped(one, place);
  expect(names).toContain('README.txt');
  expect(names.some((name) => name.startsWith('log/payloads/'))).toBe(true);
  const key = readFileSync(join(log, 'vkey'), 'utf8').trim();
  const verified = spawnSync(process.execPath, ['verify-log.mjs', 'log', '--key', key], { cwd: place });
  expect(verified.status, verified.stdout.toString()).toBe(0);
});

it('bundle without payloads has none, and its README says so', async () => {
  const out = folder.file('thin.zip');
  await exported(log, '--format', 'bundle', '--without-payloads', '--out', out);
  const place = folder.file('thin');
  expect((await unzipped(out, place)).filter((name) => name.includes('payloads/'))).toEqual([]);
  expect(readFileSync(join(place, 'README.txt'), 'utf8')).toContain('were left out');
});

it('a log that was altered is exported as such, with exit code 1', async () => {
  const broken = folder.file('broken');
  cpSync(log, broken, { recursive: true });
  const bundle = join(broken, 'tile/entries/000');
  const bytes = readFileSync(bundle);
  bytes[700] = (bytes[700] ?? 0) ^ 1;
  writeFileSync(bundle, bytes);
  const out = folder.file('broken.jsonl');
  const { code, stderr } = await exported(broken, '--format', 'spans', '--out', out);
  expect(code).toBe(1);
  expect(stderr).toContain('THE LOG IS BROKEN');
  expect(readFileSync(out, 'utf8')).toContain(
    '"key":"offswitch.log.integrity","value":{"stringValue":"broken"}',
  );
});

it.each([
  [['--format', 'events', '--to', 'http://127.0.0.1:1/v1/traces'], 2, 'bad-flag'],
  [['--format', 'spans', '--to', 'collector'], 2, 'bad-flag'],
  [['--format', 'spans', '--to', 'http://127.0.0.1:1/v1/traces', '--out', 'x'], 2, 'bad-flag'],
  [['--format', 'spans', '--without-payloads'], 2, 'bad-flag'],
  [['--format', 'events', '--out', 'no/such/folder/x.jsonl'], 4, 'file-unwritable'],
] as const)('%j is refused', async (args, status, error) => {
  const { code, stderr } = await exported(log, ...args, '--json');
  expect([code, stderr]).toEqual([status, expect.stringContaining(error)]);
});

it('nothing is written over, and no log is named as such', async () => {
  const out = folder.file('mine.zip');
  writeFileSync(out, 'mine');
  const { code, stderr } = await exported(log, '--format', 'bundle', '--out', out, '--json');
  expect([code, stderr]).toEqual([2, expect.stringContaining('would-overwrite')]);
  expect(readFileSync(out, 'utf8')).toBe('mine');
  const none = await exported(folder.path, '--format', 'bundle', '--out', folder.file('no.zip'), '--json');
  expect(none.stderr).toContain('log-missing');
  expect(existsSync(folder.file('no.zip'))).toBe(false);
});
