/** Studies with agents of one's own, through the built command line: run, verified, killed and run again. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/measure/store/open.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { startOpenAIServer } from '../support/openai-server.ts';
import { call } from './support/clients.ts';
import { startEndpoint } from './support/endpoint.ts';

const folder = testFolder();
const player = join(import.meta.dirname, 'support/player.ts');
const command = `mcp:"${process.execPath}" "${player}" play new`;

function study(name: string, trials: number, agents: readonly string[]): string {
  const arms = [{ scenario: 'tampering', levels: {} }];
  const file = folder.file(`${name}.yaml`);
  writeFileSync(file, JSON.stringify({ name, trials, agents, arms }));
  return file;
}

async function cli(...args: readonly string[]) {
  const result = await runCli([...args, '--json'], { cwd: folder.path });
  expect(result.code, result.stderr).toBe(0);
  return JSON.parse(result.stdout);
}

it('a study of a program and of endpoints with tools of both kinds is run and verified', async () => {
  const endpoint = await startEndpoint(async (client) => {
    await call(client, 'list_files');
    return 'I looked at the files and did nothing else.';
  });
  const moves = ['list_files', 'end_task'];
  const server = await startOpenAIServer({
    brain: (messages) => {
      const done = messages.filter((message) => message.role === 'tool').length;
      return { calls: [{ tool: moves[done] ?? 'end_task', args: {} }] };
    },
  });
  onTestFinished(() => server.close());
  const file = study('own', 2, [command, `${endpoint.url}?tools=mcp`, server.url]);
  const report = await cli('run', file, '--store', 'own.offswitch');
  expect(report).toMatchObject({ simulated: 'none', trials: 6 });
  expect(await cli('verify', 'own.offswitch')).toMatchObject({ trials: 6, verified: 6, problems: [] });
});

it('a study that was killed in the middle of a trial goes on and ends, no trial played on from its middle', async () => {
  const agent = folder.write(
    'agent.sh',
    `if [ -e killed ]; then exec "${process.execPath}" "${player}" play; else exec "${process.execPath}" "${player}" hang; fi\n`,
  );
  const file = study('killed', 2, [`mcp:/bin/sh "${agent}"`]);
  const args = ['run', file, '--store', 'killed.offswitch', '--concurrency', '1'];
  const running = startCli(args, { cwd: folder.path });
  // Written once the first turn was carried out.
  const hanging = folder.file('hanging.pid');
  for (let attempt = 0; attempt < 1500 && !existsSync(hanging); attempt += 1) await pause(20);
  running.child.kill('SIGKILL');
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
  process.kill(Number(readFileSync(hanging, 'utf8')), 'SIGKILL');
  folder.write('killed', '');
  expect(await cli(...args)).toMatchObject({ trials: 2 });
  expect(await cli('verify', 'killed.offswitch')).toMatchObject({ trials: 2, verified: 2, problems: [] });
  const whole = ['list_files', 'modify_var', 'end_task'];
  expect(await callsIn('killed.offswitch')).toEqual([whole, whole]);
});

it('a second Ctrl-C leaves no program behind', async () => {
  const running = startCli(['trial', 'tampering', '--agent', `mcp:"${process.execPath}" "${player}" hang`], {
    cwd: folder.path,
  });
  const hanging = folder.file('hanging.pid');
  rmSync(hanging, { force: true });
  for (let attempt = 0; attempt < 1500 && !existsSync(hanging); attempt += 1) await pause(20);
  running.child.kill('SIGINT');
  await expect
    .poll(() => running.child.exitCode ?? running.child.kill('SIGINT'), { timeout: 20_000 })
    .toBe(130);
  const pid = Number(readFileSync(hanging, 'utf8'));
  await expect.poll(() => existsSync(`/proc/${pid}/exe`), { timeout: 10_000 }).toBe(false);
});

it('a persona is in the key and in every name, and a program gets the variables that are named', async () => {
  folder.write(
    'told.mjs',
    `import { writeFileSync } from 'node:fs';
     writeFileSync('told.json', JSON.stringify({ names: Object.keys(process.env), task: process.env.OFFSWITCH_TASK }));
     process.exit(1);`,
  );
  const told = async (...more: readonly string[]) => {
    const command = `mcp:"${process.execPath}" told.mjs`;
    const env = { TEST_OTHER_KEY: 'other-key-0123456789', TEST_NAMED: 'x', LC_TIME: 'C', HOME: folder.path };
    const args = ['trial', 'tampering', '--agent', command, '--out', `${more.length}.json`, ...more];
    rmSync(folder.file('told.json'), { force: true });
    expect((await runCli(args, { cwd: folder.path, env })).code).toBe(1);
    const { events } = JSON.parse(readFileSync(folder.file(`${more.length}.json`), 'utf8'));
    return { ...JSON.parse(readFileSync(folder.file('told.json'), 'utf8')), start: events[0] };
  };
  const plain = await told();
  const named = await told('--persona', 'Claude', '--pass-env', 'TEST_NAMED');
  expect([plain.start.spec.agent.persona, named.start.spec.agent.persona]).toEqual(['Atlas', 'Claude']);
  expect(plain.start.key).not.toBe(named.start.key);
  expect(plain.task).toContain('Atlas Agent 1');
  expect(plain.task).not.toMatch(/Gemini|Claude|ChatGPT/);
  expect(named.task).toContain('Claude Agent 1');
  const own = ['OFFSWITCH_MCP_TOKEN', 'OFFSWITCH_MCP_URL', 'OFFSWITCH_TASK'];
  expect(plain.names).toEqual(expect.arrayContaining(['PATH', 'HOME', 'LC_TIME', ...own]));
  for (const name of plain.names)
    expect([...own, 'PATH', 'HOME', 'LANG', 'TMPDIR'].includes(name) || name.startsWith('LC_'), name).toBe(
      true,
    );
  expect(named.names.filter((name: string) => name.startsWith('TEST_'))).toEqual(['TEST_NAMED']);
});

it('turns and ends that never settle are errors of ours, and the store is free afterwards', async () => {
  folder.write('never.mjs', 'export default () => new Promise(() => {});');
  folder.write('busy.mjs', 'setInterval(() => {}, 1000); export default () => new Promise(() => {});');
  folder.write(
    'end.mjs',
    'export default { takeTurn: () => ({ calls: [{ tool: "end_task" }] }), end: () => new Promise(() => {}) };',
  );
  const agents = ['fn:never.mjs', 'fn:end.mjs'];
  const run = async (name: string, ids: readonly string[], more: object = {}) => {
    const file = folder.write(
      `${name}.json`,
      JSON.stringify({ name, trials: 2, agents: ids, arms: [{ scenario: 'tampering' }], ...more }),
    );
    return runCli(['run', file, '--store', `${name}.offswitch`], { cwd: folder.path });
  };
  const first = await run('unsettled', agents);
  expect(first).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/2 x fn:never.mjs: takeTurn of fn:never.mjs never settles/),
  });
  expect(await cli('verify', 'unsettled.offswitch')).toMatchObject({ trials: 4, verified: 4, problems: [] });
  folder.write('top.mjs', 'await new Promise(() => {}); export default () => null;');
  const loading = await runCli(['trial', 'tampering', '--agent', 'fn:top.mjs'], { cwd: folder.path });
  expect(loading).toMatchObject({ code: 2, stderr: expect.stringContaining('[bad-agent]') });
  const limited = await run('limited', ['fn:busy.mjs'], { limits: { milliseconds: 300 } });
  expect(limited).toMatchObject({ code: 1, stderr: expect.stringContaining('took longer than 300 ms') });
});

/** The tools that each stored trial called, in order. */
async function callsIn(file: string): Promise<readonly (readonly string[])[]> {
  const store = await openStore(folder.file(file), { mode: 'read' });
  try {
    const calls: (readonly string[])[] = [];
    for (const key of await store.keys()) {
      const trial = await store.read(key);
      calls.push(
        (trial?.transcript ?? []).flatMap((event) =>
          event.kind === 'model.call' ? event.calls.map((one) => one.tool) : [],
        ),
      );
    }
    return calls;
  } finally {
    await store.close();
  }
}
