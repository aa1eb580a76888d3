import { request } from 'node:http';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { type AskedChannel, askedChannel } from '../../../../test/support/guard-channel.ts';
import { REFUSAL } from '../decide.ts';
import { describeChannel } from './channels.conformance.ts';
import { serveTokens, type TokenServer } from './token-server.ts';

const TOKEN = 'a-token-that-nobody-guesses-0123456789';
const OTHER = 'another-token-that-nobody-guesses-9876';

const JSON_TYPES = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'agent', version: '7' } },
});

async function serve(channel: AskedChannel, more: { readonly other?: AskedChannel } = {}) {
  const alerts: string[] = [];
  const agents = new Map([
    ['atlas', { token: TOKEN, channel }],
    ['borea', { token: OTHER, channel: more.other ?? askedChannel() }],
  ]);
  const server = await serveTokens({
    listen: '127.0.0.1:0',
    agents,
    alert: (_, what) => void alerts.push(what),
  });
  return { server, alerts };
}

/** The answer to one message, within a session of its own. */
async function raw(url: string, message: Uint8Array | string): Promise<unknown> {
  const opened = await fetch(url, { method: 'POST', headers: JSON_TYPES, body: INITIALIZE });
  const session = opened.headers.get('mcp-session-id') ?? '';
  await opened.text();
  const answered = await fetch(url, {
    method: 'POST',
    headers: { ...JSON_TYPES, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' },
    body: typeof message === 'string' ? message : Buffer.from(message),
  });
  const text = await answered.text();
  const data = /^data: (.+)$/m.exec(text)?.[1] ?? text;
  return data === '' ? undefined : JSON.parse(data);
}

describeChannel('a token in the path', async (channel) => {
  const { server } = await serve(channel);
  const url = server.urlOf('atlas');
  return {
    transport: async () => new StreamableHTTPClientTransport(new URL(url)),
    raw: (bytes) => raw(url, bytes),
    close: () => server.close(),
  };
});

describeChannel('a token in a header', async (channel) => {
  const { server } = await serve(channel);
  const url = `${server.address}/mcp`;
  const headers = { authorization: `Bearer ${TOKEN}` };
  return {
    transport: async () => new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    raw: (bytes) => raw(server.urlOf('atlas'), bytes),
    close: () => server.close(),
  };
});

describe('whoever is not an agent', () => {
  let server: TokenServer | undefined;
  afterEach(async () => server?.close());

  /** As it is written, without what a library would correct. */
  const ask = (path: string, headers: Record<string, string | string[]>, method = 'POST') => {
    const { port } = new URL(server?.address ?? '');
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      body: string;
      headers: object;
    }>();
    const asking = request({ host: '127.0.0.1', port, path, method, headers, setHost: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          headers: response.headers,
        }),
      );
    });
    asking.on('error', reject);
    asking.end(method === 'POST' ? INITIALIZE : undefined);
    return promise;
  };
  const host = () => new URL(server?.address ?? '').host;
  const bearer = { authorization: `Bearer ${TOKEN}` };

  it.each([
    ['no token', '/mcp', () => ({ host: host() }), 'no token'],
    ['a wrong token', `/agent/${TOKEN.slice(0, -1)}x/mcp`, () => ({ host: host() }), 'wrong token'],
    ['a token that begins well', `/agent/${TOKEN.slice(0, -1)}/mcp`, () => ({ host: host() }), 'wrong token'],
    ['an empty token', '/mcp', () => ({ host: host(), authorization: 'Bearer ' }), 'wrong token'],
    [
      'a token of another scheme',
      '/mcp',
      () => ({ host: host(), authorization: `Basic ${TOKEN}` }),
      'wrong token',
    ],
    ['a token in the query', `/mcp?token=${TOKEN}`, () => ({ host: host() }), 'query string'],
    [
      'a token in the query and in the header',
      `/mcp?t=${TOKEN}`,
      () => ({ host: host(), ...bearer }),
      'query string',
    ],
    ['a token in a cookie', '/mcp', () => ({ host: host(), cookie: `token=${TOKEN}` }), 'no token'],
    ['the tokens of two agents', `/agent/${OTHER}/mcp`, () => ({ host: host(), ...bearer }), 'two agents'],
    ['a good and a wrong token', '/agent/x/mcp', () => ({ host: host(), ...bearer }), 'wrong token'],
    ['a forged host', '/mcp', () => ({ host: 'evil.example', ...bearer }), 'Host'],
    [
      'a host that resolves to here',
      '/mcp',
      () => ({ host: `rebound.example:${new URL(server?.address ?? '').port}`, ...bearer }),
      'Host',
    ],
    ['the host without its port', '/mcp', () => ({ host: '127.0.0.1', ...bearer }), 'Host'],
    [
      'a page of another site',
      '/mcp',
      () => ({ host: host(), origin: 'https://evil.example', ...bearer }),
      'another site',
    ],
    ['a page without an origin', '/mcp', () => ({ host: host(), origin: 'null', ...bearer }), 'another site'],
    [
      'a page of another port',
      '/mcp',
      () => ({ host: host(), origin: 'http://127.0.0.1:1', ...bearer }),
      'another site',
    ],
    [
      'a post across sites',
      '/mcp',
      () => ({ host: host(), 'sec-fetch-site': 'cross-site', ...bearer }),
      'another site',
    ],
    ['an absolute address', 'http://evil.example/mcp', () => ({ host: host() }), 'no token'],
  ])('%s: is turned away by one constant answer, and told', async (_, path, headers, why) => {
    const channel = askedChannel();
    const served = await serve(channel);
    server = served.server;
    const answer = await ask(path, { ...JSON_TYPES, ...headers() });
    expect([answer.status, answer.body]).toEqual([403, JSON.stringify(REFUSAL)]);
    expect(served.alerts).toEqual([expect.stringContaining(why)]);
    expect(served.alerts.join()).not.toContain(TOKEN.slice(0, 12));
    expect([channel.asked, channel.alerts]).toEqual([[], []]);
  });

  it('no answer has headers by which a page could read it', async () => {
    server = (await serve(askedChannel())).server;
    for (const method of ['OPTIONS', 'POST'])
      for (const headers of [{ origin: 'https://evil.example' }, bearer]) {
        const answer = await ask('/mcp', { ...JSON_TYPES, host: host(), ...headers }, method);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
  });

  it('a path that is not the channel is turned away', async () => {
    server = (await serve(askedChannel())).server;
    for (const path of ['/', '/mcp/', '/mcpx', '/models/main', `/agent/${TOKEN}/`, `/agent/${TOKEN}/mcp/x`])
      expect((await ask(path, { ...JSON_TYPES, host: host(), ...bearer })).status).toBe(403);
  });

  it('many wrong tokens do not fill the log', async () => {
    const served = await serve(askedChannel());
    server = served.server;
    for (let index = 0; index < 100; index += 1)
      await ask(`/agent/${index}/mcp`, { ...JSON_TYPES, host: host() });
    expect(served.alerts).toHaveLength(1);
  });

  it('a session is of the agent that opened it alone', async () => {
    const [atlas, borea] = [askedChannel(), askedChannel()];
    server = (await serve(atlas, { other: borea })).server;
    const opened = await fetch(server.urlOf('atlas'), {
      method: 'POST',
      headers: JSON_TYPES,
      body: INITIALIZE,
    });
    const session = opened.headers.get('mcp-session-id') ?? '';
    await opened.text();
    const call =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"}}}';
    const headers = { ...JSON_TYPES, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
    const answer = await fetch(server.urlOf('borea'), { method: 'POST', headers, body: call });
    expect(answer.status).toBe(404);
    expect([atlas.asked, borea.asked.map(({ tool }) => tool)]).toEqual([[], ['malformed']]);
  });

  it('what is no JSON by its type, or too large, is not read', async () => {
    const channel = askedChannel();
    server = (await serve(channel)).server;
    const url = server.urlOf('atlas');
    const form = { 'content-type': 'text/plain' };
    expect((await fetch(url, { method: 'POST', headers: form, body: INITIALIZE })).status).toBe(415);
    const large = Buffer.alloc(9 * 2 ** 20, ' ');
    const answer = await fetch(url, { method: 'POST', headers: JSON_TYPES, body: large }).catch(
      () => undefined,
    );
    expect(answer?.status ?? 413).toBe(413);
    expect(channel.asked.map(({ tool }) => tool)).toEqual(['malformed']);
  });
});

it('many sessions of one agent make room for each other', async () => {
  const { server } = await serve(askedChannel());
  const url = server.urlOf('atlas');
  const ids: string[] = [];
  for (let index = 0; index < 66; index += 1) {
    const opened = await fetch(url, { method: 'POST', headers: JSON_TYPES, body: INITIALIZE });
    ids.push(opened.headers.get('mcp-session-id') ?? '');
    await opened.text();
  }
  const ping = async (id: string | undefined) => {
    const headers = { ...JSON_TYPES, 'mcp-session-id': id ?? '', 'mcp-protocol-version': '2025-11-25' };
    const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  expect([await ping(ids[0]), await ping(ids[1]), await ping(ids[2]), await ping(ids[65])]).toEqual([
    404, 404, 200, 200,
  ]);
  await server.close();
});

it('an address that is in use is an error with its remedy', async () => {
  const { server } = await serve(askedChannel());
  const listen = new URL(server.address).host;
  await expect(serveTokens({ listen, agents: new Map(), alert: () => undefined })).rejects.toMatchObject({
    code: 'port-unavailable',
    remedy: expect.stringContaining('listen'),
  });
  await server.close();
});

it('what is besides the channel goes to whoever serves it, without the token', async () => {
  const seen: string[] = [];
  const server = await serveTokens({
    listen: '127.0.0.1:0',
    agents: new Map([['atlas', { token: TOKEN, channel: askedChannel() }]]),
    alert: () => undefined,
    keyHeaders: ['x-api-key'],
    besides: (agent, path, _, response) => {
      seen.push(`${agent} ${path}`);
      response.end('{}');
    },
  });
  await fetch(`${server.address}/agent/${TOKEN}/models/main/v1/messages?beta=true`, {
    method: 'POST',
    body: '{}',
  });
  await fetch(`${server.address}/models/main`, { headers: { 'x-api-key': TOKEN } });
  expect(seen).toEqual(['atlas /models/main/v1/messages?beta=true', 'atlas /models/main']);
  await server.close();
});
