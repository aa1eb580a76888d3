/** `plan --pilot`: a few trials, kept, and a forecast that the whole study then bears out. */
import { expect, test } from 'vitest';
import { args, CALLS, offswitch, serve, USAGE } from './setting.ts';

test('forecasts what the study then takes, and the study buys nothing of it again', async () => {
  // Every answer is a little longer than others by chance: the same for the same number.
  const server = await serve({ usage: (answer) => ({ ...USAGE, outputTokens: 80 + ((answer * 37) % 41) }) });
  const plan = await offswitch(args('plan', server.url, 'piloted', '--pilot', '5', '--json'));
  expect(plan.code).toBe(0);
  expect(server.answered).toBe(5 * CALLS);
  const { forecast, totals } = JSON.parse(plan.stdout);
  expect(totals.trials).toBe(20);
  expect(forecast).toMatchObject({
    ...{ trials: 5, missing: 15, confidence: 0.95 },
    calls: { estimate: 80, low: 80, high: 80 },
    inputTokens: { estimate: 80_000, low: 80_000, high: 80_000 },
    secondsLeft: expect.any(Number),
  });
  expect(forecast.cost.low).toBeLessThan(forecast.cost.high);

  const text = await offswitch(args('plan', server.url, 'piloted', '--pilot', '5'));
  expect(server.answered).toBe(5 * CALLS);
  expect(text.stdout).toMatch(/cost +\$0\.\d{4} {2}\(\$0\.\d{4} to \$0\.\d{4}\)/);

  const run = await offswitch(args('run', server.url, 'piloted', '--json'));
  expect(run.code).toBe(0);
  expect(server.answered).toBe(20 * CALLS);
  const [costs] = JSON.parse(run.stdout).costs;
  expect(Number(costs.cost)).toBeGreaterThanOrEqual(forecast.cost.low);
  expect(Number(costs.cost)).toBeLessThanOrEqual(forecast.cost.high);
  expect(costs.outputTokens).toBeLessThanOrEqual(forecast.outputTokens.high);
});

test('without a price there are tokens and no cost; without a model there is nothing to forecast', async () => {
  const server = await serve();
  const given = ['plan', 'pair.yaml', '--agent', 'compatible:worker', '--base-url', server.url];
  const plan = await offswitch([...given, '--store', 'unpriced', '--pilot', '2', '--json']);
  expect(JSON.parse(plan.stdout).forecast).toMatchObject({ cost: null, calls: { estimate: 80 } });
  const bound = await offswitch(given);
  expect(bound.stdout).toContain('compatible:worker (unknown price)');
  expect(server.answered).toBe(2 * CALLS);
  const none = await offswitch(['plan', '--pilot', '2', '--json']);
  expect(none.code).toBe(2);
  expect(JSON.parse(none.stdout).error.code).toBe('bad-flag');
});
