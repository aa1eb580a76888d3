/** What was begun within an hour is counted by a clock that nobody sets. */
import { expect, it } from 'vitest';
import type { Saying } from '../../../notary/records/record.ts';
import { foldStanding } from './standing.ts';

const MINUTE_US = 60_000_000;
const create = (count: number, id = `c${count}`): Saying => ({
  kind: 'lifecycle.command',
  body: {
    id,
    command: 'scale',
    subject: [{ id: 'atlas', family: null, provider: null, weights: null, prompt: null, deployment: null }],
    ...{ count, lineage: 'atlas', by: 'mira', reason: null, approval: null },
  },
});

it('whatever the time of day says, forward or back, and over a restart', () => {
  let mono = 0;
  let day = Date.UTC(2026, 10, 26);
  const clock = { monoUs: () => mono, wallMs: () => day };
  const before = foldStanding(clock);
  const read = { run: 'guard/1', channel: 'commands', wall: new Date(day).toISOString() };
  before.take({ ...read, mono_us: 5 * MINUTE_US, ...create(2) });
  // Another run of the guard, on a machine that was started anew.
  mono = 3 * MINUTE_US;
  before.goLive();
  const ageOf = (at: number) => Math.round((before.now() - at) / 60_000);
  const live = (saying: Saying) =>
    before.take({ run: 'guard/2', channel: 'commands', wall: new Date(day).toISOString(), ...saying });
  day += 86_400_000;
  mono += 10 * MINUTE_US;
  live(create(5));
  day -= 2 * 86_400_000;
  mono += 20 * MINUTE_US;
  expect(before.state.begun.map(({ at, count }) => [ageOf(at), count])).toEqual([
    [30, 2],
    [20, 3],
  ]);
  mono += 35 * MINUTE_US;
  live(create(6));
  expect(before.state.begun.map(({ count }) => count)).toEqual([3, 1]);
});

it('what ended by itself and is begun again counts again', () => {
  const clock = { monoUs: () => MINUTE_US, wallMs: () => 0 };
  const fold = foldStanding(clock);
  fold.goLive();
  const live = (channel: string, saying: Saying) =>
    fold.take({ run: 'guard/1', channel, wall: new Date(0).toISOString(), ...saying });
  const opened: Saying = { kind: 'channel.open', body: { peer: 'atlas', identity: 'descriptor' } };
  live('commands', create(2));
  for (const channel of ['agent/atlas/1.1', 'agent/atlas/1.2']) live(channel, opened);
  const confirmed = { of: 'c2', result: 'confirmed' as const, evidence: null };
  live('commands', { kind: 'lifecycle.confirm', body: confirmed });
  live('agent/atlas/1.1', { kind: 'channel.close', body: { reason: 'it ended' } });
  live('commands', create(2, 'again'));
  expect(fold.state.begun.map(({ count }) => count)).toEqual([2, 1]);
});
