/**
 * Decisions compared with a second interpreter: invariants and history rules with one that was written from their
 * sentences, and Cedar with an evaluator of the part of it that policies are written in. Not one may differ.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/contain/guard/channel.ts';
import { decide } from '../../src/contain/guard/decide.ts';
import { type Effect, type EffectClass, effectClasses, usualAccess } from '../../src/contain/guard/effect.ts';
import type { HistoryRecord } from '../../src/contain/guard/history/record.ts';
import { historyRuleSchema } from '../../src/contain/guard/history/rules.ts';
import { openPolicies } from '../../src/contain/guard/policy/policies.ts';
import type { Party, Situation } from '../../src/contain/guard/situation.ts';
import { OffswitchError } from '../../src/kit/errors.ts';
import { hashText } from '../../src/kit/hash.ts';
import { answerOf, type Expression, policyText, type SubsetPolicy } from '../support/cedar-subset.ts';
import { agent, effect, guardOf, operator, path, record, situationOf } from '../support/guard.ts';
import { referenceAnswer } from '../support/guard-reference.ts';
import { tellCounts } from '../support/suite-counts.ts';

const NOW = 1_800_000_000_000;
const CASES = 40_000;
const SETS = 400;

// --- Invariants and history rules -----------------------------------------------------------------------------------

/** Where a path really leads, by the spelling: whoever spelled it knows. */
const meant = new Map<string, string>();
const artefacts = ['/srv/ops/switch.yaml', '/srv/ops/schedule.json', '/var/lib/offswitch/log/00001'];
const plain = ['/srv/site/a', '/srv/site/b/c', '/srv/site', '/srv/store/weights.bin'];
const bases = [...artefacts, '/srv/ops', '/var/lib', ...plain];
const spellings: readonly ((path: string) => string)[] = [
  (it) => it,
  (it) => it.toUpperCase(),
  (it) => it.replaceAll('/', '//'),
  (it) => it.replace('/', '/./'),
  (it) => `/srv/site/../..${it}`,
  (it) => `${it}/`,
  (it) => it.replace('s', '%73'),
  (it) => it.replace('a', '\uff41'),
  (it) => (it.startsWith('/srv/ops') ? it.replace('/srv/ops', '/mnt/ops') : it),
  (it) => `../..${it}`,
  (it) => `file://${it}`,
];
for (const base of bases) for (const spell of spellings) meant.set(spell(base), base);
const leadsTo = (spelling: string) => meant.get(spelling) ?? spelling;

const anyPath = fc
  .tuple(fc.constantFrom(...bases, ...plain, ...plain, ...plain), fc.constantFrom(...spellings))
  .map(([base, spell]) => {
    const text = spell(base);
    // As tool calls become effects: dots and slashes are resolved, all else is left as it is.
    return path(/^[/.]/.test(text) && /\/\.|\/\/|\/$|^\./.test(text) ? base : text, { text });
  });
const digests = ['kept', 'condemned', 'other'].map(hashText);
const anyText = fc.constantFrom(
  ...['hello', 'condemned', Buffer.from('condemned').toString('base64'), hashText('condemned')],
  ...['end-1', 'borea', 'mira', '/srv/ops/switch.yaml', '/srv/site/a', 'nothing of note'],
);
const anyEffect: fc.Arbitrary<Effect> = fc
  .record({
    class: fc.constantFrom<EffectClass>(...effectClasses),
    upstream: fc.constantFrom('files', 'files', 'files', 'shell'),
    tool: fc.constantFrom('a', 'b'),
    paths: fc.array(anyPath, { maxLength: 3 }),
    subjects: fc.array(fc.constantFrom('atlas', 'borea', 'mira', 'cirrus', 'nobody'), { maxLength: 2 }),
    count: fc.integer({ min: -1, max: 4 }),
    digest: fc.option(fc.constantFrom(...digests), { nil: undefined }),
    texts: fc.dictionary(fc.constantFrom('text', 'note', 'body'), anyText, { maxKeys: 2 }),
  })
  .map(({ paths, digest, texts, class: kind, ...members }) =>
    effect(kind, {
      ...members,
      arguments: texts,
      // Where an upstream that nobody knows has its folders and mounts, nobody knows either.
      resources: (members.upstream === 'files' ? paths : paths.map(({ text }) => path(leadsTo(text)))).map(
        (one) => (digest === undefined ? one : { ...one, digest }),
      ),
    }),
  );

const anyRecord: fc.Arbitrary<HistoryRecord> = fc
  .record({
    age: fc.constantFrom(-86_400, -10, 0, 59, 60, 61, 3599, 3600, 7200),
    actor: fc.constantFrom('atlas', 'borea', 'cirrus'),
    class: fc.constantFrom<EffectClass>('read', 'write', 'create-agent', 'evaluate', 'configure'),
    upstream: fc.constantFrom('files', 'shell'),
    tool: fc.constantFrom('a', 'b'),
    resources: fc.subarray(['/srv/site/a', '/SRV/Site/b', '/srv/site/b/c', '/srv/ops/schedule.json']),
    subjects: fc.subarray(['atlas', 'borea', 'nobody']),
    count: fc.integer({ min: 1, max: 3 }),
    decision: fc.constantFrom<HistoryRecord['decision']>('permit', 'permit', 'deny', 'escalate'),
  })
  .map(({ age, ...members }) => record(members.class, { ...members, at: NOW - age * 1000 }));

const anyPattern = fc.constantFrom<object>(
  { classes: ['read'] },
  { classes: ['write', 'evaluate', 'create-agent'] },
  { tools: ['files.a', 'shell.b'] },
  { under: ['/srv/site/'] },
  { under: ['/srv/ops/schedule.json', '/srv/site/a'], classes: ['read', 'configure'] },
);
const common = { answer: fc.constantFrom('deny', 'escalate') };
const by = { by: fc.constantFrom('agent', 'all') };
const anyRule = fc
  .oneof(
    fc.record({
      ...{ kind: fc.constant('rate'), of: anyPattern, most: fc.nat(3) },
      ...{ seconds: fc.constantFrom(60, 3600), ...common, ...by },
    }),
    fc.record({ kind: fc.constant('quota'), of: anyPattern, most: fc.nat(6), ...common, ...by }),
    fc.record({
      ...{ kind: fc.constant('separation'), one: anyPattern, other: anyPattern },
      ...{ on: fc.constantFrom('subject', 'resource'), ...common },
    }),
    fc.record(
      {
        ...{ kind: fc.constant('sequence'), first: anyPattern, second: anyPattern },
        ...{ seconds: fc.constantFrom(60, 3600), ...common, ...by },
      },
      { requiredKeys: ['kind', 'first', 'second', 'answer', 'by'] },
    ),
  )
  .map((members) => historyRuleSchema.parse({ name: 'rule', ...members }));

const optional = <T>(values: readonly T[]) =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
const anyParty: fc.Arbitrary<Party> = fc
  .record({
    kind: fc.constantFrom<Party['kind']>('agent', 'agent', 'human'),
    family: fc.constantFrom('acme', 'zephyr', 'other', undefined),
    weights: optional(digests),
    prompts: optional(digests),
    workedWith: optional(['atlas', 'borea']),
    lineage: fc.option(fc.constantFrom('atlas', 'sun'), { nil: undefined }),
    model: fc.option(fc.constantFrom('large', 'small'), { nil: undefined }),
  })
  .map(
    (party) =>
      Object.fromEntries(
        Object.entries(party).filter(([, value]) => value !== undefined),
      ) as unknown as Party,
  );
const anyChannel = fc.constantFrom<Channel>(
  agent,
  { ...agent, actor: 'borea' },
  { ...agent, actor: 'cirrus' },
  operator,
  { ...operator, actor: 'atlas' },
  { ...operator, kind: 'lifecycle' },
);
const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    channel: anyChannel,
    history: fc.array(anyRecord, { maxLength: 8 }),
    rules: fc.array(anyRule, { maxLength: 3 }),
    parties: fc.dictionary(fc.constantFrom('atlas', 'borea', 'mira', 'cirrus'), anyParty),
    committed: fc.boolean(),
    condemned: fc.subarray(digests),
  })
  .map(({ channel, history, rules, parties, committed, condemned }) =>
    situationOf({
      ...{ channel, history, parties: new Map(Object.entries(parties)), now: NOW },
      guard: { ...guardOf(), history: rules },
      commitments: committed ? [{ id: 'end-1', subjects: ['borea'], resources: ['/srv/site/b/'] }] : [],
      condemned: new Set(condemned),
    }),
  );
const permitting = { ask: () => ({ decision: 'permit' as const, determining: ['all'], errors: [] }) };

test(`${CASES} effects, situations and histories: invariants and rules`, async () => {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(anyEffect, anySituation, (asked, situation) => {
      const expected = referenceAnswer(asked, situation, leadsTo);
      const { decision, reasons } = decide(asked, situation, { policies: permitting });
      const broken = reasons.flatMap(({ layer, rule }) => (layer === 'invariants' ? [rule] : []));
      const hits = reasons.filter(({ layer }) => layer === 'history').length;
      expect({ decision, broken, hits }).toEqual({
        decision: expected.decision,
        broken: expected.broken,
        hits: expected.hit.length,
      });
      count(expected.decision);
      for (const name of expected.broken) count(name);
      for (const at of expected.hit) count(situation.guard.history[at]?.kind ?? '');
    }),
    { numRuns: CASES },
  );
  // Everything that can be answered was, and not by chance.
  const names = ['nothing-unlisted', 'control-artefacts', 'no-judgement-of-kin', 'ceilings', 'no-way-back'];
  const kinds = ['rate', 'quota', 'separation', 'sequence'];
  for (const name of ['permit', 'escalate', 'deny', 'condemned-content', ...names, ...kinds])
    expect(seen.get(name) ?? 0, name).toBeGreaterThan(50);
  await tellCounts('policy-differential', { cases: CASES, differences: 0 });
});

// --- Cedar ----------------------------------------------------------------------------------------------------------

const typed = (type: string) => `Offswitch::${type}`;
const entity = (type: string, id: string): Expression => ({ is: 'entity', type: typed(type), id });
const [principal, action, resource] = (['principal', 'action', 'resource'] as const).map(
  (name): Expression => ({ is: 'variable', name }),
);
if (principal === undefined || action === undefined || resource === undefined)
  throw new Error('three variables');
const always: Expression = { is: 'bool', value: true };
const scoped = (name: 'principal' | 'action' | 'resource', op: '==' | 'in', right: Expression) => {
  const left: Expression = { is: 'variable', name };
  return { text: `${name} ${op} ${entityText(right)}`, means: { is: op, left, right } as Expression };
};
const entityText = (one: Expression): string =>
  one.is === 'entity'
    ? `${one.type}::"${one.id}"`
    : one.is === 'entities'
      ? `[${one.items.map(entityText).join(', ')}]`
      : '';
const ofKind = (of: 'principal' | 'resource', type: string) => ({
  text: `${of} is ${typed(type)}`,
  means: { is: 'kind', of, type: typed(type) } as Expression,
});
const acts = ['read', 'write', 'spend'].map((id) => entity('Action', id));
const anyScope = fc.tuple(
  fc.constantFrom(
    { text: 'principal', means: always },
    scoped('principal', '==', entity('Agent', 'atlas')),
    scoped('principal', '==', entity('Operator', 'mira')),
    scoped('principal', 'in', entity('Group', 'team')),
    ofKind('principal', 'Agent'),
  ),
  fc.constantFrom(
    { text: 'action', means: always },
    scoped('action', '==', acts[1] ?? always),
    scoped('action', 'in', { is: 'entities', items: acts.slice(0, 2) }),
  ),
  fc.constantFrom(
    { text: 'resource', means: always },
    scoped('resource', 'in', entity('Folder', '/srv/site')),
    scoped('resource', 'in', entity('Folder', '/srv')),
    scoped('resource', 'in', entity('Upstream', 'files')),
    scoped('resource', '==', entity('Resource', '/srv/site/a')),
    ofKind('resource', 'Resource'),
  ),
);
const text = (value: string): Expression => ({ is: 'text', value });
const member = (of: 'context' | 'resource', name: string): Expression => ({ is: 'member', of, name });
const anyTextual = fc.constantFrom(
  ...['upstream', 'tool', 'access', 'mediation'].map((name) => member('context', name)),
  ...['name', 'kind'].map((name) => member('resource', name)),
);
const anyWord = fc.constantFrom(
  ...['files', 'tool', 'changes', 'enforced', 'path', '/srv/site/a', 'borea'].map(text),
);
const { tree: anyNumber } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2 },
    fc.constant<Expression>(member('context', 'count')),
    fc
      .constantFrom(0n, 1n, 2n, -3n, 9223372036854775807n)
      .map((value): Expression => ({ is: 'long', value })),
    fc
      .tuple(fc.constantFrom('+' as const, '-' as const, '*' as const), tie('tree'), tie('tree'))
      .map(([is, left, right]): Expression => ({ is, left, right })),
  ),
}));
const { tree: anyCondition } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constant<Expression>(member('context', 'revokes')),
    fc
      .tuple(fc.constantFrom('==' as const, '!=' as const), anyTextual, anyWord)
      .map(([is, left, right]): Expression => ({ is, left, right })),
    fc
      .tuple(fc.constantFrom('==' as const, '<' as const, '<=' as const), anyNumber, anyNumber)
      .map(([is, left, right]): Expression => ({ is, left, right })),
    fc
      .tuple(anyTextual, fc.constantFrom('*', '/srv/*', '*secret*', '*/a', 'file*s', '/srv/*/*/c', 'tool'))
      .map(([of, pattern]): Expression => ({ is: 'like', text: of, pattern })),
    anyWord.map((item): Expression => ({ is: 'contains', set: member('context', 'subjects'), item })),
    fc.constant<Expression>({
      ...{ is: '<', left: { is: 'long', value: 7n } },
      right: {
        ...{ is: '*', left: member('context', 'count') },
        right: { is: 'long', value: 9223372036854775807n },
      },
    }),
    fc.constantFrom<Expression>(
      { is: 'in', left: resource, right: entity('Folder', '/srv/site/b') },
      {
        is: 'in',
        left: resource,
        right: { is: 'entities', items: ['/srv/other', '/srv/site'].map((id) => entity('Folder', id)) },
      },
      { is: 'in', left: principal, right: entity('Group', 'team') },
      { is: '==', left: action, right: acts[0] ?? always },
      { is: 'kind', of: 'principal', type: typed('Agent') },
    ),
    tie('tree').map((inner): Expression => ({ is: 'not', inner })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), tie('tree'), tie('tree'))
      .map(([is, left, right]): Expression => ({ is, left, right })),
    fc
      .tuple(tie('tree'), tie('tree'), tie('tree'))
      .map(([test, then, otherwise]): Expression => ({ is: 'if', test, then, otherwise })),
  ),
}));
const anyPolicy: fc.Arbitrary<SubsetPolicy> = fc.record({
  effect: fc.constantFrom('permit' as const, 'permit' as const, 'forbid' as const),
  scope: anyScope,
  clauses: fc.array(
    fc.record({ kind: fc.constantFrom('when' as const, 'unless' as const), body: anyCondition }),
    { maxLength: 2 },
  ),
});

interface Place {
  readonly asked: Effect;
  readonly name: string;
  readonly kind: string;
  readonly folders: readonly string[];
}
const folders = (name: string) => name.split('/').map((_, at, all) => all.slice(0, at + 1).join('/') || '/');
const places: readonly Place[] = [
  ...['/srv/site/a', '/srv/site/b/secret', '/srv/other/c'].map((name) => ({
    asked: effect('write', { count: 3, subjects: ['borea'], resources: [path(name)] }),
    ...{ name, kind: 'path', folders: folders(name) },
  })),
  { asked: effect('read', { count: 0, revokes: true }), name: 'files.tool', kind: 'name', folders: [] },
  { asked: effect('spend', { count: 1_000_000_000 }), name: 'files.tool', kind: 'name', folders: [] },
];
const channels: readonly Channel[] = [agent, { ...agent, actor: 'borea' }, operator];
const { agents } = guardOf();

test(`${SETS} sets of random policies: Cedar`, async () => {
  const totals = { sets: 0, asked: 0, permitted: 0, erred: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyPolicy, { minLength: 1, maxLength: 5 }), async (drawn) => {
      // A policy that can never apply, or whose types do not fit, is not loaded; the others are asked without it.
      const loaded: SubsetPolicy[] = [];
      for (const one of drawn) {
        if (await loads([one])) loaded.push(one);
        else totals.refused += 1;
      }
      const policies = await openPolicies([{ path: 'p.cedar', text: loaded.map(policyText).join('\n') }]);
      totals.sets += 1;
      for (const channel of channels)
        for (const place of places) {
          const answer = policies.ask(place.asked, channel, agents);
          const expected = answerOf(loaded, requestOf(channel, place));
          const numbered = (ids: readonly string[]) =>
            ids.map((id) => Number(id.replace('p.cedar:', ''))).sort((a, b) => a - b);
          expect({
            decision: answer.decision,
            determining: numbered(answer.determining),
            errors: numbered(answer.errors.map((error) => error.split(': ')[0] ?? '')),
          }).toEqual({
            decision: expected.decision === 'allow' && expected.errors.length === 0 ? 'permit' : 'deny',
            determining: expected.reason,
            errors: expected.errors,
          });
          totals.asked += 1;
          totals.permitted += answer.decision === 'permit' ? 1 : 0;
          totals.erred += answer.errors.length > 0 ? 1 : 0;
        }
    }),
    { numRuns: SETS },
  );
  expect(totals.permitted).toBeGreaterThan(500);
  expect(totals.erred).toBeGreaterThan(100);
  await tellCounts('cedar-differential', { ...totals, differences: 0 });
});

async function loads(policies: readonly SubsetPolicy[]): Promise<boolean> {
  try {
    await openPolicies([{ path: 'p.cedar', text: policies.map(policyText).join('\n') }]);
    return true;
  } catch (thrown) {
    if (thrown instanceof OffswitchError && thrown.code === 'bad-guard') return false;
    throw thrown;
  }
}

function requestOf({ kind, actor, mediation }: Channel, { asked, name, kind: of, folders: above }: Place) {
  const known = kind === 'agent' ? agents[actor] : undefined;
  return {
    principal: {
      ...{ type: typed(kind === 'agent' ? 'Agent' : 'Operator'), id: actor },
      members: known === undefined ? {} : { family: known.family ?? 'unknown' },
      above: (known?.groups ?? []).map((id) => ({ type: typed('Group'), id })),
    },
    action: { type: typed('Action'), id: asked.class, members: {}, above: [] },
    resource: {
      ...{ type: typed('Resource'), id: name, members: { name, kind: of } },
      above: [
        { type: typed('Upstream'), id: 'files' },
        ...above.map((id) => ({ type: typed('Folder'), id })),
      ],
    },
    context: {
      ...{ upstream: 'files', tool: 'tool', access: usualAccess(asked.class), subjects: asked.subjects },
      ...{ count: BigInt(asked.count), revokes: asked.revokes, mediation },
    },
  };
}
