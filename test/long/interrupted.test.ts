/** Two runs on one store, and a run that is asked to stop. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';
import { CRASH_TRIALS, crashRun, IN_FLIGHT, layOutCrashStudy, linesIn } from './support/crash-study.ts';
import { keptTurns } from './support/kept-turns.ts';

const folder = testFolder();
const patient = { timeout: 60_000, interval: 20 };

/** A study whose run has come to where all that is in flight waits at the gate. */
async function runToGate(name: string) {
  const cwd = layOutCrashStudy(folder.path, name);
  const running = startCli(crashRun, { cwd });
  await vi.waitFor(() => expect(linesIn(cwd, 'asked.log')).toBeGreaterThan(60), patient);
  writeFileSync(join(cwd, 'gate'), '');
  await vi.waitFor(() => expect(linesIn(cwd, 'waiting.log')).toBe(IN_FLIGHT), patient);
  return { cwd, running, open: () => rmSync(join(cwd, 'gate')) };
}

test('a second run on the same store refuses at once, and the first is unharmed', async () => {
  const { cwd, running, open } = await runToGate('two');
  const kept = await keptTurns(join(cwd, 'store'));
  for (const args of [crashRun, [...crashRun, '--trials', '1']]) {
    const second = await runCli(args, { cwd });
    expect(second.code).toBe(3);
    expect(errorOf(second).code).toBe('store-locked');
  }
  expect(await keptTurns(join(cwd, 'store'))).toEqual(kept);
  open();
  const first = await running.ended;
  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.stdout)).toMatchObject({ trials: CRASH_TRIALS });
  const turns = await keptTurns(join(cwd, 'store'));
  expect(linesIn(cwd, 'asked.log')).toBe(turns.length);
  const verified = await runCli(['verify', 'store', '--json'], { cwd });
  expect(JSON.parse(verified.stdout)).toMatchObject({ verified: CRASH_TRIALS, problems: [] });
});

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops a run in order: exit code 130, nothing lost, and the same command goes on',
  async (signal) => {
    const { cwd, running, open } = await runToGate(signal);
    running.child.kill(signal);
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /\nStopping; what is finished is kept\. Press Ctrl-C again to stop at once\.\noffswitch: the study was interrupted \[interrupted\]\n {2}Run the same command again/,
    );
    expect(JSON.parse(stopped.stdout).error.code).toBe('interrupted');
    const kept = await keptTurns(join(cwd, 'store'));
    expect(linesIn(cwd, 'asked.log')).toBe(kept.length + IN_FLIGHT);

    open();
    const resumed = await runCli(crashRun, { cwd });
    expect(resumed).toMatchObject({ code: 0 });
    const turns = await keptTurns(join(cwd, 'store'));
    expect(kept.filter((mark) => !turns.includes(mark))).toEqual([]);
    expect(linesIn(cwd, 'asked.log')).toBe(turns.length + IN_FLIGHT);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ trials: CRASH_TRIALS });
  },
);
