import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { inOrder } from '../../test/support/faults.ts';
import { type BrainAnswer, type ModelServer, startModelServer } from '../../test/support/model-server.ts';
import { answerReader, keptAnswer } from './answer.ts';
import { type Forwarding, forward } from './forward.ts';
import type { ProtocolName } from './protocols/protocol.ts';
import { protocols } from './protocols/registry.ts';

const key = 'sk-the-real-key/+1';
const answer: BrainAnswer = {
  text: 'Grüße, 世界 😀, and so on',
  reasoning: 'let me see',
  calls: [{ tool: 'look', args: { path: '/srv/a', note: 'ü' } }],
  usage: { inputTokens: 31, cachedInputTokens: 7, outputTokens: 17, reasoningTokens: 3 },
};
const fn = { name: 'look', description: 'looks', parameters: { type: 'object' } };
const bodies: Readonly<Record<ProtocolName, object>> = {
  anthropic: {
    model: 'm-1',
    max_tokens: 50,
    messages: [{ role: 'user', content: 'hello' }],
    tools: [{ name: 'look', input_schema: { type: 'object' } }],
  },
  'openai-chat': {
    model: 'm-1',
    messages: [{ role: 'user', content: 'hello' }],
    tools: [{ type: 'function', function: fn }],
    stream_options: { include_usage: true },
  },
  'openai-responses': {
    model: 'm-1',
    input: [{ role: 'user', content: 'hello' }],
    tools: [{ type: 'function', ...fn }],
  },
  google: {
    contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
    tools: [{ functionDeclarations: [fn] }],
  },
};

const names = ['anthropic', 'openai-chat', 'openai-responses', 'google'] as const;

function pathOf(name: ProtocolName, streams: boolean): string {
  const paths = {
    anthropic: '/messages',
    'openai-chat': '/chat/completions',
    'openai-responses': '/responses',
  };
  if (name !== 'google') return paths[name];
  return `/models/m-1:${streams ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}

function bodyOf(name: ProtocolName, streams: boolean): string {
  return JSON.stringify(name === 'google' ? bodies[name] : { ...bodies[name], stream: streams });
}

function served(name: ProtocolName, options: Partial<Parameters<typeof startModelServer>[0]> = {}) {
  const protocol = name === 'openai-chat' || name === 'openai-responses' ? 'openai' : name;
  return startModelServer({ protocol, brain: () => answer, key, ...options });
}

interface Gateway {
  readonly url: string;
  readonly forwardings: Forwarding[];
  /** The last one that is under way. */
  done: Promise<Forwarding> | undefined;
}

async function gatewayTo(name: ProtocolName, base: string, streams: boolean): Promise<Gateway> {
  const gateway: { -readonly [Member in keyof Gateway]: Gateway[Member] } = {
    url: '',
    forwardings: [],
    done: undefined,
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    const asked = {
      protocol: protocols[name],
      url: `${base}${pathOf(name, streams)}`,
      headers: name === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {},
      body: bodyOf(name, streams),
      key,
      signal: abort.signal,
    };
    gateway.done = forward(asked, response).then((forwarding) => {
      gateway.forwardings.push(forwarding);
      if (forwarding.kind !== 'answered') response.writeHead(502).end();
      return forwarding;
    });
  });
  await listening(server);
  gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return gateway;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

async function direct(name: ProtocolName, server: ModelServer, streams: boolean): Promise<Buffer> {
  const { header, prefix } = protocols[name].key;
  const response = await fetch(`${server.url}${pathOf(name, streams)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [header]: `${prefix}${key}` },
    body: bodyOf(name, streams),
  });
  return Buffer.from(await response.arrayBuffer());
}

for (const name of names)
  for (const streams of [false, true])
    it(`${name} passes ${streams ? 'streamed' : 'whole'} byte for byte, and tells what it used`, async () => {
      const server = await served(name);
      onTestFinished(() => server.close());
      const gateway = await gatewayTo(name, server.url, streams);
      const response = await fetch(gateway.url, { method: 'POST' });
      const bytes = Buffer.from(await response.arrayBuffer());
      const plainly = await direct(name, server, streams);
      expect(response.headers.get('content-type')).toBe(streams ? 'text/event-stream' : 'application/json');
      expect(bytes.toString().replaceAll(/\d+/g, '0')).toBe(plainly.toString().replaceAll(/\d+/g, '0'));
      const read = await gateway.done;
      expect(read).toMatchObject({
        kind: 'answered',
        status: 200,
        cut: undefined,
        answer: { model: 'm-1', inputTokens: 31, outputTokens: 17, isWhole: true, bytes: bytes.length },
      });
      const contentType = response.headers.get('content-type') ?? '';
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        const reader = answerReader(protocols[name], contentType);
        reader.write(bytes.subarray(0, cut));
        reader.write(bytes.subarray(cut));
        const { model, inputTokens, outputTokens, isWhole } = reader.end();
        expect([model, inputTokens, outputTokens, isWhole]).toEqual(['m-1', 31, 17, true]);
      }
      const half = answerReader(protocols[name], contentType);
      half.write(bytes.subarray(0, bytes.length / 2));
      expect(half.end().isWhole).toBe(false);
    });

it('the key is in no answer, whatever the provider says', async () => {
  const server = await served('openai-chat', {
    faults: inOrder(
      { kind: 'status', status: 401, body: 'echo' },
      { kind: 'status', status: 500, body: 'echo' },
    ),
    brain: () => ({ text: `your key is ${key}` }),
  });
  onTestFinished(() => server.close());
  const gateway = await gatewayTo('openai-chat', server.url, true);
  for (const status of [401, 500, 200]) {
    const response = await fetch(gateway.url, { method: 'POST' });
    const text = `${await response.text()}${JSON.stringify([...response.headers])}`;
    expect(response.status).toBe(status);
    expect(text).not.toContain(key);
    if (status !== 200) expect(text).toContain('*'.repeat(key.length));
  }
  const log = JSON.stringify(
    gateway.forwardings.map((each) => ('answer' in each ? String(each.answer.kept) : each)),
  );
  expect(log).not.toContain(key);
});

it('429 passes with the time to wait, and is tried once', async () => {
  const server = await served('anthropic', {
    faults: inOrder({ kind: 'status', status: 429, retryAfter: '7' }),
  });
  onTestFinished(() => server.close());
  const gateway = await gatewayTo('anthropic', server.url, false);
  const response = await fetch(gateway.url, { method: 'POST' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  expect(server.requests).toBe(1);
});

it('no redirect is followed, and no other encoding passes', async () => {
  const elsewhere = await served('openai-chat');
  onTestFinished(() => elsewhere.close());
  const location = `${elsewhere.url}/chat/completions`;
  const server = await served('openai-chat', {
    faults: inOrder({ kind: 'redirect', status: 307, location }),
  });
  onTestFinished(() => server.close());
  const gateway = await gatewayTo('openai-chat', server.url, false);
  expect((await fetch(gateway.url, { method: 'POST' })).status).toBe(502);
  expect(gateway.forwardings).toMatchObject([{ kind: 'unfit', status: 307 }]);
  expect(elsewhere.requests).toBe(0);

  const zipping = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
  });
  await listening(zipping);
  onTestFinished(() => void zipping.close());
  const { port } = zipping.address() as AddressInfo;
  const other = await gatewayTo('openai-chat', `http://127.0.0.1:${port}`, false);
  expect((await fetch(other.url, { method: 'POST' })).status).toBe(502);
});

it('what breaks off is seen to break off', async () => {
  for (const kind of ['cut-in-body', 'cut-before-headers'] as const) {
    const server = await served('anthropic', { faults: inOrder({ kind }) });
    onTestFinished(() => server.close());
    const gateway = await gatewayTo('anthropic', server.url, true);
    const text = fetch(gateway.url, { method: 'POST' }).then((response) =>
      response.status === 502 ? 'no answer' : response.text(),
    );
    if (kind === 'cut-in-body') await expect(text).rejects.toThrow();
    else expect(await text).toBe('no answer');
    const done = await gateway.done;
    if (kind === 'cut-in-body') expect(done).toMatchObject({ cut: expect.stringContaining('broke off') });
    else expect(done).toMatchObject({ kind: 'no-answer', isUnsent: false });
  }
});

it('a provider that cannot be reached got nothing', async () => {
  const gateway = await gatewayTo('google', 'http://127.0.0.1:1/v1beta', false);
  expect((await fetch(gateway.url, { method: 'POST' })).status).toBe(502);
  expect(gateway.forwardings).toMatchObject([{ kind: 'no-answer', isUnsent: true }]);
});

it('a client that goes away ends the request to the provider, and one that is slow slows it down', async () => {
  let written = 0;
  const gone = Promise.withResolvers<void>();
  const pouring = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = `data: ${JSON.stringify({ text: 'x'.repeat(64 * 1024) })}\n\n`;
    const pour = () => {
      while (!response.destroyed && response.write(event)) written += event.length;
    };
    response.on('drain', pour);
    response.on('close', () => gone.resolve());
    pour();
  });
  await listening(pouring);
  onTestFinished(() => void pouring.close());
  const { port } = pouring.address() as AddressInfo;
  const gateway = await gatewayTo('openai-chat', `http://127.0.0.1:${port}`, true);
  const abort = new AbortController();
  const response = await fetch(gateway.url, { method: 'POST', signal: abort.signal });
  // Nobody reads: what is under way fills the buffers of two connections, and then stands still.
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(written).toBeLessThan(64 * 1024 * 1024);
  abort.abort();
  await response.text().catch(() => undefined);
  await gone.promise;
  expect(await gateway.done).toMatchObject({
    kind: 'answered',
    cut: 'given up by the client',
    answer: { isWhole: false },
  });
});

it('Google streams a list of chunks where nobody asked for events', () => {
  const chunk = (text: string, last: boolean) => ({
    candidates: [{ content: { parts: [{ text }] }, ...(last ? { finishReason: 'STOP' } : {}) }],
    modelVersion: 'm-1',
    ...(last
      ? { usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 5, thoughtsTokenCount: 2 } }
      : {}),
  });
  const bytes = Buffer.from(JSON.stringify([chunk('a', false), chunk('b', true)]));
  const reader = answerReader(protocols.google, 'application/json');
  for (const byte of bytes) reader.write(Uint8Array.of(byte));
  expect(reader.end()).toMatchObject({ model: 'm-1', inputTokens: 4, outputTokens: 7, isWhole: true });
});

it('what counts tokens tells the input alone', () => {
  const reader = answerReader(protocols.anthropic, 'application/json');
  reader.write(Buffer.from('{"input_tokens":14}'));
  expect(reader.end()).toMatchObject({ inputTokens: 14, isWhole: true });
});

it('an answer that is no JSON, or tells odd numbers, tells nothing', () => {
  for (const text of [
    '<html>',
    '{"usage":{"prompt_tokens":-1,"completion_tokens":1e300}}',
    '[',
    'null',
    '[null,7]',
  ]) {
    const reader = answerReader(protocols['openai-chat'], 'application/json');
    reader.write(Buffer.from(text));
    const { model, inputTokens, outputTokens } = reader.end();
    expect([model, inputTokens, outputTokens]).toEqual([undefined, undefined, undefined]);
  }
});

it('what is kept of an answer is its text, or packed, or the beginning that fits', async () => {
  expect(await keptAnswer(Buffer.from('good day'))).toEqual({ text: 'good day', kept: 8 });
  const unpacked = async (bytes: Buffer) => {
    const answer = await keptAnswer(bytes);
    expect(JSON.stringify(answer).length).toBeLessThan(8 * 1024 * 1024);
    return {
      kept: answer.kept,
      bytes: gunzipSync(Buffer.from('gzip' in answer ? answer.gzip : '', 'base64')),
    };
  };
  const long = Buffer.from('data: {"delta":"x"}\n\n'.repeat(500_000));
  expect(await unpacked(long)).toEqual({ kept: long.length, bytes: long });
  const odd = Buffer.from([0xff, 0xfe, 0x00]);
  expect(await unpacked(odd)).toEqual({ kept: 3, bytes: odd });
  const noise = randomBytes(12 * 1024 * 1024);
  const { kept, bytes } = await unpacked(noise);
  expect(kept).toBe(noise.length / 4);
  expect(bytes.equals(noise.subarray(0, kept))).toBe(true);
});
