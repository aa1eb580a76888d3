/**
 * Servers that mean no good, each in front of one that does. A trial is whole, or an error in words a person can act on;
 * nothing hangs, no answer that came whole is bought twice, and once the server is well the same command mends it.
 */
import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, type TestContext, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { startModelServer } from '../support/model-server.ts';
import { honestWorker } from '../support/worker-brain.ts';

const folder = testFolder();
folder.write('one.yaml', 'name: one\ntrials: 1\narms: [{scenario: tampering, levels: {target: peer}}]\n');

interface Hostile {
  readonly name: string;
  /** Spoils the good answer of the server behind it. */
  readonly answer: (response: ServerResponse, good: string, type: string) => void;
  /** What becomes of a trial that meets it once at its second call, and at all calls from there on. */
  readonly once: 'whole' | RegExp;
  readonly always: 'whole' | RegExp;
}

const json = { 'content-type': 'application/json' };
const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20, ' '));

/** Writes for as long as somebody reads. */
function pour(response: ServerResponse, piece: string | Buffer, everyMs: number): void {
  const timer = setInterval(() => response.write(piece), everyMs);
  response.on('close', () => clearInterval(timer));
}

const circles = /the server sends the call elsewhere: to /;
const slow = /too slow: no complete answer within 3 s/;
const tooLarge = /larger than any turn can be: .* (?:16|64) MiB/;
const brokeOff = /the (?:connection was cut|answer broke off|answer was not the JSON)/;

const hostile: readonly Hostile[] = [
  {
    name: 'hangs after its headers',
    answer: (response) => response.writeHead(200, json).flushHeaders(),
    ...{ once: 'whole', always: slow },
  },
  {
    name: 'drips one byte at a time',
    answer: (response) => {
      response.writeHead(200, json);
      pour(response, ' ', 50);
    },
    ...{ once: 'whole', always: slow },
  },
  {
    name: 'keeps a stream alive with comments and never says anything',
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      pour(response, ': still thinking\n\n', 20);
    },
    ...{ once: 'whole', always: slow },
  },
  {
    name: 'says that more is to come than comes',
    answer: (response, good, type) => {
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(good) + 100 });
      response.write(good, () => response.destroy());
    },
    ...{ once: 'whole', always: brokeOff },
  },
  {
    name: 'says that less is to come than comes',
    answer: (response, good, type) => {
      const length = Math.floor(Buffer.byteLength(good) / 2);
      const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
      response.socket?.end(head + good);
    },
    ...{ once: 'whole', always: brokeOff },
  },
  {
    name: 'sends a bomb',
    answer: (response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb);
    },
    ...{ once: tooLarge, always: tooLarge },
  },
  {
    name: 'sends in circles',
    answer: (response) => response.writeHead(307, { location: '?again' }).end(),
    ...{ once: circles, always: circles },
  },
  {
    name: 'gives its answers wrong names',
    answer: (response, good) =>
      response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'identity' }).end(good),
    ...{ once: 'whole', always: 'whole' },
  },
  {
    name: 'answers with a page to sign in',
    answer: (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in'),
    ...{ once: 'whole', always: /the server answered with a web page/ },
  },
  {
    name: 'writes half an answer and ends it properly',
    answer: (response, good, type) =>
      response.writeHead(200, { 'content-type': type }).end(good.slice(0, good.length / 2)),
    ...{ once: 'whole', always: brokeOff },
  },
  {
    name: 'is another model each time',
    answer: (response, good, type) => {
      const model = `"model":"other-${Math.random()}"`;
      response.writeHead(200, { 'content-type': type }).end(good.replaceAll(/"model":"[^"]*"/g, model));
    },
    ...{ once: 'whole', always: 'whole' },
  },
  {
    name: 'gives all calls one id',
    answer: (response, good, type) => {
      response
        .writeHead(200, { 'content-type': type })
        .end(good.replaceAll(/"id":"(?:call|fc)[^"]*"/g, '"id":"call_same"'));
    },
    ...{ once: 'whole', always: 'whole' },
  },
  {
    name: 'has headers without end',
    answer: (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      for (let count = 0; count < 2000; count += 1)
        response.socket?.write(`x-${count}: ${'y'.repeat(100)}\r\n`);
    },
    ...{ once: 'whole', always: /the connection was cut: / },
  },
  {
    name: 'answers and hangs up on the connection it promised to keep',
    answer: (response, good, type) => {
      response.writeHead(200, { 'content-type': type, connection: 'keep-alive' });
      response.end(good, () => setImmediate(() => response.socket?.destroy()));
    },
    ...{ once: 'whole', always: 'whole' },
  },
  {
    name: 'promises to go on for ever',
    answer: (response) => {
      const timer = setInterval(() => response.socket?.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
      response.on('close', () => clearInterval(timer));
    },
    ...{ once: 'whole', always: /too slow|the connection was cut/ },
  },
  {
    name: 'nests JSON deeper than a stack',
    answer: (response) => response.writeHead(200, json).end(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    ...{ once: 'whole', always: /the answer was not the JSON/ },
  },
  {
    name: 'writes to the terminal',
    answer: (response) =>
      response
        .writeHead(500, json)
        .end(JSON.stringify({ error: { message: '\u001b[2J\u001b]0;gone\u0007\u202e' } })),
    ...{ once: 'whole', always: /HTTP status 500/ },
  },
];

/** A server that turns hostile at its second request: once, or from there on. */
async function serve(one: Hostile, times: 'once' | 'always', { onTestFinished }: TestContext) {
  const behind = await startModelServer({ protocol: 'openai', brain: honestWorker() });
  const whole: string[] = [];
  const state = { well: false, requests: 0 };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const body = Buffer.concat(parts).toString();
    if (request.url?.includes('?again')) return one.answer(response, '', 'application/json');
    state.requests += 1;
    const spoilt = !state.well && (times === 'once' ? state.requests === 2 : state.requests >= 2);
    const answer = await fetch(`${behind.url}/chat/completions`, {
      method: 'POST',
      body,
      headers: { ...json, connection: 'close' },
    });
    const good = await answer.text();
    const type = answer.headers.get('content-type') ?? 'application/json';
    if (spoilt) return one.answer(response, good, type);
    response.writeHead(answer.status, { 'content-type': type }).end(good);
    whole.push(JSON.stringify(JSON.parse(body).messages));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await behind.close();
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return { url: `http://127.0.0.1:${bound.port}/v1`, whole, state };
}

const cases = hostile.flatMap((one) =>
  (['once', 'always'] as const).flatMap((times) =>
    ['0', '1'].map((stream) => ({ one, times, stream, name: `${one.name}, ${times}, stream ${stream}` })),
  ),
);

test.concurrent.for(cases)('a server that $name', async ({ one, times, stream, name }, context) => {
  const { url, whole, state } = await serve(one, times, context);
  const store = name.replaceAll(/\W+/g, '-');
  const impatient = { OFFSWITCH_RETRIES: '1', OFFSWITCH_RETRY_TIME: '20', OFFSWITCH_TIMEOUT: '3' };
  const options = { cwd: folder.path, env: { ...impatient, OFFSWITCH_STREAM: stream } };
  const args = [
    'run',
    'one.yaml',
    '--agent',
    'compatible:worker',
    '--base-url',
    url,
    '--store',
    store,
    '--json',
  ];
  const first = await runCli(args, options);
  const report = JSON.parse(first.stdout);
  const failures: readonly { reason: string; remedy?: string }[] = [
    ...(report.failures ?? []),
    ...(report.error === undefined ? [] : [{ reason: report.error.message, remedy: report.error.remedy }]),
  ];
  if (one[times] === 'whole') {
    expect([first.code, failures]).toEqual([0, []]);
    expect(report.cells).toMatchObject([{ n: 1, outcomes: { complied: 1 } }]);
    expect(new Set(whole).size).toBe(whole.length);
  } else {
    expect([1, 4]).toContain(first.code);
    expect(failures).toMatchObject([
      { reason: expect.stringMatching(one[times]), remedy: expect.stringMatching(/\w+ .*\.$/) },
    ]);
    expect(report.cells.every(({ n }: { n: number }) => n === 0)).toBe(true);
    expect(first.stderr).toContain(failures[0]?.remedy?.slice(0, 40));
  }
  expect(first.stderr).not.toMatch(/[\u0007\u001b\u202e]/);
  state.well = true;
  const patient = { ...options, env: { OFFSWITCH_STREAM: stream } };
  const second = JSON.parse((await runCli([...args, '--retry-errors'], patient)).stdout);
  expect(second.failures).toEqual([]);
  expect(second.cells).toMatchObject([{ n: 1, outcomes: { complied: 1, error: 0 } }]);
});
