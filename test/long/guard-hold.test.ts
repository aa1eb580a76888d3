/** What a person does to a guard that runs: freeze, thaw and settle, on the command line and with real processes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { toolDigest } from '../../src/contain/guard/tools.ts';
import { call, connect } from '../agents/support/clients.ts';
import { projectRoot, runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { guardedFolder } from '../support/guarded-folder.ts';

const hostile = join(projectRoot, 'test/guard-servers/hostile.ts');
const echo = {
  name: 'echo',
  description: 'echo it',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};
const { cwd, company, agentCommand, up } = guardedFolder({
  // A server that ends in the middle of a call when it is told to.
  upstreams: `  desk:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(hostile)}]
    sandbox: { driver: plain }
    tools: { echo: { class: write, resources: [{ at: /text, kind: name }], schema: '${toolDigest(echo)}' } }
`,
  more: 'probes: { controls: { everySeconds: 1 } }\n',
});

const guard = (...args: readonly string[]) => runCli(['guard', ...args], { cwd });

const statusSchema = z.object({
  agents: z.array(z.object({ agent: z.string(), at: z.string().optional(), frozen: z.string().optional() })),
  indeterminate: z.array(z.object({ intent: z.string(), tool: z.string() })),
  alerts: z.array(z.object({ severity: z.string(), what: z.string() })),
});

async function status() {
  return statusSchema.parse(JSON.parse((await guard('status', '--json')).stdout));
}

async function frozen(): Promise<readonly string[]> {
  return (await status()).agents.filter((one) => one.frozen !== undefined).map(({ agent }) => agent);
}

/** By the agent that connects with a token. */
async function calls(tool: string, given: Record<string, unknown>): Promise<string> {
  const { at = '' } = (await status()).agents.find(({ agent }) => agent === 'dahlia') ?? {};
  const token = readFileSync(join(cwd, 'state/tokens/dahlia'), 'utf8').trim();
  const client = await connect(at.replace('/mcp', `/agent/${token}/mcp`), 'new');
  const { text } = await call(client, tool, given);
  await client.close();
  return text;
}

const REFUSED = 'This was not done.';
const writes = (name: string) => calls('company__write_file', { path: join(company, name), content: 'x' });
const WROTE = (name: string) => `wrote ${join(company, name)}`;

async function verified(): Promise<unknown> {
  const { integrity, completeness } = JSON.parse((await guard('verify', '--json')).stdout);
  return [integrity.verdict, completeness.verdict];
}

test('freeze takes every ability, of agents that run and of others, across a restart, until thaw', async () => {
  const first = await up();
  expect(await writes('a')).toBe(WROTE('a'));
  expect((await guard('freeze', 'dahlia', 'writes too much')).stdout).toContain('dahlia is frozen');
  expect(await writes('b')).toBe(REFUSED);
  // Nobody has started it yet.
  expect((await guard('freeze', 'atlas', 'is not to begin')).code).toBe(0);
  expect(await frozen()).toEqual(['atlas', 'dahlia']);
  const text = (await guard('status')).stdout;
  expect(text).toMatch(/atlas .*FROZEN: paused by /);
  expect(text).toContain('frozen: dahlia: writes too much');
  const run = ['run', 'atlas', '--driver', 'plain', ...agentCommand];
  expect((await guard(...run)).stdout).toContain('/report true');
  first.child.kill('SIGINT');
  await first.ended;

  const second = await up();
  expect(await writes('b')).toBe(REFUSED);
  expect((await guard('thaw', 'dahlia')).stdout).toContain('dahlia is no longer frozen');
  expect(await writes('b')).toBe(WROTE('b'));
  expect((await guard(...run)).stdout).toContain('/report true');
  expect((await guard('thaw', 'atlas')).code).toBe(0);
  expect((await guard(...run)).stdout).toContain('/report false');
  for (const command of [
    ['freeze', 'dalia', 'x'],
    ['thaw', 'dalia'],
  ])
    expect(errorOf(await guard(...command, '--json'))).toMatchObject({
      code: 'unknown-name',
      remedy: expect.stringContaining('"dahlia"'),
    });
  second.child.kill('SIGINT');
  await second.ended;
  const records = JSON.parse((await guard('log', '--kind', 'lifecycle.command', '--json')).stdout).records;
  expect(records.map(({ record }: { record: { body: { command: string } } }) => record.body.command)).toEqual(
    ['pause', 'pause', 'start', 'start'],
  );
  expect(await verified()).toEqual(['intact', 'complete']);
});

test('settle: what nobody knows the end of is blocked until a person says what came of it', async () => {
  const running = await up();
  for (const [text, word, found] of [
    ['end', 'not-done', 'contradicted'],
    ['end', 'done', 'confirmed'],
  ] as const) {
    await expect.poll(() => calls('desk__echo', { text: 'other' }), { timeout: 20_000 }).toBe('other');
    expect(await calls('desk__echo', { text })).toBe('It is not known whether this was done.');
    await expect.poll(() => calls('desk__echo', { text: 'other' }), { timeout: 20_000 }).toBe('other');
    expect(await calls('desk__echo', { text })).toBe(REFUSED);
    const [open, ...more] = (await status()).indeterminate;
    expect([open?.tool, more]).toEqual(['echo', []]);
    const intent = open?.intent ?? '';
    expect((await guard('status')).stdout).toContain(`${intent}  desk.echo end: settle it`);
    expect(errorOf(await guard('settle', `${intent}0`, word, '--json'))).toMatchObject({
      code: 'unknown-name',
      remedy: expect.stringContaining(intent),
    });
    expect((await guard('settle', intent, word)).code).toBe(0);
    expect((await status()).indeterminate).toEqual([]);
    const { records } = JSON.parse((await guard('log', '--kind', 'observation', '--json')).stdout);
    expect(records.at(-1).record.body).toMatchObject({
      of: intent,
      result: found,
      probe: expect.stringMatching(/^person\//),
    });
  }
  running.child.kill('SIGINT');
  await running.ended;
  expect(await verified()).toEqual(['intact', 'complete']);
});

test('a switch that was flipped by hand is contradicted, and nobody acts, until a person thaws', async () => {
  const running = await up();
  expect(await writes('c')).toBe(WROTE('c'));
  const flip = join(company, 'switch');
  writeFileSync(flip, 'off\n');
  await expect.poll(frozen, { timeout: 20_000 }).toEqual(['atlas', 'birch', 'cedar', 'dahlia']);
  expect(await writes('d')).toBe(REFUSED);
  expect((await status()).alerts.at(-1)).toMatchObject({
    severity: 'critical',
    what: expect.stringContaining(`controls of ${flip}: contradicted`),
  });
  const states = async () => {
    const { records } = JSON.parse((await guard('log', '--kind', 'observation', '--json')).stdout);
    return records
      .map(({ record }: { record: { body: { resource: string; result: string } } }) => record.body)
      .filter(({ resource }: { resource: string }) => resource === flip)
      .map(({ result }: { result: string }) => result);
  };
  expect((await states()).at(-1)).toBe('contradicted');

  // It is as the person left it now; each agent gets its own abilities back.
  expect((await guard('thaw', 'dahlia')).code).toBe(0);
  await expect.poll(async () => (await states()).at(-1), { timeout: 20_000 }).toBe('confirmed');
  expect(await writes('d')).toBe(WROTE('d'));
  expect(await frozen()).toEqual(['atlas', 'birch', 'cedar']);
  expect(readFileSync(flip, 'utf8')).toBe('off\n');

  writeFileSync(flip, 'on\n');
  await expect.poll(frozen, { timeout: 20_000 }).toEqual(['atlas', 'birch', 'cedar', 'dahlia']);
  running.child.kill('SIGINT');
  await running.ended;
  // No effect of the log made it so: the observation is the finding.
  const { completeness } = JSON.parse((await guard('verify', '--json')).stdout);
  expect(await verified()).toEqual(['intact', 'incomplete']);
  expect(completeness.findings.map(({ code }: { code: string }) => code)).toEqual([
    'speaks-of-nothing',
    'speaks-of-nothing',
  ]);
});
