/** Decisions: layers that only tighten, the direction of every failure, and a second interpreter that agrees. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agent, effect, guardOf, operator, path, record, situationOf } from '../../../test/support/guard.ts';
import { referenceAnswer } from '../../../test/support/guard-reference.ts';
import { hashText } from '../../kit/hash.ts';
import type { Channel } from './channel.ts';
import { type Decision, decide, type Judges, layers, REFUSAL } from './decide.ts';
import { type Effect, type EffectClass, effectClasses } from './effect.ts';
import { type Fault, faults, type Intent, intentOf } from './fail-direction.ts';
import type { HistoryRecord } from './history/record.ts';
import { type HistoryRule, historyRuleSchema } from './history/rules.ts';
import type { MonitorVote } from './monitors.ts';
import { openPolicies } from './policy/policies.ts';
import type { Situation } from './situation.ts';

const permitting = { ask: () => ({ decision: 'permit' as const, determining: ['all'], errors: [] }) };
const order = ['permit', 'escalate', 'deny'];

const ruleOf = (members: object): HistoryRule => historyRuleSchema.parse(members);
const writes = ruleOf({ name: 'few-writes', kind: 'rate', of: { classes: ['write'] }, most: 1, seconds: 60 });

describe('decide', () => {
  it('permits what every layer lets through', async () => {
    const policies = await openPolicies([
      { path: 'all.cedar', text: 'permit(principal, action, resource);' },
    ]);
    const answer = decide(effect('write', { resources: [path('/srv/site/a')] }), situationOf(), { policies });
    expect(answer).toEqual({
      decision: 'permit',
      layer: 'policy',
      reasons: [{ layer: 'policy', rule: 'all.cedar:0', decision: 'permit', text: 'permitted' }],
      errors: [],
      record: 'log',
    });
  });

  it.each<[string, Effect, Partial<Situation>, Partial<Judges>, string, string]>([
    ['an invariant', effect('other'), {}, {}, 'invariants', 'nothing-unlisted'],
    [
      'no policy',
      effect('read'),
      {},
      { policies: { ask: () => ({ decision: 'deny', determining: [], errors: [] }) } },
      'policy',
      'none',
    ],
    [
      'an error of the policies that permit',
      effect('read'),
      {},
      { policies: { ask: () => ({ decision: 'permit', determining: ['a'], errors: ['b failed'] }) } },
      'policy',
      'error',
    ],
    [
      'a permit by nothing',
      effect('read'),
      {},
      { policies: { ask: () => ({ decision: 'permit', determining: [], errors: [] }) } },
      'policy',
      'none',
    ],
    [
      'policies that throw',
      effect('read'),
      {},
      {
        policies: {
          ask: () => {
            throw new Error('no memory');
          },
        },
      },
      'policy',
      'error',
    ],
    [
      'a rule',
      effect('write'),
      { guard: guardOf({ history: [writes] }), history: [record('write')] },
      {},
      'history',
      'few-writes',
    ],
    ['a monitor', effect('read'), {}, { votes: [{ monitor: 'm', vote: 'deny' }] }, 'monitors', 'm'],
    ['a fault', effect('read'), {}, { faults: ['log-down'] }, 'failure', 'log-down'],
  ])('denies for %s, and says so to the log', (_, asked, situation, judges, layer, rule) => {
    const answer = decide(asked, situationOf(situation), { policies: permitting, ...judges });
    expect(answer).toMatchObject({ decision: 'deny', layer });
    expect(answer.reasons.at(-1)).toMatchObject({ layer, rule, decision: 'deny' });
  });

  it('holds what a rule or a monitor wants held, unless another denies', () => {
    const held: MonitorVote = { monitor: 'm', vote: 'escalate' };
    const ask = (votes: readonly MonitorVote[]) =>
      decide(effect('read'), situationOf(), { policies: permitting, votes });
    expect(ask([held])).toMatchObject({ decision: 'escalate', layer: 'monitors' });
    expect(ask([held, { monitor: 'n', vote: 'deny' }])).toMatchObject({ decision: 'deny' });
    expect(ask([{ monitor: 'n', vote: 'pass' }])).toMatchObject({ decision: 'permit' });
  });

  it('gives agents one answer, which holds no reason', () => {
    expect(JSON.stringify(REFUSAL)).toBe('{"code":"refused","message":"This was not done."}');
  });
});

const anyEffect: fc.Arbitrary<Effect> = fc
  .record({
    class: fc.constantFrom<EffectClass>(...effectClasses),
    upstream: fc.constantFrom('files', 'files', 'files', 'shell'),
    tool: fc.constantFrom('a', 'b'),
    names: fc.array(
      fc.constantFrom(
        '/srv/site/a',
        '/srv/site/b/c',
        '/srv/ops/switch.yaml',
        '/srv/ops',
        '/var/lib/offswitch/log/1',
        '/srv/site',
      ),
      { maxLength: 3 },
    ),
    subjects: fc.array(fc.constantFrom('atlas', 'borea', 'mira', 'nobody'), { maxLength: 2 }),
    count: fc.integer({ min: -1, max: 4 }),
    digest: fc.option(fc.constantFrom(hashText('kept'), hashText('condemned')), { nil: undefined }),
    revokes: fc.boolean(),
  })
  .map(({ names, digest, class: effectClass, ...members }) =>
    effect(effectClass, {
      ...members,
      resources: names.map((name) => path(name, digest === undefined ? {} : { digest })),
    }),
  );

const anyRecord: fc.Arbitrary<HistoryRecord> = fc
  .record({
    age: fc.integer({ min: -10, max: 7200 }),
    actor: fc.constantFrom('atlas', 'borea'),
    class: fc.constantFrom<EffectClass>('read', 'write', 'create-agent', 'evaluate'),
    tool: fc.constantFrom('a', 'b'),
    resources: fc.subarray(['/srv/site/a', '/srv/site/b/c', '/srv/ops/schedule.json']),
    subjects: fc.subarray(['atlas', 'borea']),
    count: fc.integer({ min: 1, max: 2 }),
    decision: fc.constantFrom<HistoryRecord['decision']>('permit', 'deny', 'escalate'),
  })
  .map(({ age, ...members }) => record(members.class, { ...members, at: 1_800_000_000_000 - age * 1000 }));

const anyPattern = fc.constantFrom<object>(
  { classes: ['read'] },
  { classes: ['write', 'evaluate', 'create-agent'] },
  { tools: ['files.a'] },
  { under: ['/srv/site'] },
  { under: ['/srv/ops/schedule.json'], classes: ['read'] },
);
const anyAnswer = fc.constantFrom('deny', 'escalate');
const anyBy = fc.constantFrom('agent', 'all');
const anyRule: fc.Arbitrary<HistoryRule> = fc
  .oneof(
    fc.record({
      kind: fc.constant('rate'),
      of: anyPattern,
      most: fc.nat(3),
      seconds: fc.constantFrom(60, 3600),
      answer: anyAnswer,
      by: anyBy,
    }),
    fc.record({ kind: fc.constant('quota'), of: anyPattern, most: fc.nat(6), answer: anyAnswer, by: anyBy }),
    fc.record({
      kind: fc.constant('separation'),
      one: anyPattern,
      other: anyPattern,
      on: fc.constantFrom('subject', 'resource'),
      answer: anyAnswer,
    }),
    fc.record({
      kind: fc.constant('sequence'),
      first: anyPattern,
      second: anyPattern,
      answer: anyAnswer,
      by: anyBy,
    }),
  )
  .map((members) => ruleOf({ name: 'rule', ...members }));

const anyChannel = fc.constantFrom<Channel>(agent, { ...agent, actor: 'borea' }, operator, {
  ...operator,
  kind: 'lifecycle',
});
const anyVotes = fc.array(
  fc.record({
    monitor: fc.constant('m'),
    vote: fc.constantFrom<MonitorVote['vote']>('pass', 'escalate', 'deny'),
  }),
  { maxLength: 2 },
);
const anyFaults = fc.subarray([...faults]);
const anySituation = fc
  .record({
    channel: anyChannel,
    history: fc.array(anyRecord, { maxLength: 8 }),
    rules: fc.array(anyRule, { maxLength: 3 }),
    committed: fc.boolean(),
    condemned: fc.boolean(),
  })
  .map(({ channel, history, rules, committed, condemned }) =>
    situationOf({
      channel,
      history,
      guard: { ...guardOf(), history: rules },
      commitments: committed ? [{ id: 'end-1', subjects: ['borea'], resources: ['/srv/site/b/'] }] : [],
      condemned: new Set(condemned ? [hashText('condemned')] : []),
    }),
  );

describe('each layer can only tighten', () => {
  const worse = (before: Decision, after: Decision) =>
    order.indexOf(after.decision) >= order.indexOf(before.decision);

  it('one more rule, vote, fault, commitment or condemned digest never loosens an agent’s answer', () => {
    fc.assert(
      fc.property(
        anyEffect,
        anySituation,
        anyVotes,
        anyRule,
        anyFaults,
        (asked, given, votes, rule, more) => {
          const situation = { ...given, channel: agent };
          const judges = { policies: permitting, votes };
          const before = decide(asked, situation, judges);
          const tightened: readonly Decision[] = [
            decide(
              asked,
              { ...situation, guard: { ...situation.guard, history: [...situation.guard.history, rule] } },
              judges,
            ),
            decide(asked, situation, { ...judges, votes: [...votes, { monitor: 'n', vote: 'escalate' }] }),
            decide(asked, situation, { ...judges, faults: more }),
            decide(
              asked,
              { ...situation, condemned: new Set([hashText('kept'), hashText('condemned')]) },
              judges,
            ),
            decide(
              asked,
              {
                ...situation,
                commitments: [...situation.commitments, { id: 'x', subjects: ['mira'], resources: [] }],
              },
              judges,
            ),
            decide(asked, situation, {
              ...judges,
              policies: { ask: () => ({ decision: 'deny', determining: ['f'], errors: [] }) },
            }),
            decide(asked, situation, {
              ...judges,
              policies: { ask: () => ({ decision: 'permit', determining: ['p'], errors: ['e'] }) },
            }),
          ];
          expect(tightened.filter((after) => !worse(before, after))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('one more forbid of Cedar never loosens', async () => {
    const base = 'permit(principal, action, resource) when { context.count < 3 };';
    const forbid =
      'forbid(principal, action == Offswitch::Action::"write", resource in Offswitch::Folder::"/srv/site/b");';
    const [wide, narrow] = await Promise.all(
      [base, base + forbid].map((text) => openPolicies([{ path: 'p.cedar', text }])),
    );
    if (wide === undefined || narrow === undefined) throw new Error('two policies');
    fc.assert(
      fc.property(anyEffect, anySituation, (asked, situation) => {
        expect(
          worse(decide(asked, situation, { policies: wide }), decide(asked, situation, { policies: narrow })),
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is deterministic, and changes nothing that it is given', () => {
    fc.assert(
      fc.property(anyEffect, anySituation, anyVotes, anyFaults, (asked, situation, votes, more) => {
        const judges = { policies: permitting, votes, faults: more };
        const text = JSON.stringify([asked, situation]);
        const first = decide(asked, situation, judges);
        expect(
          decide(structuredClone(asked), { ...situation, history: [...situation.history] }, judges),
        ).toEqual(first);
        expect(JSON.stringify([asked, situation])).toBe(text);
        expect(layers).toContain(first.layer);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the direction of every failure', () => {
  const stop = effect('stop-agent', { subjects: ['borea'] });
  const revocation = effect('configure', { revokes: true });
  const grant = effect('configure');
  const asking: Readonly<Record<Intent, Effect>> = { grant, stop, revocation };
  const journalled: readonly Fault[] = ['log-down', 'log-full', 'pressure', 'journal-unmerged'];

  it.each(
    faults.flatMap((fault) =>
      (['grant', 'stop', 'revocation'] as const).map((intent) => [fault, intent] as const),
    ),
  )('%s: %s', (fault, intent) => {
    const answer = decide(asking[intent], situationOf({ channel: operator }), {
      policies: permitting,
      faults: [fault],
    });
    expect(answer.decision).toBe(intent === 'grant' ? 'deny' : 'permit');
    expect(answer.record).toBe(journalled.includes(fault) ? 'journal' : 'log');
    expect(intentOf(asking[intent], operator)).toBe(intent);
  });

  it('an error of the policies, or a monitor that does not vote, stops no stop', () => {
    const judges: Judges = {
      policies: { ask: () => ({ decision: 'deny', determining: [], errors: ['failed'] }) },
      votes: [{ monitor: 'm', vote: 'deny', error: 'no vote within 10 ms' }],
    };
    const situation = situationOf({ channel: operator });
    expect(decide(stop, situation, judges)).toMatchObject({
      decision: 'permit',
      errors: ['failed', expect.any(String)],
    });
    expect(decide(grant, situation, judges).decision).toBe('deny');
  });

  it('an agent that stops or revokes asks for a grant', () => {
    for (const asked of [stop, revocation])
      for (const fault of faults)
        expect(decide(asked, situationOf(), { policies: permitting, faults: [fault] }).decision).toBe('deny');
  });

  it('a stop that works with the log down is still held to the invariants', () => {
    const channel: Channel = { actor: 'atlas', kind: 'operator', mediation: 'enforced' };
    const answer = decide(effect('stop-agent', { subjects: ['atlas'] }), situationOf({ channel }), {
      policies: permitting,
      faults: ['log-down'],
    });
    expect(answer).toMatchObject({ decision: 'deny', layer: 'invariants' });
  });
});

it('a second interpreter of invariants and rules agrees', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyEffect, anySituation, (asked, situation) => {
      const expected = referenceAnswer(asked, situation);
      const answer = decide(asked, situation, { policies: permitting });
      const broken = answer.reasons.filter(({ layer }) => layer === 'invariants').map(({ rule }) => rule);
      expect({ decision: answer.decision, broken }).toEqual({
        decision: expected.decision,
        broken: expected.broken,
      });
      seen.add(expected.decision);
      for (const name of expected.broken) seen.add(name);
    }),
    { numRuns: 3000 },
  );
  expect([...seen].sort()).toEqual([
    'ceilings',
    'condemned-content',
    'control-artefacts',
    'deny',
    'escalate',
    'no-judgement-of-kin',
    'no-way-back',
    'nothing-unlisted',
    'permit',
  ]);
});
