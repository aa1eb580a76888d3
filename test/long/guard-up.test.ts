/** A guard on the command line: its channels, what is left when parts of it are killed, and what it proposes where it only observes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { projectRoot, runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { AGENT, guardedFolder } from '../support/guarded-folder.ts';

const { cwd, company, agentCommand, up, own } = guardedFolder();

test('a socket and a token are each their agent alone', async () => {
  const running = await up();
  const connect = spawn(
    process.execPath,
    [join(projectRoot, 'dist/cli/main.js'), 'guard', 'connect', 'cedar'],
    { cwd },
  );
  own(connect);
  const initialize = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'c', version: '1' },
  };
  connect.stdin.write(
    `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize })}\n`,
  );
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: connect.stdout }).once('line', resolve),
  );
  expect(JSON.parse(line)).toMatchObject({ id: 1, result: { protocolVersion: '2025-06-18' } });

  const { agents } = JSON.parse((await runCli(['guard', 'status', '--json'], { cwd })).stdout);
  const { at } = agents.find(({ agent }: { agent: string }) => agent === 'dahlia');
  const token = readFileSync(join(cwd, 'state/tokens/dahlia'), 'utf8').trim();
  const post = (authorization: string) =>
    fetch(at, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize }),
    });
  expect((await post(`Bearer ${token}`)).status).toBe(200);
  expect((await post('Bearer wrong')).status).toBe(403);
  running.child.kill('SIGTERM');
  const ended = await running.ended;
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain('"event":"alert"');
});

test('kill -9 of the guard, and of its notary: nothing is granted meanwhile, a notary is started again, and the next guard goes on', async () => {
  const first = await up();
  first.child.kill('SIGKILL');
  await first.ended;
  const gone = errorOf(await runCli(['guard', 'run', 'atlas', '--json', '--', 'true'], { cwd }));
  expect(gone.code).toBe('guard-not-running');
  expect((await runCli(['guard', 'status'], { cwd })).code).toBe(1);

  const second = await up();
  const { notary } = JSON.parse((await runCli(['guard', 'status', '--json'], { cwd })).stdout);
  process.kill(notary.pid, 'SIGKILL');
  const told = await runCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
  expect(told.stdout).not.toContain('/report false');
  const after = JSON.parse((await runCli(['guard', 'status', '--json'], { cwd })).stdout);
  expect(after.notary.log.epoch).toBeGreaterThan(notary.log.epoch);
  second.child.kill('SIGINT');
  await second.ended;

  const third = await up();
  const ran = await runCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
  expect(ran.stdout).toContain('/report false');
  third.child.kill('SIGINT');
  expect((await third.ended).code).toBe(0);
  const verified = JSON.parse((await runCli(['guard', 'verify', '--json'], { cwd })).stdout);
  expect(verified.integrity.verdict).toBe('intact');
});

test('--observe denies nothing, says so, and proposes lines for what guard.yaml does not say', async () => {
  const running = startCli(['guard', 'up', '--observe'], { cwd });
  own(running.child);
  await new Promise<void>((resolve) => {
    createInterface({ input: running.child.stdout }).on('line', (line) => {
      if (line.startsWith('Ctrl-C')) resolve();
    });
  });
  const read = AGENT.replaceAll('write_file', 'read_file').replaceAll(", content: 'x'", '');
  const command = ['--', process.execPath, '--input-type=module', '-e', read, company];
  const ran = await runCli(['guard', 'run', 'atlas', '--driver', 'plain', ...command], { cwd });
  expect(ran.stdout).toContain('/switch false');
  running.child.kill('SIGINT');
  const { stdout, stderr } = await running.ended;
  expect(stdout).toContain('OBSERVING: EVERYTHING IS CARRIED OUT');
  expect(stderr).toContain('"read_file":');
  const proposed = readFileSync(join(cwd, 'state/observed.yaml'), 'utf8');
  expect(proposed).toMatch(
    /class: read\n {8}resources: \[\{ at: "\/path", kind: path \}\]\n {8}schema: sha256:/,
  );
});
