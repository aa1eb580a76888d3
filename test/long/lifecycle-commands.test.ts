/** Commands about agents, from the command line to real processes, with a guard that runs; and what agents propose. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadGuard } from '../../src/contain/guard/config/load.ts';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { type StartedGuard, startGuard } from '../../src/contain/guard/service/start-guard.ts';
import { lifecycleOf } from '../../src/contain/lifecycle/attach.ts';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';
import { processState } from '../support/processes.ts';

const folder = testFolder();
const cwd = folder.path;

/** Puts a sleeper into a session of its own, so that it is nobody's child. */
const PROGRAM = `[/bin/sh, -c, "(setsid sleep 1000 &); sleep 1000"]`;

const GUARD = `version: 1
state: state
upstreams: {}
agents:
  atlas: { channel: descriptor, mediation: advisory, run: { command: ${PROGRAM} }, lease: { seconds: 30, heartbeat: process } }
  borea: { channel: descriptor, mediation: advisory, run: { command: ${PROGRAM} } }
  cedar: { channel: socket, mediation: advisory, operator: mira }
lifecycle:
  ceilings: { perCommand: 2, perHour: 20, perLineage: 3, total: 4 }
  drivers:
    atlas: { kind: process, sandbox: plain }
    borea: { kind: process, sandbox: plain }
  proposals: [cedar]
`;

let guard: StartedGuard;

async function start(): Promise<void> {
  guard = await startGuard(await loadGuard(folder.file('guard.yaml')), { attach: [lifecycleOf] });
}

beforeAll(async () => {
  folder.write('guard.yaml', GUARD);
  await start();
});
afterAll(() => guard?.close());

const cli = (...words: readonly string[]) => runCli(['agents', ...words], { cwd });
/** As the command line asks. */
const ask = (command: object) =>
  askGuard(guard.state.controlSocket, { do: 'agents.command', command, by: 'ana' });
const pids = () => [...guard.running].flatMap(({ confined }) => confined.processes());
const living = (some: readonly number[]) => some.filter((pid) => processState(pid) !== undefined);

test('created, scaled, suspended, resumed, stopped, restored and deleted; and refused by name', async () => {
  const created = await cli('create', 'atlas', '--count', '2', '--reason', 'two queues', '--json');
  expect(created).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(created.stdout)).toMatchObject({
    command: { command: 'create', agent: 'atlas', count: 2 },
    ...{ result: 'confirmed', agents: ['atlas'], approvedBy: [] },
  });
  expect(guard.running.size).toBe(2);
  const [twice, unknown] = await Promise.all([
    cli('create', 'atlas', '--json'),
    cli('stop', 'atlsa', '--json'),
  ]);
  expect(twice?.code).toBe(1);
  expect(errorOf(twice)).toMatchObject({
    code: 'command-refused',
    remedy: expect.stringContaining('already-running'),
  });
  expect(errorOf(unknown)).toMatchObject({
    code: 'unknown-name',
    remedy: expect.stringContaining('atlas'),
  });
  await expect(ask({ command: 'scale', agent: 'atlas', count: 4 })).rejects.toMatchObject({
    remedy: expect.stringContaining('above-per-lineage'),
  });
  await expect(ask({ command: 'scale', agent: 'atlas', count: 0 })).rejects.toMatchObject({
    code: 'bad-request',
  });

  await ask({ command: 'suspend', agent: 'atlas' });
  await until(() => pids().every((pid) => processState(pid) === 'T'));
  await ask({ command: 'resume', agent: 'atlas' });
  await until(() => pids().some((pid) => processState(pid) === 'S'));
  await ask({ command: 'scale', agent: 'atlas', count: 1 });
  expect(guard.running.size).toBe(1);
  const lived = pids();
  expect(lived.length).toBeGreaterThan(1);
  expect(await ask({ command: 'stop', agent: 'atlas' })).toMatchObject({ result: 'confirmed' });
  expect(living(lived)).toEqual([]);
  await expect(ask({ command: 'create', agent: 'atlas' })).rejects.toMatchObject({
    remedy: expect.stringContaining('has-ended'),
  });
  await ask({ command: 'restore', agent: 'atlas' });
  const last = pids();
  await ask({ command: 'create', agent: 'borea' });

  const deleted = await cli('delete', 'atlas', '--reason', 'failed');
  expect(deleted).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Done, and seen to be so: delete atlas'),
  });
  expect(living(last)).toEqual([]);
  expect([...guard.running].map(({ agent }) => agent)).toEqual(['borea']);
  await expect(ask({ command: 'restore', agent: 'atlas' })).rejects.toMatchObject({
    remedy: expect.stringContaining('lineage-condemned'),
  });
  const run = await runCli(['guard', 'run', 'atlas', '--driver', 'plain', '--json'], { cwd });
  expect(errorOf(run).message).toContain('delete');
});

test('an agent proposes, nobody is there to be asked, and nothing comes of it; other agents may not even propose', async () => {
  const channel = (actor: string) =>
    guard.broker.openChannel({ actor, kind: 'agent', identity: 'socket', confined: false });
  const [cedar, borea] = [await channel('cedar'), await channel('borea')];
  const propose = (value: object) => ({
    tool: 'lifecycle__propose',
    argumentBytes: Buffer.from(JSON.stringify({ reason: 'We would be quicker.', ...value })),
  });
  expect(cedar.tools().map(({ name }) => name)).toEqual(['lifecycle__propose']);
  expect(await cedar.call(propose({ command: 'create', agent: 'borea', count: 2 }))).toMatchObject({
    kind: 'failed',
    result: { isError: true },
  });
  expect(await cedar.call(propose({ command: 'obliterate', agent: 'borea' }))).toEqual({ kind: 'refused' });
  expect(await cedar.call(propose({ command: 'scale', agent: 'borea', count: 1001 }))).toEqual({
    kind: 'refused',
  });
  expect(await borea.call(propose({ command: 'stop', agent: 'cedar' }))).toEqual({ kind: 'refused' });
  expect(guard.running.size).toBe(1);
});

test('a thaw lifts the freeze alone, a resume the suspension alone, and both say what still holds', async () => {
  const standing = () => pids().every((pid) => ['T', 'D', undefined].includes(processState(pid)));
  expect(guard.running.size).toBe(1);
  await ask({ command: 'suspend', agent: 'borea' });
  await guard.broker.freeze('borea', 'ana', 'it behaves oddly');
  const guarded = (...words: readonly string[]) => runCli(['guard', ...words], { cwd });
  const thawed = await guarded('thaw', 'borea');
  expect(thawed.stdout).toContain('borea is no longer frozen.');
  expect(thawed.stdout).toContain('offswitch agents resume borea');
  expect(standing()).toBe(true);
  await guard.broker.freeze('borea', 'ana', 'it still does');
  const resumed = await cli('resume', 'borea');
  expect(resumed.stdout).toContain('Done, and seen to be so: resume borea');
  expect(resumed.stdout).toContain('offswitch guard thaw borea');
  expect((await guarded('thaw', 'borea')).stdout).toBe('borea is no longer frozen.\n');
  expect((await guarded('thaw', 'borea')).stdout).toBe('borea was not frozen.\n');
});

test('after a restart what was deleted stays deleted, and the log verifies', async () => {
  await guard.close();
  await start();
  await expect(ask({ command: 'create', agent: 'atlas' })).rejects.toMatchObject({
    remedy: expect.stringContaining('lineage-condemned'),
  });
  expect(await ask({ command: 'create', agent: 'borea' })).toMatchObject({ result: 'confirmed' });
  await guard.close();
  const verdict = JSON.parse((await runCli(['guard', 'verify', '--json'], { cwd })).stdout);
  expect(verdict).toMatchObject({ integrity: { verdict: 'intact' }, completeness: { verdict: 'complete' } });
  expect(readFileSync(folder.file('guard.yaml'), 'utf8')).toBe(GUARD);
});

async function until(holds: () => boolean): Promise<void> {
  const late = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > late) throw new Error('it never came to that');
    await sleep(20);
  }
}
