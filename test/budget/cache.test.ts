/** `--cache`: identical calls of other studies are not bought again, and say so. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { args, CALLS, folder, offswitch, serve } from './setting.ts';

const TRIALS = 20;

test('a second store gets the answers of the first for nothing, and other repetitions are bought', async () => {
  const server = await serve();
  const cached = (store: string, ...more: readonly string[]) =>
    offswitch(args('run', server.url, store, '--cache', 'answers', ...more));
  const first = await cached('first', '--json');
  expect(first).toMatchObject({ code: 0 });
  expect(server.answered).toBe(TRIALS * CALLS);
  // Every trial bought its own answers: repetitions and cells are independent draws.
  expect(JSON.parse(first.stdout).costs[0]).toMatchObject({ calls: 80, reused: 0, trialsWithReused: 0 });

  const second = await cached('second', '--trials', '11', '--max-cost', '0.016');
  expect(second).toMatchObject({ code: 0 });
  expect(server.answered).toBe((TRIALS + 2) * CALLS);
  expect(second.stdout).toContain('80 answers reused from the cache');
  expect(second.stdout).toContain('20 trials have answers reused from a cache');
  const report = await offswitch(['report', 'second', '--json', '--prices', 'prices.yaml']);
  expect(JSON.parse(report.stdout).costs[0]).toMatchObject({
    ...{ calls: 88, reused: 80, trialsWithReused: 20, inputTokens: 8000, cost: '0.016' },
  });
  const verified = await offswitch(['verify', 'second', '--json']);
  expect(JSON.parse(verified.stdout)).toMatchObject({ trials: 22, verified: 22, problems: [] });

  const other = await cached('seed', '--seed', '2', '--trials', '1');
  expect(other.code).toBe(0);
  expect(server.answered).toBe((TRIALS + 4) * CALLS);
  const plain = await offswitch(args('run', server.url, 'plain', '--trials', '1'));
  expect(plain.stdout).not.toContain('reused');
  expect(server.answered).toBe((TRIALS + 6) * CALLS);
});

test('answers that a filter cut off are bought again', async () => {
  const server = await serve({
    faults: (request) => (request === 1 ? { kind: 'content-filter' } : undefined),
  });
  for (const store of ['filtered', 'again']) {
    const given = args(
      'run',
      server.url,
      store,
      '--cache',
      'filter-cache',
      '--trials',
      '1',
      '--concurrency',
      '1',
    );
    expect((await offswitch(given)).code).toBe(0);
  }
  // One answer and four; then four for the trial that was cut off.
  expect(server.answered).toBe(1 + CALLS + CALLS);
});

test('a file that is no cache is an error before anything is bought', async () => {
  const server = await serve();
  writeFileSync(folder.file('odd'), 'not a cache');
  const refused = await offswitch(args('run', server.url, 'none', '--cache', 'odd', '--json'));
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.stdout).error.code).toBe('store-not-a-store');
  expect(server.requests).toBe(0);
});
