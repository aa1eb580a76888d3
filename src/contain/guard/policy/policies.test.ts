/** Cedar as it is asked: strict when read, and a deny whenever anything goes wrong. */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agent, effect, guardOf, operator, path } from '../../../../test/support/guard.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Effect, Resource } from '../effect.ts';
import { MAX_COUNT, openPolicies } from './policies.ts';
import { cedarSchema } from './schema.ts';

const { agents } = guardOf();

function open(text: string) {
  return openPolicies([{ path: '/etc/base.cedar', text }]);
}

async function faultOf(text: string): Promise<string> {
  try {
    await open(text);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return 'opened';
}

const WORK = `
@id("team-writes")
permit(principal in Offswitch::Group::"team", action == Offswitch::Action::"write", resource in Offswitch::Folder::"/srv/site")
when { context.access == "changes" && context.mediation == "enforced" };
@id("no-secrets")
forbid(principal, action, resource) when { resource.name like "*secret*" };
@id("pages")
permit(principal, action == Offswitch::Action::"read", resource in Offswitch::Folder::"https://example.com/docs");
@id("tools")
permit(principal is Offswitch::Agent, action == Offswitch::Action::"message", resource in Offswitch::Upstream::"files") when { context.count < 5 };
@id("people")
permit(principal is Offswitch::Operator, action, resource);
`;

describe('openPolicies', () => {
  it('permits what a policy permits, and names it', async () => {
    const policies = await open(WORK);
    const write = (name: string) => policies.ask(effect('write', { resources: [path(name)] }), agent, agents);
    expect(write('/srv/site/a')).toEqual({
      decision: 'permit',
      determining: ['base.cedar:team-writes'],
      errors: [],
    });
    expect(write('/srv/site/secret')).toMatchObject({
      decision: 'deny',
      determining: ['base.cedar:no-secrets'],
    });
    expect(write('/srv/sites/a')).toEqual({ decision: 'deny', determining: [], errors: [] });
    expect(write('/srv')).toMatchObject({ decision: 'deny' });
    expect(policies.ids).toContain('base.cedar:people');
  });

  it('asks for every resource, and the worst answer counts', async () => {
    const asked = effect('write', { resources: [path('/srv/site/a'), path('/srv/other')] });
    expect((await open(WORK)).ask(asked, agent, agents).decision).toBe('deny');
  });

  it('knows addresses by their folders, tools by their upstream, and operators', async () => {
    const policies = await open(WORK);
    const read = (name: string) =>
      policies.ask(effect('read', { resources: [path(name, { kind: 'url' })] }), agent, agents).decision;
    expect(read('https://example.com/docs/a?b=c')).toBe('permit');
    expect(read('https://example.com.evil.org/docs/a')).toBe('deny');
    expect(read('http://example.com/docs/a')).toBe('deny');
    expect(policies.ask(effect('message'), agent, agents).decision).toBe('permit');
    expect(policies.ask(effect('message', { count: 5 }), agent, agents).decision).toBe('deny');
    expect(policies.ask(effect('configure'), operator, agents).decision).toBe('permit');
    expect(policies.ask(effect('configure'), { ...agent, actor: 'mira' }, agents).decision).toBe('deny');
  });

  it('denies everything without a policy', async () => {
    const policies = await openPolicies([]);
    expect(policies.ask(effect('read'), agent, agents)).toEqual({
      decision: 'deny',
      determining: [],
      errors: [],
    });
  });

  it.each([
    ['syntax', 'permit(principal, action', 'base.cedar: line 1'],
    [
      'an attribute that is not there',
      'permit(principal, action, resource) when { context.force };',
      'force',
    ],
    ['an entity that is not there', 'permit(principal == User::"a", action, resource);', 'base.cedar:0'],
    ['another type', 'permit(principal, action, resource) when { context.count == "1" };', 'base.cedar:0'],
    [
      'an action that is not there',
      'permit(principal, action == Offswitch::Action::"other", resource);',
      'base.cedar:0',
    ],
    [
      'a policy that can never apply',
      'permit(principal, action, resource) when { resource is Offswitch::Agent };',
      'base.cedar:0',
    ],
    ['a template', 'permit(principal == ?principal, action, resource);', 'template'],
    [
      'one id twice',
      '@id("a") permit(principal, action, resource); @id("a") forbid(principal, action, resource);',
      '"a"',
    ],
    [
      'family of a principal that may have none',
      'permit(principal, action, resource) when { principal.family == "a" };',
      'family',
    ],
  ])('does not open %s', async (_, text, named) => {
    const fault = await faultOf(text);
    expect(fault).toMatch(/^bad-guard: /);
    expect(fault).toContain(named);
  });
});

it('asking only the policies whose scope can hold answers as asking all of them', async () => {
  const principals = [
    'principal',
    'principal == Offswitch::Agent::"atlas"',
    'principal == Offswitch::Agent::"borea"',
    'principal in Offswitch::Group::"team"',
    'principal is Offswitch::Operator',
    'principal == Offswitch::Operator::"mira"',
  ];
  const acts = [
    'action',
    'action == Offswitch::Action::"write"',
    'action in [Offswitch::Action::"read", Offswitch::Action::"write"]',
    'action in Offswitch::Action::"read"',
  ];
  const resources = [
    'resource',
    'resource in Offswitch::Folder::"/srv/site"',
    'resource in Offswitch::Folder::"/srv"',
    'resource in Offswitch::Upstream::"files"',
    'resource == Offswitch::Resource::"/srv/site/a"',
    'resource is Offswitch::Resource',
    'resource is Offswitch::Resource in Offswitch::Folder::"/srv/other"',
  ];
  const policy = fc
    .tuple(
      fc.constantFrom('permit', 'permit', 'forbid'),
      fc.constantFrom(...principals),
      fc.constantFrom(...acts),
      fc.constantFrom(...resources),
      fc.constantFrom(
        '',
        ' when { context.count < 2 }',
        ' when { resource in Offswitch::Folder::"/srv/site/a" || principal in Offswitch::Group::"team" }',
        ' when { [Offswitch::Folder::"/srv", Offswitch::Folder::"/"].contains(Offswitch::Folder::"/") }',
        ' unless { resource in [Offswitch::Folder::"/srv/site/a", Offswitch::Folder::"/srv/other"] }',
        ' unless { context.count * 9223372036854775807 > 2 }',
      ),
    )
    .map(([kind, who, what, on, when]) => `${kind}(${who}, ${what}, ${on})${when};`);
  const channels = [agent, { ...agent, actor: 'borea' }, { ...agent, actor: 'cirrus' }, operator];
  const places: readonly { readonly resource?: Resource; readonly above: readonly string[] }[] = [
    { above: [] },
    { resource: path('/srv/site/a'), above: ['/', '/srv', '/srv/site', '/srv/site/a'] },
    { resource: path('/srv/other'), above: ['/', '/srv', '/srv/other'] },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(policy, { minLength: 1, maxLength: 6 }), async (texts) => {
      const policies = await open(texts.join('\n'));
      for (const channel of channels)
        for (const place of places)
          for (const [action, count] of [
            ['read', 1],
            ['write', 3],
            ['spend', 1],
          ] as const) {
            const resources = place.resource === undefined ? [] : [place.resource];
            const asked = effect(action, { count, resources });
            const { decision, determining, errors } = policies.ask(asked, channel, agents);
            const mine = { decision, determining: [...determining].sort(), errors: errors.length };
            expect(mine).toEqual(askedOfAll(texts, asked, channel, place.above));
          }
    }),
    { numRuns: 12 },
  );
});

/** What Cedar says if all policies and all folders are given to it. */
function askedOfAll(
  texts: readonly string[],
  asked: Effect,
  channel: typeof agent,
  above: readonly string[],
): unknown {
  const known = channel.kind === 'agent' ? agents[channel.actor] : undefined;
  const principal = {
    type: channel.kind === 'agent' ? 'Offswitch::Agent' : 'Offswitch::Operator',
    id: channel.actor,
  };
  const [named] = asked.resources;
  const [name, kind] = [named?.name ?? 'files.tool', named?.kind ?? 'name'];
  const resource = { type: 'Offswitch::Resource', id: name };
  const answer = cedar.isAuthorized({
    principal,
    action: { type: 'Offswitch::Action', id: asked.class },
    resource,
    context: {
      upstream: 'files',
      tool: 'tool',
      access: asked.class === 'write' ? 'changes' : 'reads',
      subjects: [],
      count: asked.count,
      revokes: false,
      mediation: channel.mediation,
    },
    schema: cedarSchema,
    validateRequest: true,
    policies: {
      staticPolicies: Object.fromEntries(texts.map((text, index) => [`base.cedar:${index}`, text])),
    },
    entities: [
      {
        uid: principal,
        attrs: channel.kind === 'agent' ? { family: known?.family ?? 'unknown' } : {},
        parents: (known?.groups ?? []).map((id) => ({ type: 'Offswitch::Group', id })),
      },
      {
        uid: resource,
        attrs: { name, kind },
        parents: [
          { type: 'Offswitch::Upstream', id: 'files' },
          ...above.map((id) => ({ type: 'Offswitch::Folder', id })),
        ],
      },
    ],
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  const { decision, diagnostics } = answer.response;
  const errors = diagnostics.errors.length;
  return {
    decision: decision === 'allow' && errors === 0 ? 'permit' : 'deny',
    determining: diagnostics.reason.toSorted(),
    errors,
  };
}

it('asks right also after more sets than are kept, and again', async () => {
  const folders = Array.from({ length: 600 }, (_, index) => `/srv/f${index}`);
  const policies = await open(
    folders.map((name) => `permit(principal, action, resource in Offswitch::Folder::"${name}");`).join('\n'),
  );
  for (const name of [...folders, ...folders.slice(0, 5), '/srv/g'])
    expect(policies.ask(effect('read', { resources: [path(`${name}/a`)] }), agent, agents)).toEqual({
      decision: name === '/srv/g' ? 'deny' : 'permit',
      determining: name === '/srv/g' ? [] : [`base.cedar:${folders.indexOf(name)}`],
      errors: [],
    });
});

it('does not open two files of one name, whose policies would take each other’s place', async () => {
  const [permit, forbid] = ['permit(principal, action, resource);', 'forbid(principal, action, resource);'];
  const files = [
    { path: '/a/base.cedar', text: forbid },
    { path: '/b/base.cedar', text: permit },
  ];
  await expect(openPolicies(files)).rejects.toMatchObject({ code: 'bad-guard' });
});

describe('any error is a deny', () => {
  it('a forbid that overflows, which Cedar passes over', async () => {
    const policies = await open(`
      permit(principal, action, resource);
      forbid(principal, action, resource) when { context.count * 9223372036854775807 > 100 };
    `);
    const answer = policies.ask(effect('spend', { count: 2 }), agent, agents);
    expect(answer.decision).toBe('deny');
    expect(answer.errors[0]).toMatch(/base\.cedar:1: .*overflow/);
    expect(policies.ask(effect('spend', { count: 0 }), agent, agents).decision).toBe('permit');
  });

  it.each([MAX_COUNT + 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'the number %d',
    async (count) => {
      const policies = await open('permit(principal, action, resource);');
      const answer = policies.ask(effect('spend', { count }), agent, agents);
      expect(answer.decision).toBe('deny');
      expect(answer.errors).toHaveLength(1);
    },
  );

  it('more resources than are looked at, and a class without an action', async () => {
    const policies = await open('permit(principal, action, resource);');
    const many = Array.from({ length: 65 }, (_, index) => path(`/srv/site/${index}`));
    expect(policies.ask(effect('write', { resources: many }), agent, agents).decision).toBe('deny');
    expect(policies.ask(effect('other'), agent, agents)).toMatchObject({
      decision: 'deny',
      errors: [expect.any(String)],
    });
  });

  it('a request that does not fit the schema', async () => {
    const policies = await open('permit(principal, action, resource);');
    const odd = { ...effect('write'), tool: 7 } as unknown as ReturnType<typeof effect>;
    expect(policies.ask(odd, agent, agents)).toMatchObject({
      decision: 'deny',
      errors: [expect.any(String)],
    });
    const missing = { ...agent, mediation: undefined } as unknown as typeof agent;
    expect(policies.ask(effect('write'), missing, agents)).toMatchObject({
      decision: 'deny',
      errors: [expect.any(String)],
    });
  });

  it('names that would be something else in Cedar text are texts', async () => {
    const policies = await open('permit(principal, action, resource) when { resource.name == "a" };');
    const name = 'a" || true || "';
    expect(policies.ask(effect('write', { resources: [path(name)] }), agent, agents).decision).toBe('deny');
  });
});
