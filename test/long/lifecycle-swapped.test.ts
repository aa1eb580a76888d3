/**
 * Another model behind an identity, as a provider reports it through the gateway, ends the agent: its processes, or the
 * token it came by, which is nobody's from then on. Real guards, clients, and a provider that speaks the real protocol.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { prepareState } from '../../src/contain/guard/state/state-folder.ts';
import { runCli, startCli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { processesWith, until } from '../support/leased-guard.ts';
import { startOpenAIServer } from '../support/openai-server.ts';

const KEY = 'sk-provider-0123456789';
let reported = 'm-1';
const provider = await startOpenAIServer({
  ...{ key: KEY, reportedModel: () => reported },
  brain: () => ({ text: 'Done.', usage: { inputTokens: 9, outputTokens: 2 } }),
});
afterAll(() => provider.close());

const listen = `127.0.0.1:${await freePort()}`;
const lives = (more: string) =>
  `mediation: ${more}, models: [main], identity: { model: m-1 }, lease: { seconds: 600, heartbeat:`;
const { cwd, up, own } = guardedFolder({
  agents: `  oak: { channel: descriptor, ${lives('enforced')} process } }
  ivy: { channel: token, ${lives('advisory')} channel } }
`,
  more: `listen: "${listen}"
models:
  main: { protocol: openai-chat, url: "${provider.url}", key: PROVIDER_KEY, names: [m-1, m-2] }
`,
});

beforeAll(() => {
  writeFileSync(prepareState(join(cwd, 'state')).credentials, `PROVIDER_KEY=${KEY}\n`, { mode: 0o600 });
});

const shown = z.object({
  agent: z.object({ state: z.string(), lease: z.unknown().optional() }),
  history: z.array(z.object({ what: z.string() })),
});
const statusSchema = z.object({ alerts: z.array(z.object({ what: z.string() })) });

async function show(agent: string) {
  return shown.parse(JSON.parse((await runCli(['agents', agent, '--json'], { cwd })).stdout));
}
async function alerts(): Promise<readonly string[]> {
  const { stdout } = await runCli(['guard', 'status', '--json'], { cwd });
  return statusSchema.parse(JSON.parse(stdout)).alerts.map(({ what }) => what);
}

async function ended(agent: string): Promise<void> {
  await until(async () => (await show(agent)).agent.state === 'ended');
  const { history } = await show(agent);
  expect(history.map(({ what }) => what).join('\n')).toContain(
    'its provider says that "m-2" answered, and it is "m-1"',
  );
  expect((await alerts()).join('\n')).toContain(`${agent} is ended: its provider says that "m-2" answered`);
}

const talks = `
for (;;) {
  const answer = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify({ model: 'm-1', messages: [{ role: 'user', content: 'Go on.' }] }),
  });
  if (!answer.ok) process.exit(9);
  await answer.text();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
`;

test('an agent that the guard runs ends with its processes, and lives again by the word of a person', async () => {
  reported = 'm-1';
  await up();
  const marker = `${process.pid}.${Date.now()}`;
  const run = () => {
    const running = startCli(
      ['guard', 'run', 'oak', '--', process.execPath, '--input-type=module', '-e', talks, marker],
      { cwd },
    );
    own(running.child);
    return running;
  };
  const before = provider.answered;
  run();
  await until(() => provider.answered > before + 3);
  expect((await show('oak')).agent).toMatchObject({ state: 'running', lease: expect.anything() });
  reported = 'm-2';
  await until(() => processesWith(marker).length === 0);
  await ended('oak');
  const answered = provider.answered;

  // The same program, and the model that it was: a person has started it.
  reported = 'm-1';
  run();
  await until(() => provider.answered > answered + 3);
  expect((await show('oak')).agent.state).toBe('running');
});

const tokenFile = join(cwd, 'state/tokens/ivy');
const tokenNow = () => readFileSync(tokenFile, 'utf8').trim();
const post = (path: string, token: string, body: object) =>
  fetch(`http://${listen}${path}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify(body),
  });
const clientInfo = { name: 'ivy', version: '1' };
const initialize = {
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
};
const chat = { model: 'm-1', messages: [{ role: 'user', content: 'Go on.' }] };

/** Statuses: of MCP with the token in a header and in the address, and of a request to its model. */
async function doors(token: string): Promise<readonly number[]> {
  const answers = await Promise.all([
    post('/mcp', token, initialize),
    fetch(`http://${listen}/agent/${token}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(initialize),
    }),
    post('/openai/v1/chat/completions', token, chat),
  ]);
  for (const answer of answers) await answer.text();
  return answers.map(({ status }) => status);
}
const OPEN = [200, 200, 200];
const SHUT = [403, 403, 403];
const command = async (...words: readonly string[]) =>
  JSON.parse((await runCli(['agents', ...words, '--json'], { cwd })).stdout);

test('the token of an agent that has ended is refused everywhere, also after a restart; that of a restored one is another', async () => {
  reported = 'm-1';
  const first = await up();
  const token = tokenNow();
  expect(await doors(token)).toEqual(OPEN);
  expect((await show('ivy')).agent).toMatchObject({ state: 'running', lease: expect.anything() });
  reported = 'm-2';
  // In a stream, too.
  await (await post('/openai/v1/chat/completions', token, { ...chat, stream: true })).text();
  await ended('ivy');
  reported = 'm-1';
  expect(await doors(token)).toEqual(SHUT);
  expect(existsSync(tokenFile)).toBe(false);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await up();
  // Nobody has touched what it stands on.
  expect((await alerts()).join('\n')).not.toContain('is not what it was before');
  expect(await doors(token)).toEqual(SHUT);
  expect(await command('restore', 'ivy')).toMatchObject({ agents: ['ivy'] });
  await until(() => existsSync(tokenFile));
  const another = tokenNow();
  expect(another).not.toBe(token);
  expect([await doors(another), await doors(token)]).toEqual([OPEN, SHUT]);

  expect(await command('delete', 'ivy')).toMatchObject({ agents: ['ivy'] });
  expect(await doors(another)).toEqual(SHUT);
  second.child.kill('SIGKILL');
  await second.ended;
  await up();
  expect([await doors(another), await doors(token)]).toEqual([SHUT, SHUT]);
  expect(existsSync(tokenFile)).toBe(false);
});
