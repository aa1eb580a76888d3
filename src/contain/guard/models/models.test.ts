/** Model traffic of an agent through a real broker and notary: real clients, and servers that speak the real protocols. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, jsonSchema, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { inOrder } from '../../../../test/support/faults.ts';
import { testFolder } from '../../../../test/support/folder.ts';
import { type ModelsRig, type ModelsRigOptions, realKey, startModelsRig } from './rig.conformance.ts';

const folder = testFolder();
let count = 0;
let rigs: ModelsRig[] = [];

async function rigOf(options: ModelsRigOptions): Promise<ModelsRig> {
  count += 1;
  const one = await startModelsRig(folder.file(`rig-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end();
  rigs = [];
});

const REFUSED = 'This was not done.';
const chat = { model: 'm-1', messages: [{ role: 'user', content: 'hello' }] } as const;

function post(
  rig: ModelsRig,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${rig.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The answer has passed before its outcome is on the disk. */
async function settled(rig: ModelsRig, effects: number): Promise<ReturnType<ModelsRig['effects']>> {
  await expect.poll(() => rig.effects().filter(({ status }) => status !== undefined).length).toBe(effects);
  return rig.effects();
}

describe('real clients', () => {
  const brain = (messages: readonly { readonly role: string }[]) =>
    messages.some(({ role }) => role === 'tool')
      ? { text: 'It is warm.', usage: { inputTokens: 60, outputTokens: 9 } }
      : {
          calls: [{ tool: 'weather', args: { town: 'Uster' } }],
          usage: { inputTokens: 30, outputTokens: 12 },
        };
  const weather = tool({
    description: 'Tells the weather.',
    inputSchema: jsonSchema<{ town: string }>({ type: 'object', properties: { town: { type: 'string' } } }),
    execute: async ({ town }) => `warm in ${town}`,
  });
  const twoSteps = ({ steps }: { readonly steps: readonly unknown[] }) => steps.length > 2;
  const clients = {
    'openai-chat': (url: string) =>
      createOpenAI({ baseURL: `${url}/models/main/v1`, apiKey: 'any' }).chat('m-1'),
    'openai-responses': (url: string) =>
      createOpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'any' }).responses('m-1'),
    anthropic: (url: string) =>
      createAnthropic({ baseURL: `${url}/models/main/v1`, apiKey: 'any' }).languageModel('m-1'),
    google: (url: string) =>
      createGoogle({ baseURL: `${url}/google/v1beta`, apiKey: 'any' }).languageModel('m-1'),
  } as const;

  it.each(['openai-chat', 'openai-responses', 'anthropic', 'google'] as const)(
    '%s: whole and streamed, with tools of the agent',
    async (protocol) => {
      const rig = await rigOf({ protocol, server: { brain } });
      const model = clients[protocol](rig.url);
      const asked = {
        model,
        prompt: 'How is it in Uster?',
        tools: { weather },
        stopWhen: twoSteps,
        maxOutputTokens: 40,
        maxRetries: 0,
        providerOptions: { openai: { store: false } },
      };
      expect((await generateText(asked)).text).toBe('It is warm.');
      const streamed = streamText(asked);
      expect(await streamed.text).toBe('It is warm.');
      const effects = await settled(rig, 4);
      for (const effect of effects)
        expect(effect).toMatchObject({
          effect: 'spend',
          upstream: 'model.main',
          count: 40,
          verdict: 'allow',
          status: 'done',
          seen: 'unobservable',
          result: { status: 200, model: 'm-1', isWhole: true, cut: null },
        });
      expect(effects.map(({ result }) => Object(result).usage)).toEqual([
        { inputTokens: 30, outputTokens: 12 },
        { inputTokens: 60, outputTokens: 9 },
        { inputTokens: 30, outputTokens: 12 },
        { inputTokens: 60, outputTokens: 9 },
      ]);
      expect(rig.server.received.map(({ headers }) => JSON.stringify(headers)).join()).not.toContain('any"');
      expect(rig.kept()).not.toContain(realKey);
      // What is on the disk stands in the next head.
      await vi.waitFor(() => rig.rig.verify());
    },
  );

  it('the libraries of OpenAI and Anthropic, errors included', async () => {
    const openai = await rigOf({
      protocol: 'openai-chat',
      server: { faults: inOrder(undefined, undefined, { kind: 'status', status: 429, retryAfter: '3' }) },
    });
    const client = new OpenAI({ baseURL: `${openai.url}/models/main/v1`, apiKey: 'x', maxRetries: 0 });
    const whole = await client.chat.completions.create({ ...chat, messages: [...chat.messages] });
    expect(whole.choices[0]?.message.content).toBe('good day');
    let text = '';
    const stream = await client.chat.completions.create({
      ...chat,
      messages: [...chat.messages],
      stream: true,
    });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    expect(text).toBe('good day');
    const limited = client.chat.completions.create({ ...chat, messages: [...chat.messages] });
    await expect(limited).rejects.toMatchObject({ status: 429 });
    const refused = client.chat.completions.create({ model: 'm-9', messages: [...chat.messages] });
    await expect(refused).rejects.toMatchObject({ status: 403, message: expect.stringContaining(REFUSED) });

    const anthropic = await rigOf({ protocol: 'anthropic' });
    const other = new Anthropic({ baseURL: `${anthropic.url}/models/main`, apiKey: 'x', maxRetries: 0 });
    const asked = { model: 'm-1', max_tokens: 20, messages: [{ role: 'user' as const, content: 'hello' }] };
    expect((await other.messages.create(asked)).content).toMatchObject([{ type: 'text', text: 'good day' }]);
    expect(await other.messages.stream(asked).finalText()).toBe('good day');
    await expect(other.messages.create({ ...asked, model: 'm-9' })).rejects.toMatchObject({ status: 403 });
  });
});

it('a refusal is one constant answer, in the shape of the protocol, and the reason stands in the log', async () => {
  const rig = await rigOf({ protocol: 'openai-chat', budget: { requests: 1, per: 'all' } });
  expect((await post(rig, '/models/main/v1/chat/completions', chat)).status).toBe(200);
  const answers = new Set<string>();
  for (const [path, body] of [
    ['/models/main/v1/chat/completions', chat],
    ['/models/main/v1/chat/completions', { ...chat, model: 'm-9' }],
    ['/models/main/v1/chat/completions', { ...chat, tools: [{ type: 'web_search' }] }],
    ['/models/main/v1/chat/completions', '{"model":"m-1","model":"m-2","messages":[]}'],
    ['/models/main/v1/chat/completions', 'no json'],
    ['/models/main/v1/files', {}],
    ['/models/main/v1/models', {}],
    ['/models/other/v1/chat/completions', chat],
    ['/v1/chat/completions', chat],
    ['/', {}],
  ] as const) {
    const response = await post(rig, path, body);
    expect(response.status).toBe(403);
    answers.add(await response.text());
  }
  expect([...answers]).toEqual([
    JSON.stringify({ error: { message: REFUSED, type: 'permission_error', param: null, code: null } }),
  ]);
  expect(rig.server.requests).toBe(1);
  expect(rig.effects().map(({ verdict }) => verdict)).toEqual(['allow', ...new Array(10).fill('deny')]);
  const why = rig.effects().map((effect) => String(effect.why));
  expect(why[1]).toContain('requests: 1 of 1 in all');
  expect(why[2]).toContain('main has no model of the name m-9');
  expect(why[3]).toContain('web_search');
  const tools = rig.effects().map(({ tool: named }) => named);
  expect(tools.slice(4)).toEqual([
    expect.stringContaining('the key "model" stands twice'),
    expect.stringContaining('no JSON'),
    'model POST /models/main/v1/files: nothing is served at POST /v1/files',
    expect.any(String),
    'model POST /models/other/v1/chat/completions: no model is there',
    expect.any(String),
    'model POST /: no model is there',
  ]);
  await vi.waitFor(() => rig.rig.verify());
});

it('an agent reaches no model that guard.yaml does not give it, and none by calling a tool', async () => {
  const rig = await rigOf({
    protocol: 'anthropic',
    guard: { agents: { atlas: { channel: 'descriptor', mediation: 'enforced', models: [] } } },
  });
  const body = { model: 'm-1', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] };
  for (const path of ['/models/main/v1/messages', '/anthropic/v1/messages'])
    expect((await post(rig, path, body)).status).toBe(403);
  expect(rig.rig.atlas.tools()).toEqual([]);
  const given = {
    ...{ exchange: 'made up', model: 'm-1', path: '/messages', headers: {}, streams: false, counts: false },
    ...{ inputTokens: 0, outputTokens: 0, isOpen: false, providerRun: [], body: JSON.stringify(body) },
  };
  const argumentBytes = Buffer.from(JSON.stringify(given));
  expect(await rig.rig.atlas.call({ tool: 'model.main__request', argumentBytes })).toEqual({
    kind: 'refused',
  });
  expect(rig.server.requests).toBe(0);
});

it('tools that the provider runs pass where they are listed', async () => {
  const rig = await rigOf({ protocol: 'openai-chat', model: { serverTools: ['url', 'web_search'] } });
  const asked = (tools: readonly object[]) =>
    post(rig, '/models/main/v1/chat/completions', { ...chat, tools });
  // The server of these tests knows no such tool: that it was asked is what counts.
  expect((await asked([{ type: 'web_search_20250305' }])).status).toBe(400);
  expect((await asked([{ type: 'web_search' }])).status).toBe(400);
  expect((await asked([{ type: 'web_search' }, { type: 'mcp' }])).status).toBe(403);
  expect(rig.server.requests).toBe(2);
});

it('the key stands in nothing that the agent or the log gets', async () => {
  const rig = await rigOf({
    protocol: 'openai-chat',
    server: {
      faults: inOrder(
        { kind: 'status', status: 401, body: 'echo' },
        { kind: 'status', status: 500, body: 'echo' },
      ),
      brain: () => ({ text: `it is ${realKey} ${Buffer.from(realKey).toString('base64')}` }),
    },
  });
  const seen: string[] = [];
  for (const stream of [false, true, false, true]) {
    const response = await post(rig, '/models/main/v1/chat/completions', { ...chat, stream });
    seen.push(await response.text(), JSON.stringify([...response.headers]));
  }
  const spelled = [
    realKey,
    Buffer.from(realKey).toString('base64').slice(0, 30),
    encodeURIComponent(realKey),
  ];
  for (const spelling of spelled) {
    expect(seen.join()).not.toContain(spelling);
    expect(rig.kept()).not.toContain(spelling);
    expect(JSON.stringify(rig.effects())).not.toContain(spelling);
  }
  expect(rig.server.received.every(({ headers }) => headers.authorization === `Bearer ${realKey}`)).toBe(
    true,
  );
});

describe('budgets', () => {
  it('hold under many requests at once, and survive a restart', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const rig = await rigOf({
      protocol: 'openai-chat',
      budget: { requests: 100, outputTokens: 100, per: 'all' },
      server: { opened, brain: () => ({ text: 'x', usage: { inputTokens: 5, outputTokens: 10 } }) },
    });
    let refused = 0;
    const ask = async () => {
      const response = await post(rig, '/models/main/v1/chat/completions', { ...chat, max_tokens: 20 });
      if (response.status === 403) refused += 1;
      // Those that were let through are answered when all of them have asked.
      if (refused === 25) open();
      return response;
    };
    const first = await Promise.all(Array.from({ length: 30 }, ask));
    // Five times twenty are reserved at once.
    expect(first.filter(({ status }) => status === 200)).toHaveLength(5);
    await Promise.all(first.map((response) => response.text()));
    await rig.restart();
    const statuses: number[] = [];
    for (let at = 0; at < 8; at += 1) statuses.push((await ask()).status);
    // Fifty were used; twenty more fit while eighty are not passed.
    expect(statuses).toEqual([200, 200, 200, 200, 403, 403, 403, 403]);
    expect(rig.server.requests).toBe(9);
  });

  it('of requests without a bound go over by what is in flight at most', async () => {
    const rig = await rigOf({
      protocol: 'openai-chat',
      budget: { outputTokens: 25, per: 'hour' },
      server: { brain: () => ({ text: 'x', usage: { inputTokens: 5, outputTokens: 10 } }) },
    });
    const statuses: number[] = [];
    for (let at = 0; at < 5; at += 1)
      statuses.push((await post(rig, '/models/main/v1/chat/completions', chat)).status);
    expect(statuses).toEqual([200, 200, 200, 403, 403]);
  });

  it('come back when the hour is over', async () => {
    let now = Date.UTC(2026, 0, 1);
    const rig = await rigOf({
      protocol: 'openai-chat',
      budget: { requests: 1, per: 'hour' },
      now: () => now,
    });
    const ask = async () => (await post(rig, '/models/main/v1/chat/completions', chat)).status;
    expect([await ask(), await ask()]).toEqual([200, 403]);
    now += 3_600_001;
    expect([await ask(), await ask()]).toEqual([200, 403]);
    // A clock that was put back frees nothing.
    now -= 7_200_000;
    expect(await ask()).toBe(403);
  });
});

it('another model than was asked for is told once, and is in the log as a change', async () => {
  let reported = 'm-1-2026-01-15';
  const rig = await rigOf({ protocol: 'anthropic', server: { reportedModel: () => reported } });
  const body = { model: 'm-1', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] };
  const ask = () => post(rig, '/models/main/v1/messages', body).then((response) => response.text());
  const told = () =>
    rig.rig
      .records()
      .flatMap((record) =>
        record.kind === 'alert'
          ? [record.body.what]
          : record.kind === 'config' && record.body.name.startsWith('models/')
            ? [record.body.name]
            : [],
      );
  await ask();
  expect(told()).toEqual([]);
  reported = 'm-cheap';
  await ask();
  await ask();
  expect(told()).toEqual(['models/main', expect.stringContaining('"m-cheap"')]);
  expect((await post(rig, '/models/main/v1/messages', body)).status).toBe(200);
});

it('what the client gives up is told to be cut, and counts', async () => {
  const rig = await rigOf({
    protocol: 'anthropic',
    budget: { outputTokens: 10, per: 'all' },
    server: { faults: inOrder({ kind: 'stall' }) },
  });
  const abort = new AbortController();
  const body = { model: 'm-1', max_tokens: 10, stream: true, messages: [{ role: 'user', content: 'hello' }] };
  const response = await fetch(`${rig.url}/models/main/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  abort.abort();
  await expect.poll(() => rig.effects()[0]?.status).toBe('done');
  expect(rig.effects()[0]?.result).toMatchObject({ isWhole: false, cut: 'given up by the client' });
  expect((await post(rig, '/models/main/v1/messages', body)).status).toBe(403);
});

it('a provider that ends the connection leaves an effect of which nobody knows; the spending knows that it left', async () => {
  const rig = await rigOf({
    protocol: 'openai-chat',
    server: { faults: inOrder({ kind: 'cut-before-headers' }) },
  });
  const ask = () => post(rig, '/models/main/v1/chat/completions', chat);
  const lost = await ask();
  expect(lost.status).toBe(502);
  expect(await lost.json()).toMatchObject({ error: { type: 'server_error' } });
  expect(rig.effects()).toMatchObject([{ status: 'indeterminate', seen: 'confirmed' }]);
  expect((await ask()).status).toBe(200);
});

it('condemned content is not sent to a model', async () => {
  const { hashText } = await import('../../../kit/hash.ts');
  const weights = 'AAAA-the-weights';
  const rig = await rigOf({
    protocol: 'openai-chat',
    condemned: () => new Set([hashText(weights)]),
    guard: { probes: { contents: [{ folder: folder.path, condemned: hashText('the prompt') }] } },
  });
  const send = (content: string) =>
    post(rig, '/models/main/v1/chat/completions', { model: 'm-1', messages: [{ role: 'user', content }] });
  expect((await send('hello')).status).toBe(200);
  expect((await send(weights)).status).toBe(403);
  expect((await send('the prompt')).status).toBe(403);
  expect((await send(Buffer.from(weights).toString('base64'))).status).toBe(403);
});

it('a body that is too large is refused, and one of a megabyte passes', async () => {
  const rig = await rigOf({ protocol: 'openai-chat' });
  const send = (bytes: number) =>
    post(rig, '/models/main/v1/chat/completions', {
      model: 'm-1',
      messages: [{ role: 'user', content: 'é'.repeat(bytes / 2) }],
    });
  expect((await send(1024 * 1024)).status).toBe(200);
  expect((await send(5 * 1024 * 1024)).status).toBe(413);
  expect(rig.effects()[1]).toMatchObject({ verdict: 'deny' });
});

it('under --observe what would be refused is decided, recorded and done all the same', async () => {
  const rig = await rigOf({
    protocol: 'openai-chat',
    observeOnly: true,
    budget: { requests: 0, per: 'all' },
  });
  expect((await post(rig, '/models/main/v1/chat/completions', chat)).status).toBe(200);
  expect(await settled(rig, 1)).toMatchObject([{ verdict: 'deny', status: 'done' }]);
});

it('a key that is used elsewhere is seen by the counters of the provider', async () => {
  const counters = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    const result = { input_tokens: 40, output_tokens: 20, num_model_requests: 3 };
    response.end(JSON.stringify({ data: [{ results: [result] }], has_more: false, next_page: null }));
  });
  await new Promise<void>((resolve) => counters.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void counters.close());
  let now = Date.UTC(2026, 0, 1);
  const rig = await rigOf({
    protocol: 'openai-chat',
    url: `http://127.0.0.1:${(counters.address() as AddressInfo).port}/v1`,
    guard: { probes: { usage: [{ model: 'main', key: 'ADMIN_KEY', keyIds: ['key_1'] }] } },
    now: () => now,
  });
  now += 600_000;
  const [probe] = rig.models.probes;
  const seen = await probe?.look(new AbortController().signal);
  expect(seen).toMatchObject([{ result: 'contradicted' }]);
});
