/** Real servers, confined and over HTTP: what comes of a call, and what a server cannot do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { effect } from '../../../../test/support/guard.ts';
import { bwrap } from '../../sandbox/bwrap.ts';
import { issueCapability } from '../broker/capability.ts';
import type { EffectDomain } from '../broker/domain.ts';
import type { ControlArtefact } from '../config/load.ts';
import { guardSchema } from '../config/schema.ts';
import { openUpstreams } from './open.ts';

const program = (name: string) =>
  fileURLToPath(new URL(`../../../../test/guard-servers/${name}.ts`, import.meta.url));
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-upstreams-')));
chmodSync(folder, 0o777);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasBwrap = (await bwrap.available()).available;
const times = { connect: 20_000, probe: 1500, list: 10_000, call: 20_000 };
const never = new AbortController().signal;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

interface Opened {
  readonly domain: EffectDomain;
  readonly alerts: string[];
  call(tool: string, text: string): ReturnType<EffectDomain['carryOut']>;
}

async function open(
  upstream: Record<string, unknown>,
  {
    control = [],
    variables = {},
  }: { control?: readonly ControlArtefact[]; variables?: Record<string, string> } = {},
): Promise<Opened> {
  const alerts: string[] = [];
  const { upstreams } = guardSchema.parse({ version: 1, upstreams: { desk: upstream }, agents: {} });
  const [domain] = await openUpstreams({
    guard: { upstreams, control },
    variables: new Map(Object.entries(variables)),
    alert: (severity, what) => void alerts.push(`${severity}: ${what}`),
    times,
  });
  if (domain === undefined) throw new Error('no upstream');
  ending.push(() => domain.close());
  const call = (tool: string, text: string) => {
    const asked = effect('read', { tool, arguments: { text } });
    return domain.carryOut(issueCapability('intent-1', asked).capability, never);
  };
  return { domain, alerts, call };
}

const echo = (
  driver: 'bwrap' | 'plain',
  more: Record<string, unknown> = {},
  sandbox: Record<string, unknown> = {},
) => ({
  command: ['node', program('echo')],
  sandbox: {
    driver,
    ...(driver === 'bwrap' ? { mounts: [{ from: modules, to: modules, access: 'read' }] } : {}),
    ...sandbox,
  },
  ...more,
});
const hostile = (way: string) => ({
  command: ['node', program('hostile'), way],
  sandbox: { driver: 'plain' },
});

const textOf = ({ result }: { result: unknown }) =>
  (result as { content: readonly { text?: string }[] }).content.map(({ text }) => text).join('');
const NAMES = ['echo', 'environment', 'crash', 'sleep', 'fail', 'throw', 'read', 'fetch', 'change'];

describe.each(hasBwrap ? (['plain', 'bwrap'] as const) : (['plain'] as const))(
  'a server in the sandbox %s',
  (driver) => {
    it('lists all pages of its tools, and carries out', async () => {
      const { domain, call } = await open(echo(driver));
      expect((await domain.listTools()).map(({ name }) => name)).toEqual(NAMES);
      expect(await call('echo', 'ä')).toMatchObject({
        status: 'done',
        result: { content: [{ text: '{"text":"ä"}' }] },
      });
      expect(await call('fail', '')).toMatchObject({ status: 'failed', result: { isError: true } });
      expect(await call('throw', '')).toMatchObject({ status: 'failed' });
    });

    it('has the credentials that guard.yaml names, and nothing else of the environment', async () => {
      process.env.OFFSWITCH_TEST_SECRET = 'leaked';
      const { domain, call } = await open(echo(driver, { environment: ['DESK_TOKEN'] }), {
        variables: { DESK_TOKEN: 'abc', OTHER_TOKEN: 'def' },
      });
      await domain.listTools();
      const seen = await Promise.all(
        ['DESK_TOKEN', 'OTHER_TOKEN', 'OFFSWITCH_TEST_SECRET', 'HOME'].map(async (name) =>
          textOf(await call('environment', name)),
        ),
      );
      delete process.env.OFFSWITCH_TEST_SECRET;
      expect(seen).toEqual(['abc', 'none', 'none', '/tmp']);
    });

    it('that ends leaves its call open, and is started again and listed before it is called', async () => {
      const { domain, call, alerts } = await open(echo(driver));
      await domain.listTools();
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      let changes = 0;
      const { promise: back, resolve: isBack } = Promise.withResolvers<void>();
      domain.onToolsChanged(() => {
        changes += 1;
        if (changes === 1) resolve();
        else isBack();
      });
      await expect(call('crash', '')).rejects.toThrow();
      await gone;
      await expect(call('echo', 'early')).rejects.toMatchObject({ code: 'upstream-failed' });
      await back;
      await expect(call('echo', 'not looked at yet')).rejects.toMatchObject({ code: 'upstream-failed' });
      expect(await domain.listTools()).toHaveLength(NAMES.length);
      expect(textOf(await call('echo', 'again'))).toContain('again');
      expect(alerts.join()).toContain('code 3; \\u001b[31mit broke');
    });

    it('whose tools change is not called before they are looked at again', async () => {
      const { domain, call } = await open(echo(driver));
      await domain.listTools();
      const { promise: changed, resolve } = Promise.withResolvers<void>();
      domain.onToolsChanged(resolve);
      await call('change', '');
      await changed;
      const asked = effect('read', { tool: 'echo', arguments: { text: 'x' } });
      const issued = issueCapability('intent-1', asked);
      await expect(domain.carryOut(issued.capability, never)).rejects.toMatchObject({
        code: 'upstream-failed',
      });
      expect(issued.isSpent()).toBe(false);
      expect((await domain.listTools()).map(({ name }) => name)).toContain('extra');
      expect((await domain.carryOut(issued.capability, never)).status).toBe('done');
      expect(issued.isSpent()).toBe(true);
    });

    it('that is closed is gone, with what it was doing', async () => {
      const { domain, call } = await open(echo(driver));
      await domain.listTools();
      const doing = call('sleep', '10000');
      const ended = expect(doing).rejects.toThrow();
      await sleep(50);
      await domain.close();
      await ended;
    });

    it('a call that takes too long, or is given up, stays open', async () => {
      const { domain } = await open(echo(driver));
      await domain.listTools();
      const asked = effect('read', { tool: 'sleep', arguments: { text: '60000' } });
      const giveUp = AbortSignal.timeout(100);
      await expect(domain.carryOut(issueCapability('i', asked).capability, giveUp)).rejects.toThrow();
    });
  },
);

describe.skipIf(!hasBwrap)('a confined server', () => {
  const switchFile = join(folder, 'site', 'switch.yaml');
  mkdirSync(join(folder, 'site'));
  chmodSync(join(folder, 'site'), 0o777);
  writeFileSync(switchFile, 'armed\n');
  writeFileSync(join(folder, 'site', 'page'), 'a page\n');
  writeFileSync(join(folder, 'secret'), 'secret\n');
  const control: readonly ControlArtefact[] = [{ kind: 'switch', path: switchFile, folder: false }];
  const site = { from: join(folder, 'site'), to: join(folder, 'site'), access: 'write' };
  const mounts = [{ from: modules, to: modules, access: 'read' }, site];

  it('sees what it is given, and no network', async () => {
    const target = createServer((_, response) => response.end('reached'));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    ending.push(() => new Promise((resolve) => target.close(resolve)));
    const address = target.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    const read = async (network: string, control_: string) => {
      const { domain, call } = await open(echo('bwrap', {}, { mounts, network, control: control_ }), {
        control,
      });
      await domain.listTools();
      const asked = [join(folder, 'site', 'page'), switchFile, join(folder, 'secret')];
      const files = await Promise.all(asked.map(async (path) => textOf(await call('read', path)).trim()));
      return [...files, textOf(await call('fetch', url))];
    };
    expect(await read('none', 'read-only')).toEqual(['a page', 'armed', 'absent', 'unreachable']);
    const [page, hidden, , network] = await read('host', 'hidden');
    expect([page, network]).toEqual(['a page', 'reached']);
    expect(hidden).not.toContain('armed');
  });

  it.each([
    ['a program that is not there', { command: ['no-such-server'] }, 'bad-sandbox'],
    [
      'a folder that is not there',
      echo('bwrap', {}, { mounts: [{ ...site, from: '/no/such' }] }),
      'bad-sandbox',
    ],
    ['a credential that is not there', echo('bwrap', { environment: ['DESK_TOKEN'] }), 'missing-credential'],
  ])('%s is an error at the start', async (_, upstream, code) => {
    await expect(open(upstream)).rejects.toMatchObject({ code });
  });
});

describe('a server that does not keep to the protocol', () => {
  const opened = async (way: string) => {
    const all = await open(hostile(way));
    await all.domain.listTools();
    return all;
  };

  it('may ask for sampling, elicitation and roots, and gets nothing', async () => {
    const { call, alerts } = await opened('asks');
    expect(textOf(await call('echo', 'asks'))).toBe('refused -32601, refused -32601, refused -32601');
    expect(alerts.map((alert) => alert.replace(/.*\((.*)\).*/, '$1'))).toEqual([
      'sampling/createMessage',
      'elicitation/create',
      'roots/list',
      expect.stringContaining('notifications/elicitation/complete'),
    ]);
    expect(alerts.every((alert) => alert.startsWith('critical: upstream desk: '))).toBe(true);
  });

  it.each(['usual', 'stateless'])('gets no input where it requires some (%s)', async (way) => {
    const { call, alerts } = await opened(way);
    for (const text of ['input', 'input and more']) {
      const { status, result } = await call('echo', text);
      expect([status, JSON.stringify(result)]).toEqual(['failed', expect.not.stringContaining('Approve?')]);
    }
    expect(alerts).toEqual([
      expect.stringContaining('critical: upstream desk: it answered a call by a request for input'),
    ]);
  });

  it.each([
    ['says nothing to questions that it does not know', 'silent'],
    ['prints what is no message', 'chatter'],
  ])('is used where it %s', async (_, way) => {
    const { call } = await opened(way);
    expect(textOf(await call('echo', 'hello'))).toBe('hello');
  });

  it.each(['endless', 'many', 'malformed'])('is not used where its list of tools is %s', async (way) => {
    const { domain, call } = await open(hostile(way));
    await expect(domain.listTools()).rejects.toMatchObject({ code: 'upstream-failed' });
    await expect(call('echo', 'x')).rejects.toMatchObject({ code: 'upstream-failed' });
  });

  it('is left where it sends without end', async () => {
    const { call, alerts } = await opened('usual');
    await expect(call('echo', 'huge')).rejects.toThrow();
    await sleep(50);
    expect(alerts.join()).toContain('the server ended');
  });

  it('has its odd answers told as what they are', async () => {
    const { call } = await opened('usual');
    expect(await call('echo', 'odd')).toMatchObject({
      status: 'done',
      result: { content: [{ type: 'text' }] },
    });
    expect(await call('echo', 'refuse')).toMatchObject({ status: 'failed' });
    expect(textOf(await call('echo', 'refuse'))).not.toContain('\u001b');
    expect(textOf(await call('echo', 'twice'))).toBe('one');
  });

  it('that never comes up is told, and does not keep the others from it', async () => {
    const { domain } = await open(hostile('dead'));
    await expect(domain.listTools()).rejects.toMatchObject({ code: 'upstream-failed' });
  });
});

describe('a server over HTTP', () => {
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
