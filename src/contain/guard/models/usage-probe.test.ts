import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { guardOf } from '../../../../test/support/guard.ts';
import { openSpending, type Spending } from './spending.ts';
import { usageProbe } from './usage-probe.ts';

const folder = testFolder();
const START = Date.UTC(2026, 10, 26, 10, 0, 30);
const MINUTE = 60_000;

interface Used {
  readonly at: number;
  readonly requests: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** Speaks the interfaces of both providers for administrators, three buckets a page. */
async function countersServer(used: Used[]): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? request.headers['x-api-key']}`);
    const answer = answered(request, used);
    response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: 'no' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}

function answered({ url = '', headers }: IncomingMessage, used: readonly Used[]): unknown {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const isOpenAI = pathname === '/v1/organization/usage/completions';
  if (!isOpenAI && pathname !== '/v1/organizations/usage_report/messages') return undefined;
  if ((isOpenAI ? headers.authorization : headers['x-api-key']) !== (isOpenAI ? 'Bearer admin' : 'admin'))
    return undefined;
  if (searchParams.getAll('api_key_ids[]').join() !== 'key_1' || searchParams.get('bucket_width') !== '1m')
    return undefined;
  const start = isOpenAI
    ? Number(searchParams.get('start_time')) * 1000
    : Date.parse(searchParams.get('starting_at') ?? '');
  const within = used.filter(({ at }) => at >= start);
  const from = Number(searchParams.get('page') ?? 0);
  const shown = within.slice(from, from + 3);
  return {
    data: shown.map((one) => ({
      results: [
        isOpenAI
          ? {
              object: 'organization.usage.completions.result',
              input_tokens: one.input,
              input_cached_tokens: one.cached,
              output_tokens: one.output,
              num_model_requests: one.requests,
              api_key_id: null,
            }
          : {
              uncached_input_tokens: one.input - one.cached,
              cache_read_input_tokens: one.cached,
              cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
              output_tokens: one.output,
              server_tool_use: { web_search_requests: 0 },
              api_key_id: null,
            },
      ],
    })),
    has_more: from + 3 < within.length,
    next_page: from + 3 < within.length ? String(from + 3) : null,
  };
}

let clock = START;
let spendings: Spending[] = [];
afterEach(() => {
  for (const spending of spendings) spending.close();
  spendings = [];
});

function probeOf(protocol: 'anthropic' | 'openai-chat', url: string, admin = 'admin') {
  clock = START;
  const now = () => clock;
  const spending = openSpending(folder.file(`spending-${Math.random()}.sqlite`), now);
  spendings.push(spending);
  const model = { protocol, url, names: ['m-1'], key: 'REAL_KEY' };
  const usage = { model: 'main', key: 'ADMIN', keyIds: ['key_1'], everySeconds: 300 };
  const guard = guardOf({ models: { main: model, other: model }, probes: { usage: [usage] } });
  const probe = usageProbe(guard, usage, { spending, variables: new Map([['ADMIN', admin]]), now });
  let count = 0;
  const spend = (input: number, output: number, isExact = true, on = 'main') => {
    count += 1;
    const id = `r-${count}`;
    spending.reserve(
      { id, agent: 'atlas', model: on, inputTokens: input, outputTokens: output, isOpen: false },
      undefined,
    );
    spending.send(id);
    spending.settle(id, { inputTokens: input, outputTokens: output, isExact });
  };
  return { probe, spend, look: () => probe.look(new AbortController().signal) };
}

describe.each(['openai-chat', 'anthropic'] as const)('%s', (protocol) => {
  it('what the guard knows is confirmed, and more is contradicted', async () => {
    const used: Used[] = [{ at: START - MINUTE, requests: 9, input: 900, cached: 0, output: 900 }];
    const { url, asked } = await countersServer(used);
    const { spend, look } = probeOf(protocol, url);
    // Not yet a whole minute.
    expect(await look()).toEqual([]);
    clock += 10 * MINUTE;
    for (let at = 1; at < 9; at += 1) {
      spend(30, 12, true, at % 2 === 0 ? 'main' : 'other');
      used.push({ at: START + at * MINUTE, requests: 1, input: 30, cached: 10, output: 12 });
    }
    expect(await look()).toMatchObject([{ result: 'confirmed', resource: 'the key key_1' }]);
    expect(asked.length).toBe(3);
    used.push({ at: START + 9 * MINUTE, requests: 2, input: 3, cached: 0, output: 4 });
    expect(await look()).toMatchObject([
      {
        result: 'contradicted',
        evidence: {
          'more than the guard knows': {
            requests: protocol === 'anthropic' ? 0 : 2,
            inputTokens: 3,
            outputTokens: 4,
          },
        },
      },
    ]);
    // What is older than a day is not looked at any more.
    clock += 25 * 60 * MINUTE;
    expect(await look()).toMatchObject([{ result: 'confirmed' }]);
  });

  it('tokens that were reckoned contradict nobody', async () => {
    const used: Used[] = [];
    const { url } = await countersServer(used);
    const { spend, look } = probeOf(protocol, url);
    clock += 10 * MINUTE;
    spend(3, 1, false);
    used.push({ at: START + MINUTE, requests: 1, input: 3000, cached: 0, output: 400 });
    expect(await look()).toMatchObject([{ result: protocol === 'anthropic' ? 'unobservable' : 'confirmed' }]);
  });

  it('counters that do not answer are an error that holds no key', async () => {
    const { url } = await countersServer([]);
    const { look } = probeOf(protocol, url, 'wrong-key');
    clock += 10 * MINUTE;
    const failure: unknown = await look().catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'provider-failed', message: expect.stringContaining('403') });
    expect(String(failure)).not.toContain('wrong-key');
  });
});
