/** Monitors: the worst vote counts, and no vote is the worst. */
import { expect, it } from 'vitest';
import { effect } from '../../../test/support/guard.ts';
import { collectVotes, type Monitor, type Vote } from './monitors.ts';

function monitor(answers: readonly (Vote | Error | 'never' | 'odd')[]): Monitor {
  let asked = 0;
  return {
    name: 'm',
    votes: answers.length,
    vote: async () => {
      const answer = answers[asked++];
      if (answer instanceof Error) throw answer;
      if (answer === 'never') return new Promise<Vote>(() => {});
      return answer as Vote;
    },
  };
}

it.each<[readonly (Vote | Error | 'never' | 'odd')[], Vote, boolean]>([
  [['pass'], 'pass', false],
  [['pass', 'pass', 'escalate'], 'escalate', false],
  [['deny', 'pass', 'escalate'], 'deny', false],
  [['pass', new Error('no model')], 'deny', true],
  [['pass', 'never'], 'deny', true],
  [['odd'], 'deny', true],
])('%j votes %s', async (answers, vote, failed) => {
  const [given] = await collectVotes([monitor(answers)], effect('write'), 20);
  expect(given).toMatchObject({ monitor: 'm', vote });
  expect(given?.error !== undefined).toBe(failed);
});

it('one that throws at once, or has no number of votes, is asked all the same', async () => {
  const odd: Monitor = {
    name: 'odd',
    votes: 0,
    vote: () => {
      throw new Error('at once');
    },
  };
  expect(await collectVotes([odd], effect('write'), 20)).toEqual([
    { monitor: 'odd', vote: 'deny', error: 'at once' },
  ]);
});

it('tells a monitor that nobody waits any more', async () => {
  let told = false;
  const slow: Monitor = {
    name: 'slow',
    votes: 1,
    vote: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          told = true;
          resolve('pass');
        });
      }),
  };
  expect(await collectVotes([slow], effect('write'), 10)).toMatchObject([{ vote: 'deny' }]);
  expect(told).toBe(true);
});
