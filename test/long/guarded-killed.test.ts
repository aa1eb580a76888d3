/**
 * A study behind the guard whose command line, guard or notary is killed at random moments goes on, and its log has
 * every call of every trial that counts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/kit/random.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const KILLS = 9;
const args = ['run', 'guarded', '--trials', '60', '--out', 'report.md'];

test('killed again and again', async () => {
  const random = randomStream('guarded kills', 1);
  const killed: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, ended } = startCli(args, { cwd: folder.path });
    const running = { is: true };
    ended.then(() => {
      running.is = false;
    });
    const wanted = (['host.js', 'notary/process/main.js', 'cli/main.js'] as const)[kill % 3] ?? 'cli/main.js';
    const victim = wanted === 'cli/main.js' ? child.pid : await descendant(child.pid ?? 0, wanted, running);
    await pause(random.below(900));
    if (victim !== undefined && running.is && kills(victim)) killed.push(wanted);
    const { code } = await ended;
    // Whoever was not killed itself says that the guard or its log is gone.
    if (wanted !== 'cli/main.js' && killed.length === kill + 1) expect([0, 4]).toContain(code);
  }
  expect(killed.length).toBeGreaterThan(3);
  const whole = await runCli(args, { cwd: folder.path });
  expect(whole, whole.stderr).toMatchObject({ code: 0 });
  const [store, log] = [
    await runCli(['verify', 'guarded.offswitch', '--notary', 'guarded.offswitch.log'], { cwd: folder.path }),
    await runCli(['guard', 'verify', 'guarded.offswitch.log', '--json'], { cwd: folder.path }),
  ];
  expect(store, store.stdout).toMatchObject({ code: 0 });
  expect(JSON.parse(log.stdout)).toMatchObject({ integrity: { verdict: 'intact', findings: [] } });
  expect(JSON.parse(log.stdout).completeness.findings).toEqual([]);
});

function kills(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** The pid of a process started by this one, or by one of its own; undefined where the command ends without one. */
async function descendant(pid: number, name: string, running: { is: boolean }): Promise<number | undefined> {
  while (running.is) {
    const found = descendants(pid).find((one) => commandOf(one).includes(name));
    if (found !== undefined) return found;
    await pause(20);
  }
  return undefined;
}

function descendants(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
  return [...children, ...children.flatMap(descendants)];
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

/** Empty where the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
