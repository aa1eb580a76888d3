/** Servers over HTTP: what comes of a call, and where a credential goes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { endAfterEach, ending, NAMES, open, program, textOf } from './upstream.conformance.ts';

describe('a server over HTTP', () => {
  endAfterEach();
  const processes: ChildProcess[] = [];
  afterAll(() => {
    for (const child of processes) child.kill();
  });
  const started = async () => {
    const child = spawn(process.execPath, [program('echo'), '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
    processes.push(child);
    const port = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
    );
    return { child, port };
  };
  /** A server of our own that sees the requests. */
  const seeing = async (
    answer: (request: IncomingMessage) => { status: number; headers?: Record<string, string> },
  ) => {
    const seen: IncomingMessage[] = [];
    const server: Server = createServer((request, response) => {
      seen.push(request);
      request.resume();
      const { status, headers } = answer(request);
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    return { seen, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp` };
  };

  it('lists and carries out', async () => {
    const { port } = await started();
    const { domain, call } = await open({ url: `http://127.0.0.1:${port}/mcp` });
    expect((await domain.listTools()).map(({ name }) => name)).toEqual(NAMES);
    expect(textOf(await call('echo', 'x'))).toBe('{"text":"x"}');
    expect(await call('throw', '')).toMatchObject({ status: 'failed' });
  });

  it('that ends during a call leaves it open, and one that is gone was never reached', async () => {
    const { child, port } = await started();
    const { domain, call } = await open({ url: `http://127.0.0.1:${port}/mcp` });
    await domain.listTools();
    const doing = expect(call('sleep', '5000')).rejects.toThrow();
    await sleep(200);
    child.kill('SIGKILL');
    await doing;
    await sleep(100);
    expect(await call('echo', 'x').catch(({ code }) => code)).toSatisfy(
      (answer: unknown) =>
        answer === 'upstream-failed' || (answer as { status?: string }).status === 'failed',
    );
  });

  it('gets its credential as a bearer, and by the header that guard.yaml names', async () => {
    const { seen, url } = await seeing(() => ({ status: 404 }));
    const variables = { DESK_TOKEN: 'abc' };
    await open({ url, environment: ['DESK_TOKEN'] }, { variables });
    await open({ url, headers: { 'X-Key': '${DESK_TOKEN}' } }, { variables });
    const got = seen.map(({ headers }) => [headers.authorization, headers['x-key']].join());
    expect(new Set(got)).toEqual(new Set(['Bearer abc,', ',abc']));
  });

  it.each([301, 302, 303, 307, 308])(
    'that sends elsewhere (%d) takes no credential along',
    async (status) => {
      const other = await seeing(() => ({ status: 200 }));
      const { url, seen } = await seeing(() => ({ status, headers: { location: other.url } }));
      const { domain } = await open(
        { url, environment: ['DESK_TOKEN'] },
        { variables: { DESK_TOKEN: 'abc' } },
      );
      await expect(domain.listTools()).rejects.toMatchObject({ code: 'upstream-failed' });
      expect(seen.length).toBeGreaterThan(0);
      expect(other.seen).toEqual([]);
    },
  );
});
