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
  return Array.from({ length: count }, (_, index) => from + index).filter((number) =>
    watch.keeps(failedTrial(number, code), one),
  );
}

describe('what is refused', () => {
  test('is never kept, and stops the agent after ten in a row', () => {
    const watch = watchForOutages();
    expect(fail(watch, LENGTH - 1, 'provider-refused')).toEqual([]);
    expect(watch.stopOf(one)).toBeUndefined();
    expect(fail(watch, 1, 'provider-refused', LENGTH)).toEqual([]);
    expect(watch.stopOf(one)).toMatchObject({ code: 'provider-refused', data: { trials: LENGTH } });
    expect(watch.stops()).toHaveLength(1);
    expect(fail(watch, 1, 'provider-failed', LENGTH + 1)).toEqual([]);
  });

  test('is told of at the end, also where it was too little to stop anything', () => {
    const watch = watchForOutages();
    expect(fail(watch, 3, 'provider-refused')).toEqual([]);
    watch.answered(one);
    expect(watch.keeps(sampleTrial(20), one)).toBe(true);
    expect(watch.stopOf(one)).toBeUndefined();
    expect(watch.stops()).toMatchObject([{ code: 'provider-refused', data: { trials: 3 } }]);
  });

  test('begins another row after an answer', () => {
    const watch = watchForOutages();
    fail(watch, LENGTH - 1, 'provider-refused');
    watch.answered(one);
    fail(watch, LENGTH - 1, 'provider-refused', 30);
    expect(watch.stopOf(one)).toBeUndefined();
    fail(watch, 1, 'provider-refused', 50);
    expect(watch.stopOf(one)).toBeDefined();
  });

  test('stays stopped where an answer comes after the stop', () => {
    const watch = watchForOutages();
    fail(watch, LENGTH, 'provider-refused');
    watch.answered(one);
    expect(watch.stopOf(one)).toBeDefined();
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
  watch.answered(agent('two'));
  fail(watch, 1, 'provider-refused', LENGTH);
  expect(watch.stopOf(one)).toBeDefined();
  expect(watch.stopOf(agent('two'))).toBeUndefined();
});
