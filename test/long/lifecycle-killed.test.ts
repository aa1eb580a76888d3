/**
 * A deletion outlives the guard that was told of it: killed while the platform does not answer, the next guard goes on with
 * it; and what a killed guard was about to begin is not begun by the next one.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type RunningCli, runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { dockerEngine } from '../support/docker-engine.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const cwd = folder.path;
const guards: RunningCli[] = [];
afterAll(() => {
  for (const { child } of guards) child.kill('SIGKILL');
});

async function up(): Promise<RunningCli> {
  const running = startCli(['guard', 'up', '--json'], { cwd });
  guards.push(running);
  const lines = createInterface({ input: running.child.stdout });
  await Promise.race([new Promise((resolve) => lines.once('line', resolve)), running.ended]);
  return running;
}

async function kill({ child, ended }: RunningCli): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

async function records(): Promise<readonly string[]> {
  const { stdout } = await runCli(['guard', 'log', '--json'], { cwd });
  const found: readonly { record: { kind: string; body: { command?: string } } }[] =
    JSON.parse(stdout).records;
  return found.flatMap(({ record }) =>
    record.kind === 'lifecycle.command' ? [record.body.command ?? ''] : [],
  );
}

test('killed in the middle of a deletion, and of a creation', async () => {
  const engine = await dockerEngine(folder.file('engine.sock'), new Map([['nova:1', null]]));
  folder.write(
    'guard.yaml',
    `version: 1
state: state
upstreams: {}
agents:
  nova: { channel: socket, mediation: advisory }
  lyra: { channel: socket, mediation: advisory }
lifecycle:
  ceilings: { perCommand: 3, perLineage: 3 }
  drivers:
    nova: { kind: docker, socket: ${folder.file('engine.sock')}, image: "nova:1", ownImage: true }
    lyra: { kind: docker, socket: ${folder.file('engine.sock')}, image: "nova:1" }
`,
  );
  const first = await up();
  const created = await runCli(['agents', 'create', 'nova', '--count', '2', '--json'], { cwd });
  expect(JSON.parse(created.stdout)).toMatchObject({ result: 'confirmed' });
  expect(engine.pids()).toHaveLength(2);
  engine.isDown = true;
  const deletion = startCli(['agents', 'delete', 'nova', '--json'], { cwd });
  while (!(await records()).includes('delete')) await sleep(50);
  await kill(first);
  expect(errorOf(await deletion.ended).code).toBe('guard-not-running');
  expect(engine.pids()).toHaveLength(2);

  const second = await up();
  const refused = await runCli(['agents', 'scale', 'nova', '--to', '3', '--json'], { cwd });
  expect(errorOf(refused).code).toMatch(/command-refused|driver-failed/);
  engine.isDown = false;
  while (engine.pids().length > 0) await sleep(50);
  const again = await runCli(['agents', 'restore', 'nova', '--json'], { cwd });
  expect(errorOf(again).remedy).toContain('lineage-condemned');

  engine.delayMs = 60_000;
  const creation = startCli(['agents', 'create', 'lyra', '--count', '3', '--json'], { cwd });
  while ((await records()).filter((command) => command === 'create').length < 2) await sleep(50);
  await kill(second);
  await creation.ended;
  engine.delayMs = 0;
  await up();
  await sleep(1000);
  expect(engine.pids()).toEqual([]);
  await engine.close();
});
