/** What the calls of a trial used. */
import { expect, it } from 'vitest';
import type { Turn } from '../agents/agent.ts';
import { callTotals, noCalls, plusTotals, plusTurn } from './call-totals.ts';
import { eventsOf, play } from './sample-trial.conformance.ts';

const silent: Turn = { text: 'x', calls: [] };

it('adds up tokens, and tells calls without counts and reused ones apart', async () => {
  const { transcript } = await play([
    {
      ...silent,
      usage: {
        inputTokens: 100,
        cachedInputTokens: 40,
        cacheWriteTokens: 10,
        outputTokens: 20,
        reasoningTokens: 5,
      },
      report: { model: 'm-1' },
    },
    { ...silent, usage: { inputTokens: 200, outputTokens: 30 }, report: { model: 'm-2' } },
    { ...silent, report: { model: 'm-1' } },
    { ...silent, usage: { inputTokens: 900, outputTokens: 90 }, report: { model: 'm-2', reused: true } },
  ]);
  expect(eventsOf(transcript, 'model.call')).toHaveLength(4);
  expect(callTotals(transcript)).toEqual({
    calls: 4,
    unreported: 1,
    reused: 1,
    inputTokens: 300,
    cachedInputTokens: 40,
    cacheWriteTokens: 10,
    outputTokens: 50,
    reasoningTokens: 5,
    models: ['m-1', 'm-2'],
  });
});

it('is not there for agents that make no calls', async () => {
  const { transcript } = await play([silent]);
  expect(callTotals(transcript)).toBeUndefined();
});

it('is the same added up turn by turn or in parts', () => {
  const turns: readonly Turn[] = [
    { ...silent, usage: { inputTokens: 1, outputTokens: 2 }, report: { model: 'a' } },
    { ...silent, report: {} },
    { ...silent, usage: { inputTokens: 3, outputTokens: 4, reasoningTokens: 1 }, report: { model: 'b' } },
  ];
  const whole = turns.reduce(plusTurn, noCalls);
  for (let cut = 0; cut <= turns.length; cut += 1) {
    const [left, right] = [turns.slice(0, cut), turns.slice(cut)];
    expect(plusTotals(left.reduce(plusTurn, noCalls), right.reduce(plusTurn, noCalls))).toEqual(whole);
  }
});
