/** Leases, with a clock of the test's own and without processes: what renews them, and what ends them. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { newSeed } from '../../../notary/formats/signing.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Entry } from '../../guard/broker/line.ts';
import type { ManagedAgent } from '../registry/registry.ts';
import type { Evaluation, LeaseTerms } from './evidence.ts';
import type { SignedLeases } from './lease.ts';
import { openLeases } from './leases.ts';

const digest: Hash = hashText('x');
const terms: LeaseTerms = { seconds: 60, heartbeat: 'channel', evaluated: undefined };
const DAY = 86_400_000;

function rig() {
  let now = 1000;
  let stamp = 'as it was';
  let weights: readonly Hash[] = [digest];
  let evaluation: Evaluation | undefined;
  let day = 100 * DAY;
  let logFails = false;
  let wardenAnswers = true;
  const said: Saying[] = [];
  const taken: string[] = [];
  const knocks: string[] = [];
  const kept: string[] = [];
  const agent: ManagedAgent = {
    ...{ id: 'atlas', lineage: 'atlas', parents: [], driver: 'process', operator: undefined },
    digests: { weights, model: undefined, prompts: [], tools: [], memory: [], configuration: digest },
    ...{ state: 'running', lease: undefined, last: undefined },
  };
  const identity = () => ({ digests: { ...agent.digests, weights }, stamp });
  const append = async ({ sayings }: Entry) => {
    if (logFails) throw new OffswitchError('log-stopped', 'the log takes nothing', 'Start it again.');
    said.push(...sayings);
  };
  const leases = openLeases({
    time: { now: () => now, boot: 'b' },
    seed: newSeed(),
    policy: digest,
    warden: {
      keep: async () => void kept.push('keep'),
      renew: async ({ leases: all }: SignedLeases) => (wardenAnswers ? all.map(({ id }) => id) : []),
      end: async () => undefined,
    },
    records: { append, appendAnyway: async ({ sayings }) => void said.push(...sayings) },
    agentOf: () => agent,
    identityOf: async () => identity(),
    stampOf: async () => stamp,
    evaluationOf: () => ({ evaluation, now: day }),
    knock: (name) => void knocks.push(name),
    elsewhereOf: () => null,
    takeAway: async (name) => void taken.push(name),
    alert: () => undefined,
  });
  const settle = async () => {
    for (let round = 0; round < 20; round += 1) await turn();
  };
  return {
    ...{ leases, said, taken, knocks, kept },
    kinds: () => said.map(({ kind }) => kind),
    lapse: () => said.find(({ kind }) => kind === 'lease.lapse')?.body,
    /** So many milliseconds on, with a look each second. */
    async pass(ms: number, each: () => void = () => undefined) {
      for (const until = now + ms; now < until; ) {
        now += 1000;
        each();
        leases.look();
        await settle();
      }
    },
    set: (changes: {
      stamp?: string;
      weights?: readonly Hash[];
      evaluation?: Evaluation;
      day?: number;
      logFails?: boolean;
      wardenAnswers?: boolean;
    }) => {
      stamp = changes.stamp ?? stamp;
      weights = changes.weights ?? weights;
      evaluation = changes.evaluation ?? evaluation;
      day = changes.day ?? day;
      logFails = changes.logFails ?? logFails;
      wardenAnswers = changes.wardenAnswers ?? wardenAnswers;
    },
  };
}

describe('a lease', () => {
  it('is renewed as long as something is heard, and counts from when it was heard', async () => {
    const { leases, pass, kinds, lapse } = rig();
    await leases.grant('atlas', terms);
    await pass(600_000, () => leases.heard('atlas'));
    expect(lapse()).toBeUndefined();
    expect(kinds().filter((kind) => kind === 'lease.renew').length).toBeGreaterThan(20);
    expect(leases.remainingMs('atlas')).toBeGreaterThan(35_000);
    expect(leases.mayNotAct('atlas')).toBeUndefined();
  });

  it('lapses when nothing is heard, after asking for it: the last sign of life and a lease later', async () => {
    const { leases, pass, knocks, lapse, taken } = rig();
    await leases.grant('atlas', terms);
    await pass(30_000, () => leases.heard('atlas'));
    await pass(55_000);
    expect(lapse()).toBeUndefined();
    expect(knocks.length).toBeGreaterThan(3);
    await pass(6000);
    expect(lapse()).toMatchObject({ cause: 'lapsed', why: 'nothing was heard of it' });
    expect(taken).toEqual(['atlas']);
    expect(leases.remainingMs('atlas')).toBeUndefined();
  });

  it('is over to the millisecond, also before anybody has looked', async () => {
    const { leases, pass } = rig();
    await leases.grant('atlas', terms);
    leases.look = () => undefined;
    await pass(59_000);
    expect(leases.mayNotAct('atlas')).toBeUndefined();
    await pass(1000);
    expect(leases.mayNotAct('atlas')).toBe('its lease has lapsed');
  });

  it('is not renewed without the log, nor without the warden', async () => {
    for (const changes of [{ logFails: true }, { wardenAnswers: false }]) {
      const { leases, pass, lapse, set } = rig();
      await leases.grant('atlas', terms);
      set(changes);
      await pass(61_000, () => leases.heard('atlas'));
      expect(lapse()).toMatchObject({ cause: 'lapsed' });
    }
  });

  it('is void once the weights are others, and not when they were only written again', async () => {
    const same = rig();
    await same.leases.grant('atlas', terms);
    same.set({ stamp: 'written again' });
    await same.pass(120_000, () => same.leases.heard('atlas'));
    expect(same.lapse()).toBeUndefined();
    const { leases, pass, lapse, set } = rig();
    await leases.grant('atlas', terms);
    set({ stamp: 'other', weights: [hashText('other')] });
    await pass(25_000, () => leases.heard('atlas'));
    expect(lapse()).toMatchObject({ cause: 'void' });
  });

  it('needs an evaluation that is in date, where that is asked for', async () => {
    const demanding = { ...terms, evaluated: { within: 30, by: 'person' as const } };
    const none = rig();
    await expect(none.leases.grant('atlas', demanding)).rejects.toMatchObject({ code: 'lease-refused' });
    const { leases, pass, lapse, set } = rig();
    set({ evaluation: { at: 80 * DAY, by: 'kim' } });
    await leases.grant('atlas', demanding);
    await pass(120_000, () => leases.heard('atlas'));
    expect(lapse()).toBeUndefined();
    set({ day: 111 * DAY });
    await pass(61_000, () => leases.heard('atlas'));
    expect(lapse()).toMatchObject({
      cause: 'lapsed',
      why: 'its evaluation is 31.0 days old, and 30 are allowed',
    });
  });

  it('ends where the grades on which its evaluation rests are below the bar', async () => {
    const { leases, pass, lapse, set } = rig();
    const demanding = { ...terms, evaluated: { within: 30, by: 'grades' as const } };
    set({ evaluation: { at: 100 * DAY, by: 'kim', grades: 'keep' } });
    await leases.grant('atlas', demanding);
    await pass(120_000, () => leases.heard('atlas'));
    expect(lapse()).toBeUndefined();
    set({ evaluation: { at: 100 * DAY, by: 'kim', grades: 'end' } });
    await pass(61_000, () => leases.heard('atlas'));
    expect(lapse()).toMatchObject({ cause: 'lapsed', why: 'its grades were below the bar' });
  });

  it('is not granted where the log does not take it', async () => {
    const { leases, set, kinds } = rig();
    set({ logFails: true });
    await expect(leases.grant('atlas', terms)).rejects.toMatchObject({ code: 'lease-refused' });
    expect(leases.remainingMs('atlas')).toBeUndefined();
    expect(kinds()).toEqual([]);
  });

  it('ends with what it is for, and then nobody is told that it was ended', async () => {
    const { leases, lapse, taken } = rig();
    const reach = { group: null, namespace: null, first: 2 ** 22, since: 0 };
    const instance = { reach, kill: async () => undefined };
    await leases.grant('atlas', terms, instance);
    leases.left('atlas', instance);
    expect(lapse()).toMatchObject({ cause: 'ended' });
    expect(taken).toEqual([]);
  });
});
