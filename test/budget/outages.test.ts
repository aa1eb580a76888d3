/** Providers out of service: theirs is stopped, others go on; failed trials can be run again. */
import { expect, test } from 'vitest';
import { always } from '../support/faults.ts';
import { args, CALLS, folder, offswitch, serve } from './setting.ts';

/** Two agents on two servers: the one of the configuration file and the one of the flag. */
function bothArgs(healthy: string, ...more: readonly string[]): readonly string[] {
  const agents = ['--agent', 'compatible:healthy/worker', '--agent', 'compatible:worker'];
  return ['run', 'pair.yaml', ...agents, '--base-url', healthy, ...more];
}

test('ten failures in a row stop one provider; the trials of the other are all run', async () => {
  const sick = await serve({ faults: always({ kind: 'status', status: 400 }) });
  const healthy = await serve();
  folder.write('offswitch.config.yaml', `servers:\n  healthy: {baseURL: "${healthy.url}"}\n`);
  const stopped = await offswitch(bothArgs(sick.url, '--store', 'both', '--concurrency', '4', '--json'));
  expect(stopped.code).toBe(4);
  expect(healthy.answered).toBe(20 * CALLS);
  // No new trials after the tenth; those in flight end by themselves.
  expect(sick.requests).toBeGreaterThanOrEqual(10);
  expect(sick.requests).toBeLessThan(20);
  const { error, planned, cells } = JSON.parse(stopped.stdout);
  expect(error).toMatchObject({ code: 'provider-stopped', data: { agent: 'compatible:worker', trials: 10 } });
  expect(error.message).toContain(sick.url);
  expect(planned).toBe(40);
  const of = (agent: string) => cells.filter((cell: { agent: string }) => cell.agent === agent);
  expect(of('compatible:healthy/worker')).toMatchObject([
    { n: 10, planned: 10 },
    { n: 10, planned: 10 },
  ]);
  const failed = of('compatible:worker');
  expect(failed[0].outcomes.error).toBeGreaterThanOrEqual(1);
  expect(stopped.stderr).toContain('[provider-stopped]\n');
  folder.write('offswitch.config.yaml', '{}\n');
});

test('failed trials are run again when asked, replaced, and stay paid for', async () => {
  let broken = true;
  const server = await serve({
    faults: (request) => (broken && request % 5 === 0 ? { kind: 'status', status: 400 } : undefined),
  });
  const first = await offswitch(args('run', server.url, 'retried', '--json'));
  expect(first.code).toBe(0);
  const before = JSON.parse(first.stdout);
  const errors = before.cells.reduce(
    (sum: number, cell: { outcomes: { error: number } }) => sum + cell.outcomes.error,
    0,
  );
  expect(errors).toBeGreaterThan(3);
  broken = false;
  const bought = server.answered;
  const plain = await offswitch(args('run', server.url, 'retried', '--json'));
  expect(server.answered).toBe(bought);
  expect(JSON.parse(plain.stdout).cells).toEqual(before.cells);

  const again = await offswitch(args('run', server.url, 'retried', '--retry-errors', '--json'));
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toMatch(/: \d+ trials to run, \d+ of them again, for they failed; /);
  const after = JSON.parse(again.stdout);
  expect(after.cells).toMatchObject([
    { n: 10, outcomes: { error: 0 } },
    { n: 10, outcomes: { error: 0 } },
  ]);
  expect(server.answered).toBe(bought + errors * CALLS);
  // The calls of the failed ones were bought, too.
  expect(after.costs[0].calls).toBe(server.answered);
  const verified = await offswitch(['verify', 'retried', '--json']);
  expect(JSON.parse(verified.stdout)).toMatchObject({ trials: 20, verified: 20, problems: [] });
});

test('a model that changes in the middle is told of at once, at the end and in the report', async () => {
  let model = 'worker-2025-01-01';
  const { url } = await serve({ reportedModel: () => model });
  const same = (...more: readonly string[]) =>
    offswitch(args('run', url, 'changed', '--concurrency', '1', ...more));
  expect((await same('--trials', '3')).stderr).not.toContain('more than one model');
  model = 'worker-2025-06-01';
  const changed = await same('--trials', '6');
  expect(changed.code).toBe(0);
  expect(changed.stderr).toContain(
    'Warning: compatible:worker is answered by more than one model (worker-2025-01-01, worker-2025-06-01); rates before and after may differ.\n',
  );
  const told = /MODEL CHANGED: .*worker-2025-01-01 in 6, worker-2025-06-01 in 6 trials/;
  expect(changed.stdout.replaceAll('\n', ' ')).toMatch(told);
  expect(changed.stdout.trim().split('\n').at(-1)).toMatch(told);
});
