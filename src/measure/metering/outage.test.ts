import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../kit/errors.ts';
import type { AgentKind } from '../agents/agent.ts';
import { failedTrial, sampleTrial } from '../store/sample-trials.conformance.ts';
import { watchForOutages } from './outage.ts';

const LENGTH = 10;

function agent(name: string): AgentKind {
  return {
    ...{ id: `test:${name}`, simulated: false, repeatable: false, resumes: true, reusable: true },
    ...{ persona: 'Test', parameters: {}, model: { provider: 'test', name } },
    start: () => ({ takeTurn: async () => null }),
  };
}

const one = agent('one');

/** Trials `from`, `from` + 1, ... fail; gives the numbers of those that are to be kept. */
function fail(watch: ReturnType<typeof watchForOutages>, count: number, code: ErrorCode, from = 0) {
  return Array.from({ length: count }, (_, index) => from + index).flatMap((number) =>
    watch.passed(failedTrial(number, code), one).map(({ position }) => position),
  );
}

describe('what is refused', () => {
  test('is held back, and never kept once the agent is stopped', () => {
    const watch = watchForOutages();
    expect(fail(watch, LENGTH, 'provider-refused')).toEqual([]);
    expect(watch.stopOf(one)).toMatchObject({ code: 'provider-refused' });
    expect(watch.rest()).toEqual([]);
  });

  test('is an error of its trial as soon as a call begun after it is answered', () => {
    const watch = watchForOutages();
    fail(watch, LENGTH - 1, 'provider-refused');
    watch.asked(one)();
    expect(watch.passed(sampleTrial(20), one).map(({ position }) => position)).toEqual([
      ...Array.from({ length: LENGTH - 1 }, (_, index) => index),
      20,
    ]);
    fail(watch, LENGTH - 1, 'provider-refused', 30);
    expect(watch.stopOf(one)).toBeUndefined();
  });

  test('is not kept for an answer to a call that was begun before it', () => {
    const watch = watchForOutages();
    const late = watch.asked(one);
    fail(watch, LENGTH - 1, 'provider-refused');
    late();
    expect(watch.passed(sampleTrial(20), one)).toHaveLength(1);
    expect(fail(watch, LENGTH - 1, 'provider-refused', 30)).toEqual([]);
    expect(watch.stopOf(one)).toBeUndefined();
    expect(fail(watch, 1, 'provider-refused', 50)).toEqual([]);
    expect(watch.stopOf(one)).toMatchObject({ code: 'provider-refused', data: { trials: LENGTH } });
    expect(watch.rest()).toEqual([]);
  });

  test('stays held back where an answer comes after the stop, even to a call begun in the middle', () => {
    const watch = watchForOutages();
    fail(watch, LENGTH / 2, 'provider-refused');
    const late = watch.asked(one);
    fail(watch, LENGTH / 2, 'provider-refused', LENGTH);
    late();
    expect(watch.stopOf(one)).toBeDefined();
    expect(watch.rest()).toEqual([]);
  });

  test('in a study that ends before so many are refused, the refusals are its result', () => {
    const watch = watchForOutages();
    fail(watch, 3, 'provider-refused');
    expect(watch.rest().map(({ position }) => position)).toEqual([0, 1, 2]);
  });
});

test('what fails otherwise is kept at once, and stops all agents of its provider', () => {
  const watch = watchForOutages();
  expect(fail(watch, LENGTH, 'provider-failed')).toHaveLength(LENGTH);
  expect(watch.stopOf(agent('two'))).toMatchObject({ code: 'provider-stopped' });
  expect(watch.stopOf({ ...agent('other'), model: { provider: 'elsewhere', name: 'm' } })).toBeUndefined();
});

test('an answer to another agent of the provider ends the row of the provider, not that of the agent', () => {
  const watch = watchForOutages();
  fail(watch, LENGTH - 1, 'provider-refused');
  watch.asked(agent('two'))();
  fail(watch, 1, 'provider-refused', LENGTH);
  expect(watch.stopOf(one)).toBeDefined();
  expect(watch.stopOf(agent('two'))).toBeUndefined();
});
