import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtCredential, lookAtEndpoint, lookAtEntry } from './asking.ts';

/** Answers with the status that the path names; without a key, with 401. */
const http = createHttp(({ url, headers }, response) => {
  const status =
    url === '/key' ? (headers.authorization === 'Bearer right' ? 200 : 401) : Number(url?.slice(1));
  response.writeHead(status, status === 302 ? { location: '/200' } : {}).end('x');
});
const socketPath = join(mkdtempSync(join(tmpdir(), 'asking-')), 's');
const socket = createServer();
let port: number;

beforeAll(async () => {
  await once(http.listen(0, '127.0.0.1'), 'listening');
  await once(socket.listen(socketPath), 'listening');
  ({ port } = http.address() as AddressInfo);
  const gone = createServer();
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  left = (gone.address() as AddressInfo).port;
  await once(gone.close(), 'close');
});
afterAll(() => {
  http.close();
  socket.close();
});

const at = (path: string | number) => `http://127.0.0.1:${port}/${path}`;
/** Nobody listens there any more. */
let left: number;
const nowhere = () => `http://127.0.0.1:${left}/`;

describe('an endpoint', () => {
  it('is silent where nobody listens', async () => {
    for (const endpoint of [`tcp://127.0.0.1:${left}`, `unix:${socketPath}-not`, nowhere(), at(404), at(503)])
      expect([endpoint, await lookAtEndpoint(endpoint)]).toMatchObject([endpoint, { result: 'confirmed' }]);
  });

  it('is not where somebody does', async () => {
    for (const endpoint of [
      `tcp://127.0.0.1:${port}`,
      `unix:${socketPath}`,
      at(200),
      at(302),
      at(401),
      at(500),
    ])
      expect([endpoint, await lookAtEndpoint(endpoint)]).toMatchObject([
        endpoint,
        { result: 'contradicted' },
      ]);
  });

  it('that cannot be reached is unobservable', async () => {
    expect(await lookAtEndpoint('tcp://no-such-host.invalid:80')).toMatchObject({ result: 'unobservable' });
    expect(await lookAtEndpoint('http://no-such-host.invalid/')).toMatchObject({ result: 'unobservable' });
  });
});

it('a credential is gone where its issuer refuses it, and nobody knows where it does not answer', async () => {
  const look = (url: string, key = 'wrong') => lookAtCredential(url, { authorization: `Bearer ${key}` });
  expect(await look(at('key'))).toMatchObject({ result: 'confirmed' });
  expect(await look(at(403))).toMatchObject({ result: 'confirmed' });
  expect(await look(at('key'), 'right')).toMatchObject({ result: 'contradicted' });
  for (const url of [at(500), at(404), at(302), nowhere()])
    expect(await look(url)).toMatchObject({ result: 'unobservable' });
});

it('an entry is gone where the registry does not know it', async () => {
  expect(await lookAtEntry(at(404), {})).toMatchObject({ result: 'confirmed' });
  expect(await lookAtEntry(at(410), {})).toMatchObject({ result: 'confirmed' });
  expect(await lookAtEntry(at(200), {})).toMatchObject({ result: 'contradicted' });
  for (const url of [at(401), at(500), nowhere()])
    expect(await lookAtEntry(url, {})).toMatchObject({ result: 'unobservable' });
});
