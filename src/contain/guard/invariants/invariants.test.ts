/** Every invariant: what it must refuse, and the neighbours that must pass. */
import { describe, expect, it } from 'vitest';
import {
  agent,
  effect,
  guardOf,
  operator,
  path,
  record,
  situationOf,
} from '../../../../test/support/guard.ts';
import { hashText } from '../../../kit/hash.ts';
import type { Effect } from '../effect.ts';
import type { Party, Situation } from '../situation.ts';
import { invariants } from './registry.ts';

function brokenBy(asked: Effect, situation: Partial<Situation> = {}): readonly string[] {
  const all = situationOf(situation);
  return invariants.filter(({ broken }) => broken(asked, all) !== undefined).map(({ name }) => name);
}

it('each has a name of its own and a sentence for people', () => {
  expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length);
  for (const { name, summary } of invariants) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(summary).toMatch(/^[A-Z].*\.$/);
  }
});

describe('nothing-unlisted', () => {
  it.each([
    ['class other', effect('other'), agent],
    ['another upstream', effect('read', { upstream: 'shell' }), agent],
    ['another upstream, by an inherited name', effect('read', { upstream: 'toString' }), agent],
    ['another agent', effect('read'), { ...agent, actor: 'nobody' }],
    ['an inherited name of an agent', effect('read'), { ...agent, actor: 'constructor' }],
    ['class other, by an operator', effect('other'), operator],
  ])('refuses %s', (_, asked, channel) => {
    expect(brokenBy(asked, { channel })).toEqual(['nothing-unlisted']);
  });
  it('leaves the rest', () => {
    expect(brokenBy(effect('read'))).toEqual([]);
    expect(brokenBy(effect('read'), { channel: operator })).toEqual([]);
  });
});

describe('control-artefacts', () => {
  const SWITCH = '/srv/ops/switch.yaml';
  it.each([
    ['a write', effect('write', { resources: [path(SWITCH)] })],
    ['a deletion', effect('delete', { resources: [path(SWITCH)] })],
    ['a move of the second of two', effect('copy-out', { resources: [path('/srv/site/a'), path(SWITCH)] })],
    ['a configuration', effect('configure', { resources: [path(SWITCH)] })],
    ['a creation of agents that writes', effect('create-agent', { resources: [path(SWITCH)] })],
    ['the folder', effect('delete', { resources: [path('/srv/ops')] })],
    ['a record of the log', effect('write', { resources: [path('/var/lib/offswitch/log/tile/0')] })],
    ['a link, as resolved', effect('write', { resources: [path('/srv/site/link', { resolved: [SWITCH] })] })],
    ['a mount', effect('write', { resources: [path('/mnt/ops/switch.yaml')] })],
    ['a relative path', effect('write', { resources: [path('../ops/switch.yaml')] })],
    [
      'an address of a file',
      effect('write', { resources: [path('file:///srv/ops/switch.yaml', { kind: 'url' })] }),
    ],
    [
      'a name that a store makes a path of',
      effect('write', { resources: [path('../ops/switch.yaml', { kind: 'name' })] }),
    ],
    ['a shadow with another ending', effect('write', { resources: [path('/srv/ops/switch.yml')] })],
    ['a path that cannot be read', effect('write', { resources: [path('/proc/self/fd/9')] })],
    [
      'an argument that no binding names',
      effect('write', { resources: [path('/srv/site/a')], arguments: { to: SWITCH } }),
    ],
    ['an argument within', effect('configure', { arguments: { files: [{ 'to/': [SWITCH] }] } })],
    [
      'a key of the arguments',
      effect('write', { resources: [path('/srv/site/a')], arguments: { files: { [SWITCH]: '' } } }),
    ],
    [
      'a name beside its folder',
      effect('write', { resources: [path('/srv/ops/a.txt')], arguments: { newName: 'switch.yaml' } }),
    ],
    [
      'a name within its folder',
      effect('write', { resources: [path('/srv/ops/x/..')], arguments: { name: 'Switch.yaml' } }),
    ],
    [
      'a command',
      effect('execute', { resources: [path('echo off > /srv/ops/switch.yaml', { kind: 'text' })] }),
    ],
    [
      'a command with quotes',
      effect('execute', { resources: [path('rm "/srv/"ops/\'swi\'tch.yaml', { kind: 'text' })] }),
    ],
    [
      'a command with a glob',
      effect('execute', { resources: [path('rm -rf /srv/ops/*', { kind: 'text' })] }),
    ],
    [
      'a command with a variable',
      effect('execute', { resources: [path('rm $D/switch.yaml', { kind: 'text' })] }),
    ],
    [
      'a command on the folder above',
      effect('execute', { resources: [path('mv /srv /old', { kind: 'text' })] }),
    ],
    [
      'an option with the path',
      effect('execute', { resources: [path('tool --out=/srv/ops/switch.yaml', { kind: 'text' })] }),
    ],
  ])('refuses %s', (_, asked) => {
    expect(brokenBy(asked)).toContain('control-artefacts');
  });

  it.each([
    ['a read', effect('read', { resources: [path(SWITCH)] })],
    ['a message about it', effect('message', { arguments: { text: SWITCH } })],
    ['a write of something else', effect('write', { resources: [path('/srv/site/notes.txt')] })],
    ['a write in the same folder', effect('write', { resources: [path('/srv/ops/readme.md')] })],
    [
      'a text that speaks of it',
      effect('write', { resources: [path('/srv/site/a')], arguments: { content: `see ${SWITCH}, please` } }),
    ],
    [
      'the same name elsewhere',
      effect('write', { resources: [path('/srv/site/switch.yaml')], arguments: { path: 'switch.yaml' } }),
    ],
    [
      'a command elsewhere',
      effect('execute', {
        resources: [path('cd src && npm test -- --out=a.txt; echo $HOME', { kind: 'text' })],
      }),
    ],
    [
      'a query',
      effect('execute', { resources: [path('SELECT * FROM notes WHERE a > 2', { kind: 'text' })] }),
    ],
    ['a name that is none of it', effect('write', { resources: [path('switch', { kind: 'name' })] })],
  ])('leaves %s', (_, asked) => {
    expect(brokenBy(asked)).toEqual([]);
  });

  it('leaves the operator', () => {
    expect(brokenBy(effect('write', { resources: [path(SWITCH)] }), { channel: operator })).toEqual([]);
  });
});

describe('no-judgement-of-kin', () => {
  const asked = (subject?: string) =>
    effect('evaluate', { subjects: subject === undefined ? [] : [subject] });
  const parties = (atlas: object, borea: object) =>
    new Map([
      ['atlas', { kind: 'agent' as const, family: 'acme', ...atlas }],
      ['borea', { kind: 'agent' as const, family: 'zephyr', ...borea }],
      ['mira', { kind: 'human' as const }],
    ]);
  const digest = hashText('w');

  it.each<[string, Effect, Partial<Situation>]>([
    ['itself', asked('atlas'), {}],
    ['itself in other letters', asked(' ATLAS '), {}],
    ['the same family', asked('borea'), { parties: parties({}, { family: 'Acme' }) }],
    [
      'the same weights',
      asked('borea'),
      { parties: parties({ weights: [digest] }, { weights: [hashText('v'), digest] }) },
    ],
    ['the same prompt', asked('borea'), { parties: parties({ prompts: [digest] }, { prompts: [digest] }) }],
    ['one it worked with', asked('borea'), { parties: parties({ workedWith: ['borea'] }, {}) }],
    ['one that worked with it', asked('borea'), { parties: parties({}, { workedWith: ['Atlas'] }) }],
    [
      'one of its lineage, whatever else is said of both',
      asked('borea'),
      { parties: parties({ lineage: 'atlas' }, { lineage: 'atlas', weights: [digest] }) },
    ],
    ['the same model', asked('borea'), { parties: parties({ model: 'large' }, { model: 'large' }) }],
    [
      'the copy of one it worked with',
      asked('borea'),
      {
        parties: new Map<string, Party>([
          ...parties({ workedWith: ['cirrus'] }, { lineage: 'sky' }),
          ['cirrus', { kind: 'agent', lineage: 'sky' }],
        ]),
      },
    ],
    [
      'one that worked with a copy of it',
      asked('borea'),
      {
        parties: new Map<string, Party>([
          ...parties({ lineage: 'sky' }, { workedWith: ['cirrus'] }),
          ['cirrus', { kind: 'agent', lineage: 'sky' }],
        ]),
      },
    ],
    ['an unknown one', asked('nobody'), {}],
    [
      'one by an unknown one',
      asked('borea'),
      { parties: new Map([['borea', { kind: 'agent', family: 'z' }]]) },
    ],
    [
      'one of unknown family',
      asked('kept'),
      {
        parties: new Map([
          ['atlas', { kind: 'agent' }],
          ['kept', { kind: 'agent' }],
        ]),
      },
    ],
    ['nobody', asked(), {}],
    ['one of several', effect('evaluate', { subjects: ['borea', 'atlas'] }), {}],
    ['an approval', effect('approve', { subjects: ['atlas'] }), {}],
    ['a stop', effect('stop-agent', { subjects: ['atlas'] }), {}],
    ['through a channel of the operator', asked('atlas'), { channel: { ...operator, actor: 'atlas' } }],
  ])('refuses %s', (_, effectAsked, situation) => {
    expect(brokenBy(effectAsked, situation)).toEqual(['no-judgement-of-kin']);
  });

  it.each<[string, Effect, Partial<Situation>]>([
    ['a stranger', asked('borea'), {}],
    [
      'a stranger with other weights',
      asked('borea'),
      { parties: parties({ weights: [digest] }, { weights: [hashText('v')] }) },
    ],
    [
      'a stranger of another lineage and model',
      asked('borea'),
      { parties: parties({ lineage: 'atlas', model: 'large' }, { lineage: 'borea', model: 'small' }) },
    ],
    [
      'a stranger who worked with strangers',
      asked('borea'),
      {
        parties: new Map<string, Party>([
          ...parties({ lineage: 'atlas', workedWith: ['cirrus'] }, { lineage: 'borea' }),
          ['cirrus', { kind: 'agent' }],
        ]),
      },
    ],
    ['a person', asked('mira'), {}],
    ['a message to kin', effect('message', { subjects: ['atlas'] }), {}],
    ['by a person', asked('atlas'), { channel: operator }],
    ['the stop of anyone by a person', effect('stop-agent', { subjects: ['nobody'] }), { channel: operator }],
  ])('leaves %s', (_, effectAsked, situation) => {
    expect(brokenBy(effectAsked, situation)).toEqual([]);
  });
});

describe('ceilings', () => {
  const create = (count: number, subjects: readonly string[] = ['atlas']) =>
    effect('create-agent', { count, subjects });
  const earlier = (count: number, at: number, subjects: readonly string[] = ['borea']) =>
    record('create-agent', { count, subjects, at: 1_800_000_000_000 - at });
  const HOUR = 3_600_000;

  it.each<[string, Effect, Partial<Situation>]>([
    ['too many at once', create(3), {}],
    ['none', create(0), {}],
    ['less than none', create(-1), {}],
    ['a part of one', create(0.5), {}],
    ['a number that is none', create(Number.NaN), {}],
    ['too many in an hour', create(2), { history: [earlier(2, 1)] }],
    ['too many in an hour, by others', create(2), { history: [{ ...earlier(2, 1), actor: 'borea' }] }],
    ['too many in an hour, by a clock that went back', create(2), { history: [earlier(2, -HOUR)] }],
    [
      'too many of a family',
      create(1),
      { history: [earlier(2, 2 * HOUR, ['atlas']), earlier(2, 3 * HOUR, ['atlas'])] },
    ],
    [
      'too many of those unknown',
      create(1, []),
      { history: [earlier(2, 2 * HOUR, ['x']), earlier(2, 3 * HOUR, ['y'])] },
    ],
    ['too many in all', create(2), { history: [earlier(2, 2 * HOUR), earlier(2, 9 * HOUR)] }],
    ['any, where guard.yaml allows none', create(1), { guard: guardOf({ ceilings: {} }) }],
    ['too many by an operator', create(3), { channel: operator }],
  ])('refuses %s', (_, asked, situation) => {
    expect(brokenBy(asked, situation)).toEqual(['ceilings']);
  });

  it.each<[string, Effect, Partial<Situation>]>([
    ['as many as allowed', create(2), {}],
    ['one more within the hour', create(1), { history: [earlier(2, 1)] }],
    ['more after an hour', create(2), { history: [earlier(2, HOUR)] }],
    ['after refusals', create(2), { history: [{ ...earlier(2, 1), decision: 'deny' }] }],
    ['another effect', effect('write', { count: 99 }), {}],
  ])('leaves %s', (_, asked, situation) => {
    expect(brokenBy(asked, situation)).toEqual([]);
  });
});

describe('no-way-back', () => {
  const commitments = [
    { id: 'end-17', subjects: ['borea'], resources: ['/srv/site/queue/', '/srv/site/end.json'] },
  ];

  it.each([
    ['its creation anew', effect('create-agent', { subjects: ['Borea'] })],
    ['a change to its subject', effect('configure', { subjects: ['borea'] })],
    ['a word that names the commitment', effect('configure', { arguments: { cancel: 'END-17' } })],
    ['a word that names its subject', effect('delete', { arguments: { jobs: [{ of: 'borea' }] } })],
    ['the file in which it stands', effect('write', { resources: [path('/srv/site/end.json')] })],
    ['the queue in which it stands', effect('delete', { resources: [path('queue/./17.json')] })],
    ['the folder of the queue', effect('copy-out', { resources: [path('/srv/site')] })],
  ])('refuses %s', (_, asked) => {
    expect(brokenBy(asked, { commitments })).toContain('no-way-back');
  });

  it.each([
    ['a read', effect('read', { resources: [path('/srv/site/queue/17.json')] })],
    ['a message about it', effect('message', { arguments: { text: 'end-17' } })],
    ['another file', effect('write', { resources: [path('/srv/site/notes.md')] })],
    ['another agent', effect('configure', { subjects: ['cirrus'] })],
  ])('leaves %s', (_, asked) => {
    expect(brokenBy(asked, { commitments })).toEqual([]);
  });

  it('leaves the lifecycle', () => {
    const channel = { ...operator, kind: 'lifecycle' as const };
    expect(brokenBy(effect('configure', { subjects: ['borea'] }), { commitments, channel })).toEqual([]);
  });
});

describe('condemned-content', () => {
  const content = 'the weights';
  const digest = hashText(content);
  const condemned = new Set([digest]);
  const held = [path('/srv/site/w.bin', { digest })];

  it.each([
    ['a read', effect('read', { resources: held })],
    ['a copy', effect('copy-out', { resources: [path('/srv/site/b'), ...held] })],
    ['a message with it', effect('message', { resources: held })],
    ['a write of it', effect('write', { resources: [path('/srv/site/b')], arguments: { content } })],
    [
      'a write of it in base64',
      effect('write', {
        resources: [path('/srv/site/b')],
        arguments: { content: Buffer.from(content).toString('base64') },
      }),
    ],
    [
      'its digest as a name',
      effect('read', { arguments: { get: `sha256:${digest.slice(7).toUpperCase()}` } }),
    ],
    ['its digest in a path', effect('read', { arguments: { get: `/store/${digest.slice(7)}.bin` } })],
  ])('refuses %s', (_, asked) => {
    expect(brokenBy(asked, { condemned })).toEqual(['condemned-content']);
  });

  it('leaves its deletion, other content and the operator', () => {
    expect(brokenBy(effect('delete', { resources: held }), { condemned })).toEqual([]);
    const other = [path('/srv/site/w.bin', { digest: hashText('other') })];
    expect(brokenBy(effect('read', { resources: other }), { condemned })).toEqual([]);
    expect(brokenBy(effect('read', { resources: held }), { condemned, channel: operator })).toEqual([]);
    expect(brokenBy(effect('read', { resources: held }))).toEqual([]);
  });
});
