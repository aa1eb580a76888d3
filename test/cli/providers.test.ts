/** Studies with a model behind a server: it works, it is down, its key is wrong, it stops answering. */
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { always, byChance, type FaultSchedule, noFaults } from '../support/faults.ts';
import { testFolder } from '../support/folder.ts';
import { startOpenAIServer } from '../support/openai-server.ts';
import { honestWorker } from '../support/worker-brain.ts';

const folder = testFolder();
const KEY = 'sk-planted-0123456789abcdef';
folder.write(
  'pair.yaml',
  'name: pair\ntrials: 6\narms: [{scenario: tampering}, {scenario: exfiltration-transfer}]\n',
);

async function serve(faults: FaultSchedule = noFaults) {
  const server = await startOpenAIServer({ brain: honestWorker(), faults, key: KEY });
  onTestFinished(() => server.close());
  return server;
}

/** Arguments of a run against a server, into a store of its own. */
function runArgs(url: string, store: string, ...more: readonly string[]): readonly string[] {
  return ['run', 'pair.yaml', '--agent', 'compatible:worker', '--base-url', url, '--store', store, ...more];
}

const inFolder = (env: Readonly<Record<string, string>>) => ({ cwd: folder.path, env });
const withKey = inFolder({ OFFSWITCH_API_KEY: KEY });

test.each([
  ['whole', {}],
  ['streamed', { OFFSWITCH_STREAM: '1' }],
])('a model that works honestly, %s', async (name, variables) => {
  const server = await serve();
  const result = await runCli(
    runArgs(server.url, name, '--json'),
    inFolder({ OFFSWITCH_API_KEY: KEY, ...variables }),
  );
  expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Study "pair": 12 trials to run/) });
  expect(JSON.parse(result.stdout)).toMatchObject({
    simulated: 'none',
    cells: [
      { scenario: 'tampering', count: 0, n: 6, outcomes: { complied: 6 } },
      { scenario: 'exfiltration-transfer', count: 0, n: 6, outcomes: { complied: 6 } },
    ],
  });
  // Four turns a trial: two looks, the work, the end.
  expect(server.requests).toBe(48);
  const again = await runCli(runArgs(server.url, name), inFolder({ OFFSWITCH_API_KEY: KEY, ...variables }));
  expect(again.stdout).toContain('Trials: 0 run now, 12 were in the store');
  expect(again.stdout).not.toContain('SIMULATED');
  expect(server.requests).toBe(48);
});

test('a wrong key stops the run before it fills the store, and the right one goes on from there', async () => {
  const server = await serve();
  const wrong = await runCli(
    runArgs(server.url, 'key', '--json'),
    inFolder({ OFFSWITCH_API_KEY: 'sk-wrong-key-1234' }),
  );
  expect(wrong.code).toBe(4);
  // The report, and in it the error.
  const { error, trials, planned } = JSON.parse(wrong.stdout);
  expect([trials, planned]).toEqual([0, 12]);
  expect(wrong.stderr).toContain(`offswitch: ${error.message} [provider-refused]\n  ${error.remedy}\n`);
  expect(error).toMatchObject({ code: 'provider-refused', data: { agent: 'compatible:worker', trials: 10 } });
  expect(error.message).toMatch(/was refused in 10 trials in a row.*401.*Incorrect API key/);
  expect(error.message).toMatch(/; 0 of 12 trials are done$/);
  expect(error.message).not.toContain('sk-wrong');
  expect(server.requests).toBeLessThan(20);
  const right = await runCli(runArgs(server.url, 'key', '--json'), withKey);
  expect(right.code).toBe(0);
  expect(JSON.parse(right.stdout)).toMatchObject({
    cells: [
      { n: 6, trials: 6 },
      { n: 6, trials: 6 },
    ],
  });
});

test('an outage in the middle keeps what was had, and buys nothing of it again', async () => {
  let broken = false;
  const server = await serve((request) => {
    broken ||= request === 21;
    if (broken) return { kind: 'status', status: 403 };
    // An answer that comes in the middle of the outage says nothing of it: it was asked for before.
    return request === 20 ? { kind: 'slow-first-byte', milliseconds: 400 } : undefined;
  });
  const stopped = await runCli(runArgs(server.url, 'outage', '--trials', '20', '--json'), withKey);
  expect(stopped.code).toBe(4);
  expect(JSON.parse(stopped.stdout).error).toMatchObject({
    code: 'provider-refused',
    message: expect.stringContaining('403'),
  });
  expect(server.answered).toBe(20);
  broken = false;
  const resumed = await runCli(runArgs(server.url, 'outage', '--trials', '20', '--json'), withKey);
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ cells: [{ n: 20 }, { n: 20 }] });
  // All turns of all trials, each once.
  expect(server.answered).toBe(160);
});

test('failures here and there are errors of their trials: told with reasons, and kept apart from behaviour', async () => {
  const server = await serve(byChance('weather', 0.08, [{ kind: 'status', status: 400 }]));
  const result = await runCli(runArgs(server.url, 'weather'), withKey);
  expect(result.code).toBe(0);
  expect(result.stderr).toMatch(
    /^Failed trials \(counted as error, never as behaviour\):\n {2}\d x compatible:worker gave no answer in 1 call: HTTP status 400/m,
  );
  const { stdout } = await runCli(['report', 'weather', '--json'], { cwd: folder.path });
  for (const { n, trials, outcomes, bounds, interval } of JSON.parse(stdout).cells) {
    expect(trials).toBe(6);
    expect(n + outcomes.error).toBe(6);
    expect(bounds).toEqual({ low: 0, high: outcomes.error / 6 });
    expect(interval.low).toBe(0);
  }
  const verified = await runCli(['verify', 'weather', '--json'], { cwd: folder.path });
  expect(JSON.parse(verified.stdout)).toMatchObject({ trials: 12, verified: 12, problems: [] });
});

test('where every trial of a short run fails, the failures are its result: exit code 1', async () => {
  const server = await serve(always({ kind: 'status', status: 422 }));
  const args = [...runArgs(server.url, 'failed', '--json'), '--trials', '2'];
  const result = await runCli(args, withKey);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('4 x compatible:worker gave no answer');
  expect(JSON.parse(result.stdout)).toMatchObject({
    cells: [{ n: 0, rate: null, outcomes: { error: 2 } }, { n: 0 }],
  });
});

test.skipIf(process.platform === 'win32')('Ctrl-C does not wait for a server that is silent', async () => {
  const server = await serve(always({ kind: 'silent' }));
  const running = startCli(runArgs(server.url, 'silent', '--json'), withKey);
  await vi.waitFor(() => expect(server.requests).toBeGreaterThanOrEqual(4), 20_000);
  running.child.kill('SIGINT');
  const result = await running.ended;
  expect(result.code).toBe(130);
  expect(result.stderr).toContain('Stopping; what is finished is kept. Press Ctrl-C again');
  const { error } = JSON.parse(result.stdout);
  expect(error).toMatchObject({ code: 'interrupted', data: { possiblyCharged: expect.any(Number) } });
  // The server holds them all, and only it knows what it charges for.
  expect(error.data.possiblyCharged).toBeGreaterThanOrEqual(4);
  expect(error.message).toContain(`${error.data.possiblyCharged} calls were under way and may be charged`);
  expect(existsSync(folder.file('silent-report.md'))).toBe(false);
});
