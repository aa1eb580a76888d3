/** A page's server: what it serves, to whom, and what it tells browsers to refuse. */
import { request } from 'node:http';
import { Hono } from 'hono';
import { afterAll, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { loadApplication } from './application.ts';
import { type PageServer, startPage } from './page-server.ts';

const folder = testFolder();
const application = {
  document: '<!doctype html><title>page</title>',
  assets: new Map([['index-abc.js', Buffer.from('1')]]),
};
const servers: PageServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

function api(): Hono {
  const routes = new Hono();
  routes.get('/read', (context) => context.json('read'));
  routes.post('/change', (context) => context.json('changed'));
  return routes;
}

async function started(origin?: string): Promise<PageServer> {
  const server = await startPage({ port: 0, origin, application, api });
  servers.push(server);
  return server;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As it is: `fetch` does not let a Host be chosen. */
function ask({ address }: PageServer, path: string, { method = 'GET', headers = {} }: Asked = {}) {
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }>(
    (resolve, reject) => {
      const asked = request(`${address}${path}`, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

const hostOf = ({ origin }: PageServer) => new URL(origin).host;

it('serves the document for every address of the page, and files by their names', async () => {
  const server = await started();
  const headers = { host: hostOf(server) };
  for (const path of ['/', '/requests/a%2Fb', '/anything'])
    expect((await ask(server, path, { headers })).text).toBe(application.document);
  const file = await ask(server, '/assets/index-abc.js', { headers });
  expect(file).toMatchObject({ status: 200, text: '1' });
  expect(file.headers['content-type']).toContain('text/javascript');
  expect(file.headers['cache-control']).toContain('immutable');
  for (const path of ['/assets/other.js', '/assets/..%2f..%2fpackage.json', '/assets/../../package.json'])
    expect((await ask(server, path, { headers })).text, path).not.toContain('{');
});

it('tells browsers to run nothing but its own files, and to stay out of frames', async () => {
  const server = await started();
  for (const path of ['/', '/api/read', '/assets/index-abc.js', '/api/nothing']) {
    const { headers } = await ask(server, path, { headers: { host: hostOf(server) } });
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy, path).toContain(part);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  }
});

it('answers to its own name alone, so that no page elsewhere reaches it by a name that points here', async () => {
  const server = await started();
  for (const host of [
    'evil.example',
    `evil.example:${new URL(server.address).port}`,
    'localhost',
    '127.0.0.1',
  ])
    expect((await ask(server, '/api/read', { headers: { host } })).status, host).toBe(421);
  expect((await ask(server, '/api/read', { headers: { host: hostOf(server) } })).status).toBe(200);
});

it('lets its own page alone change anything', async () => {
  const server = await started();
  const host = hostOf(server);
  const change = (headers: Readonly<Record<string, string>>) =>
    ask(server, '/api/change', { method: 'POST', headers: { host, ...headers } });
  expect((await change({ origin: server.origin })).status).toBe(200);
  expect((await change({ origin: server.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  for (const headers of [
    {},
    { origin: 'null' },
    { origin: 'http://localhost:1' },
    { origin: 'https://evil.example' },
    { origin: server.origin, 'sec-fetch-site': 'cross-site' },
    { origin: server.origin, 'sec-fetch-site': 'same-site' },
  ])
    expect((await change(headers)).status, JSON.stringify(headers)).toBe(403);
});

it('leads from the number of this machine to its name, for which browsers make passkeys', async () => {
  const server = await started();
  const answer = await ask(server, '/requests/a?x=1');
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toBe(`${server.origin}/requests/a?x=1`);
});

it('behind a proxy answers to the name that people use, whatever the proxy makes of the Host', async () => {
  const server = await started('https://approvals.example.com');
  expect(server.origin).toBe('https://approvals.example.com');
  for (const host of ['approvals.example.com', new URL(server.address).host])
    expect((await ask(server, '/', { headers: { host } })).status).toBe(200);
  const headers = { host: 'approvals.example.com', origin: 'https://approvals.example.com' };
  expect((await ask(server, '/api/change', { method: 'POST', headers })).status).toBe(200);
});

it('names the port that is taken, and an application that was not built', async () => {
  const { address } = await started();
  const port = Number(new URL(address).port);
  await expect(startPage({ port, application, api })).rejects.toMatchObject({ code: 'port-unavailable' });
  expect(() => loadApplication(folder.path)).toThrow(
    expect.objectContaining({ code: 'file-unreadable', remedy: expect.stringContaining('npm run build') }),
  );
});
