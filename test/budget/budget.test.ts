/** Hard caps on money and tokens: held, told, and gone on from. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { args, CALL, CALLS, folder, offswitch, serve, USAGE } from './setting.ts';

const TRIALS = 20;

test('a run that would cost eight times the cap stops at it, and goes on with a higher one, buying nothing twice', async () => {
  const server = await serve();
  const capped = await offswitch(args('run', server.url, 'capped', '--max-cost', '0.02'));
  expect(capped.code).toBe(5);
  // The cap to the cent: with so little left no more than one call was in flight.
  expect(server.answered * CALL).toBeCloseTo(0.02, 9);
  expect(capped.stderr).toMatch(
    /offswitch: the budget is used up: \$0\.0200 spent of \$0\.0200; \d of 20 trials are done \[budget-reached\]\n {2}Run the same command with a higher --max-cost/,
  );
  expect(capped.stdout).toMatch(/INCOMPLETE: \d+ of 20 planned trials are not in the store/);
  expect(capped.stdout).toContain('10 calls, 11,000 tokens, $0.0200');
  expect(readFileSync(folder.file('capped-report.md'), 'utf8')).toContain('STOPPED: the budget is used up');

  const again = await offswitch(args('run', server.url, 'capped', '--max-cost', '0.02', '--json'));
  expect(again.code).toBe(5);
  expect(server.answered).toBe(10);
  const document = JSON.parse(again.stdout);
  expect(document).toMatchObject({
    planned: TRIALS,
    error: { code: 'budget-reached', data: { flag: '--max-cost' } },
    costs: [{ agent: 'compatible:worker', calls: 10, cost: '0.02' }],
  });

  const higher = await offswitch(args('run', server.url, 'capped', '--max-cost', '0.05'));
  expect(higher.code).toBe(5);
  expect(server.answered * CALL).toBeLessThanOrEqual(0.05 + CALL / 2);
  const rest = await offswitch(args('run', server.url, 'capped', '--json'));
  expect(rest).toMatchObject({ code: 0 });
  expect(server.answered).toBe(TRIALS * CALLS);
  const { cells, costs, planned, trials, error } = JSON.parse(rest.stdout);
  expect([cells.length, planned, trials, error]).toEqual([2, TRIALS, TRIALS, undefined]);
  expect(costs).toEqual([
    {
      agent: 'compatible:worker',
      role: 'agent',
      votes: 0,
      trials: TRIALS,
      calls: 80,
      callsElsewhere: 0,
      reused: 0,
      trialsWithReused: 0,
      unreported: 0,
      variant: null,
      inputTokens: 80_000,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 8_000,
      reasoningTokens: 0,
      cost: '0.16',
      unpricedCalls: 0,
      costPerTrial: '0.008',
      price: {
        provider: 'compatible',
        model: 'worker',
        by: 'asked',
        asOf: '2026-01-01',
        source: 'https://prices.example',
      },
      models: [{ id: 'worker', answered: TRIALS }],
    },
  ]);
});

test('a cap is spent on whole trials, not on the beginnings of many', async () => {
  const server = await serve();
  // Enough for five trials and a half.
  const capped = await offswitch(
    args('run', server.url, 'whole', '--max-cost', '0.044', '--concurrency', '64', '--json'),
  );
  expect(capped.code).toBe(5);
  expect(JSON.parse(capped.stdout).trials).toBe(5);
  expect(server.answered).toBe(22);
});

test('a cap on tokens, from the study file, and a flag before it', async () => {
  const server = await serve();
  folder.write('tokens.yaml', 'name: t\ntrials: 5\nbudget: {tokens: 5000}\narms: [{scenario: tampering}]\n');
  const given = ['--agent', 'compatible:worker', '--base-url', server.url, '--store', 'tokens'];
  const capped = await offswitch(['run', 'tokens.yaml', ...given]);
  expect(capped.code).toBe(5);
  expect(server.answered).toBe(5);
  expect(capped.stderr).toContain('5500 tokens spent of 5000 tokens');
  expect(capped.stdout).toContain('unknown price');
  const more = await offswitch(['run', 'tokens.yaml', ...given, '--max-tokens', '1000000']);
  expect(more.code).toBe(0);
  expect(server.answered).toBe(5 * CALLS);
});

test('many in flight and answers that grow: beyond the cap by no more than what was in flight', async () => {
  const server = await serve({ usage: (answer) => ({ ...USAGE, inputTokens: 1000 * answer }) });
  const capped = await offswitch(
    args('run', server.url, 'growing', '--max-tokens', '100000', '--concurrency', '8', '--json'),
  );
  expect(capped.code).toBe(5);
  const [costs] = JSON.parse(capped.stdout).costs;
  const spent = costs.inputTokens + costs.outputTokens;
  expect(spent).toBeGreaterThanOrEqual(100_000);
  // No answer took more tokens than the last.
  expect(spent).toBeLessThan(100_000 + 8 * 1100 * server.answered);
});

test('failed trials and the turns of unfinished ones count', async () => {
  const server = await serve({
    faults: (request) => (request % 6 === 0 ? { kind: 'status', status: 400 } : undefined),
  });
  const first = await offswitch(args('run', server.url, 'failing', '--max-cost', '0.06', '--json'));
  expect(first.code).toBe(5);
  expect(server.answered).toBe(30);
  const report = JSON.parse(first.stdout);
  expect(report.cells.some((cell: { outcomes: { error: number } }) => cell.outcomes.error > 0)).toBe(true);
  expect(report.costs[0]).toMatchObject({ calls: 30, cost: '0.06' });
});

test('a cap in money needs prices, before anything is bought', async () => {
  const server = await serve();
  const given = ['--agent', 'compatible:worker', '--base-url', server.url, '--store', 'unpriced'];
  const refused = await offswitch(['run', 'pair.yaml', ...given, '--max-cost', '1', '--json']);
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'unknown-price',
    data: { agent: 'compatible:worker' },
  });
  expect(server.requests).toBe(0);
  const bad = await offswitch(['run', 'pair.yaml', ...given, '--max-cost', '1e3']);
  expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('must be US dollars') });
});

test('tokens whose price is not known stop a run that has a cap: nothing is guessed', async () => {
  const server = await serve({
    usage: (answer) => ({
      ...USAGE,
      ...(answer === 3 ? { cacheWriteTokens: 500 } : {}),
      cachedInputTokens: 1000,
    }),
  });
  folder.write(
    'uncached.yaml',
    readFileSync(folder.file('prices.yaml'), 'utf8').replace(' cachedInputPerMillion: 0.1,', ''),
  );
  const capped = await offswitch([
    ...args('run', server.url, 'uncached', '--max-cost', '1').filter(
      (arg) => arg !== 'prices.yaml' && arg !== '--prices',
    ),
    ...['--prices', 'uncached.yaml'],
  ]);
  expect(capped.code).toBe(5);
  expect(capped.stderr).toContain('the cost of 1 of the calls bought is not known');
  expect(server.answered).toBe(1);
});

test('simulated agents cost nothing and nothing is said of it, also under a cap', async () => {
  const run = await offswitch(['run', '--trials', '1', '--store', 'simulated', '--max-cost', '0']);
  expect(run).toMatchObject({ code: 0 });
  const [report] = run.stdout.split('\nNext, with a real model');
  expect(report).not.toMatch(/\bcosts?\b|token|Spent|INCOMPLETE/);
});
