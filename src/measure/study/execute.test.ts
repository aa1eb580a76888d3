/** Running a plan whose calls are bought: caps, outages, journals, failed trials that are run again. */
import { describe, expect, test } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { storedOutcomes } from '../assessment/stored-outcomes.conformance.ts';
import { openMemoryStore } from '../store/memory.ts';
import type { TrialStore } from '../store/store.ts';
import { type Bought, boughtAgent, dollarACall, planOf } from './bought-agents.conformance.ts';
import { type Execution, executePlan } from './execute.ts';

const failed = new OffswitchError('provider-failed', 'no answer', 'Try again.');
const refused = new OffswitchError('provider-refused', 'wrong key', 'Check the key.');
const prices = [[dollarACall('maker', 'm')]];
const DOLLAR = 10n ** 12n;

function run(store: TrialStore, trials: number, agents: readonly Bought[], more: Partial<Execution> = {}) {
  const signal = new AbortController().signal;
  return executePlan({ plan: planOf(trials, ...agents), store, concurrency: 4, signal, prices, ...more });
}

const outcomes = async (store: TrialStore) => (await storedOutcomes(store)).map(({ outcome }) => outcome);
const fails = (which: (call: number) => boolean, error = failed) => ({
  answer: (call: number) => {
    if (which(call)) throw error;
    return {};
  },
});

describe('a budget', () => {
  test.each([1, 3, 7, 16])('of money holds with %i trials in flight', async (concurrency) => {
    const agent = boughtAgent('maker:m');
    const store = openMemoryStore();
    const first = await run(store, 20, [agent], { budget: { cost: 9n * DOLLAR }, concurrency });
    expect(agent.calls()).toBe(9);
    expect(agent.most()).toBeLessThanOrEqual(concurrency);
    expect(first.stops).toMatchObject([{ code: 'budget-reached', data: { flag: '--max-cost' } }]);
    expect(first.spent).toMatchObject({ picos: 9n * DOLLAR, unpriced: 0 });
    const second = await run(store, 20, [agent], { concurrency });
    expect(second).toMatchObject({ stops: [], total: 20 });
    expect(agent.calls()).toBe(40);
  });

  test('that suffices to the cent stops nothing', async () => {
    const agent = boughtAgent('maker:m');
    const summary = await run(openMemoryStore(), 5, [agent], { budget: { cost: 10n * DOLLAR } });
    expect(summary).toMatchObject({ run: 5, stops: [] });
  });

  test('lets through as many at once as fit into what is left', async () => {
    const agent = boughtAgent('maker:m');
    await run(openMemoryStore(), 20, [agent], { budget: { tokens: 110 * 30 }, concurrency: 8 });
    expect(agent.most()).toBe(8);
    expect(agent.calls()).toBe(30);
  });

  test('cannot be held where an answer has no token counts: said, and not guessed', async () => {
    const agent = boughtAgent('maker:m', {
      answer: (call) => (call === 5 ? ({ usage: undefined } as object) : {}),
    });
    const store = openMemoryStore();
    const capped = await run(store, 20, [agent], { budget: { tokens: 1_000_000 }, concurrency: 1 });
    expect(capped.stops).toMatchObject([
      {
        code: 'budget-reached',
        message: expect.stringMatching(/cannot be enforced: 1 answer came without token/),
      },
    ]);
    expect(agent.calls()).toBe(5);
    expect((await run(store, 20, [agent], { budget: { tokens: 1_000_000 } })).stops).toHaveLength(1);
    expect(agent.calls()).toBe(5);
  });

  test('counts what failed trials used that were run again', async () => {
    const agent = boughtAgent(
      'maker:m',
      fails((call) => call === 2),
    );
    const store = openMemoryStore();
    await run(store, 1, [agent]);
    expect(await outcomes(store)).toEqual(['error']);
    await run(store, 1, [agent], { retryErrors: true });
    expect(agent.calls()).toBe(4);
    const capped = await run(store, 5, [agent], { budget: { cost: 4n * DOLLAR }, concurrency: 1 });
    expect(capped.spent.picos).toBe(DOLLAR);
  });

  test('in money needs a price for every agent that buys', async () => {
    const agent = boughtAgent('maker:unknown');
    await expect(run(openMemoryStore(), 1, [agent], { budget: { cost: DOLLAR } })).rejects.toMatchObject({
      code: 'unknown-price',
    });
    expect(agent.calls()).toBe(0);
  });
});

describe('an outage', () => {
  test('of one provider leaves the others alone; refused trials of it are not kept', async () => {
    const sick = boughtAgent(
      'sick:m',
      fails(() => true, refused),
    );
    const well = boughtAgent('maker:m');
    const store = openMemoryStore();
    const summary = await run(store, 30, [sick, well], { concurrency: 3 });
    expect(summary.stops).toMatchObject([
      { code: 'provider-refused', data: { agent: 'sick:m', trials: 10 } },
    ]);
    expect(sick.calls()).toBeLessThanOrEqual(12);
    expect(well.calls()).toBe(60);
    expect((await outcomes(store)).filter((outcome) => outcome === 'error')).toEqual([]);
  });

  test('other failures are kept as errors; ten mixed ones stop the provider, too', async () => {
    const sick = boughtAgent('sick:m', {
      answer: (call) => {
        throw call % 2 === 0 ? refused : failed;
      },
    });
    const store = openMemoryStore();
    const summary = await run(store, 30, [sick], { concurrency: 1 });
    expect(summary.stops).toMatchObject([{ code: 'provider-stopped' }]);
    expect(sick.calls()).toBe(10);
    expect(await outcomes(store)).toEqual(Array(5).fill('error'));
  });

  test('is none if a trial between is whole, or if the failures are not the provider’s', async () => {
    const flaky = boughtAgent(
      'maker:m',
      fails((call) => (call - 1) % 11 < 9),
    );
    expect((await run(openMemoryStore(), 60, [flaky], { concurrency: 1 })).stops).toEqual([]);
    const own = boughtAgent(
      'own:m',
      fails(() => true, new OffswitchError('bad-agent', 'a bug', 'Mend it.')),
    );
    expect((await run(openMemoryStore(), 30, [own])).stops).toEqual([]);
  });

  test('of a short study keeps nothing that was refused, and is told', async () => {
    const short = boughtAgent(
      'sick:m',
      fails(() => true, refused),
    );
    const store = openMemoryStore();
    const stops = [{ code: 'provider-refused', data: { trials: 9 } }];
    expect((await run(store, 9, [short])).stops).toMatchObject(stops);
    expect(await outcomes(store)).toEqual([]);
  });

  test('is one for all agents of a provider at one address', async () => {
    const model = (name: string) => ({ provider: 'sick', name });
    const parameters = { baseUrl: 'https://sick.example' };
    const one = boughtAgent('sick:one', { ...fails(() => true), model: model('one'), parameters });
    const two = boughtAgent('sick:two', { ...fails(() => true), model: model('two'), parameters });
    const summary = await run(openMemoryStore(), 30, [one, two], { concurrency: 1 });
    expect(summary.stops).toHaveLength(1);
    expect(one.calls() + two.calls()).toBe(10);
  });
});

test('a model that is refused where others of its provider are served is stopped alone', async () => {
  const model = (name: string) => ({ provider: 'maker', name });
  const wrong = boughtAgent('maker:wrong', { ...fails(() => true, refused), model: model('wrong') });
  const right = boughtAgent('maker:m', { model: model('m') });
  const store = openMemoryStore();
  const summary = await run(store, 30, [wrong, right], { concurrency: 2 });
  expect(summary.stops).toMatchObject([{ code: 'provider-refused', data: { agent: 'maker:wrong' } }]);
  expect(right.calls()).toBe(60);
  expect(await outcomes(store)).not.toContain('error');
});

test('many failures before the first trial is whole are no outage where calls are answered', async () => {
  const agent = boughtAgent(
    'maker:m',
    fails((call) => call > 30 && call % 2 === 0),
  );
  const store = openMemoryStore();
  expect((await run(store, 30, [agent], { concurrency: 30 })).stops).toEqual([]);
  expect((await outcomes(store)).filter((outcome) => outcome === 'error')).toHaveLength(15);
});

describe('journals', () => {
  const killedAfter = async (calls: number, resumes: boolean) => {
    const stop = new AbortController();
    const agent = boughtAgent('maker:m', {
      resumes,
      answer: (call) => {
        if (call === calls + 1) stop.abort();
        return {};
      },
    });
    const store = openMemoryStore();
    const running = run(store, 1, [agent], { signal: stop.signal });
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    return { agent, store };
  };

  test('an agent that resumes goes on', async () => {
    const { agent, store } = await killedAfter(1, true);
    expect(await store.journalKeys()).toHaveLength(1);
    await run(store, 1, [agent]);
    // The first call, the one that was cut off, and that one again.
    expect(agent.calls()).toBe(3);
  });

  test('one that cannot starts over', async () => {
    const { agent, store } = await killedAfter(1, false);
    expect(await store.journalKeys()).toEqual([]);
    await run(store, 1, [agent]);
    expect(agent.calls()).toBe(4);
  });
});

describe('failed trials that are run again', () => {
  test('stay as they are until the new one is there, and are replaced by whatever it comes to', async () => {
    const agent = boughtAgent(
      'maker:m',
      fails((call) => call <= 4),
    );
    const store = openMemoryStore();
    await run(store, 3, [agent], { concurrency: 1 });
    expect(await outcomes(store)).toEqual(['error', 'error', 'error']);
    const stopped = await run(store, 3, [agent], {
      retryErrors: true,
      budget: { cost: DOLLAR },
      concurrency: 1,
    });
    // The first of them failed again; the second was suspended after its first answer.
    expect(stopped.stops).toMatchObject([{ code: 'budget-reached' }]);
    expect(await outcomes(store)).toEqual(['error', 'error', 'error']);
    const last = await run(store, 3, [agent], { retryErrors: true, concurrency: 1 });
    expect(last).toMatchObject({ alreadyStored: 0, run: 3 });
    expect(await outcomes(store)).not.toContain('error');
    expect(agent.calls()).toBe(4 + 6);
  });
});
