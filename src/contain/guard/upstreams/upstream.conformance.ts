/** Upstreams with real servers, for tests; what holds of one whatever sandbox it is in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { effect } from '../../../../test/support/guard.ts';
import { issueCapability } from '../broker/capability.ts';
import type { EffectDomain } from '../broker/domain.ts';
import type { ControlArtefact } from '../config/load.ts';
import { guardSchema } from '../config/schema.ts';
import { openUpstreams } from './open.ts';

export const program = (name: string) =>
  fileURLToPath(new URL(`../../../../test/guard-servers/${name}.ts`, import.meta.url));
export const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const times = { connect: 20_000, probe: 1500, list: 10_000, call: 20_000 };
const never = new AbortController().signal;

/** Ends what a test has begun, in each file that asks for it. */
export const ending: (() => Promise<unknown>)[] = [];

export function endAfterEach(): void {
  afterEach(async () => {
    for (const end of ending.splice(0).toReversed()) await end();
  });
}

interface Opened {
  readonly domain: EffectDomain;
  readonly alerts: string[];
  call(tool: string, text: string): ReturnType<EffectDomain['carryOut']>;
}

export async function open(
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

export const echo = (
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
export const hostile = (way: string) => ({
  command: ['node', program('hostile'), way],
  sandbox: { driver: 'plain' },
});

export const textOf = ({ result }: { result: unknown }) =>
  (result as { content: readonly { text?: string }[] }).content.map(({ text }) => text).join('');
export const NAMES = ['echo', 'environment', 'crash', 'sleep', 'fail', 'throw', 'read', 'fetch', 'change'];

export function describeServer(driver: 'bwrap' | 'plain'): void {
  describe(`a server in the sandbox ${driver}`, () => {
    endAfterEach();
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
  });
}
