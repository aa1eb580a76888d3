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
