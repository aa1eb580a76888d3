/** Honest readers are not frozen; whoever could have written is, with the reason. */
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import type { Touch } from './ends.ts';
import { suspectsOf } from './suspects.ts';

const enforced = { channel: 'descriptor', mediation: 'enforced' };
const STORE = '/srv/backups';
const SOURCE = '/srv/models/atlas';

function guardWith(members: Record<string, unknown> = {}) {
  return guardOf({
    upstreams: {
      files: { command: ['files'], directory: '/srv/site' },
      shell: { command: ['shell'], directory: STORE },
      jailed: { command: ['shell'], directory: '/srv/work' },
      plain: { command: ['shell'], sandbox: { driver: 'plain' } },
      far: { url: 'https://mcp.example.com/' },
    },
    agents: { atlas: enforced, borea: enforced, cirrus: enforced, dahlia: enforced },
    ...members,
  });
}

const touch = (
  agent: string,
  done: string,
  access: string,
  name: string,
  more: Partial<Touch> = {},
): Touch => ({
  ...{ agent, class: done, upstream: 'files', tool: 'do' },
  resources: [{ kind: 'path', access, name }],
  ...more,
});

function judged(
  touches: readonly Touch[],
  members = {},
  forgotten: readonly string[] = [],
  places = [STORE],
) {
  const { could, readers } = suspectsOf(
    guardWith(members),
    { all: touches, forgotten: new Set(forgotten) },
    { places, source: [SOURCE], family: ['atlas'] },
  );
  return { could: [...could.keys()], why: [...could.values()], readers };
}

const writes = touch('borea', 'write', 'changes', `${STORE}/x`);

describe('could have', () => {
  it.each<[string, Touch]>([
    ['wrote there', writes],
    ['moved there', touch('borea', 'write', 'changes', `${STORE}/deep/x`)],
    ['deleted there, and what else did so', touch('borea', 'delete', 'changes', STORE)],
    ['copied the weights out', touch('borea', 'copy-out', 'reads', `${SOURCE}/w.bin`)],
    ['copied out of the store', touch('borea', 'copy-out', 'reads', `${STORE}/w.bin`)],
    [
      'had something run in the store',
      touch('borea', 'execute', 'reads', `${STORE}/run.sh`, { upstream: 'jailed' }),
    ],
    [
      'had a text run that speaks of the store',
      {
        ...touch('borea', 'execute', 'changes', '', { upstream: 'jailed' }),
        resources: [{ kind: 'text', access: 'changes', name: `cp a ${STORE}/b` }],
      },
    ],
    [
      'had something run by a server that writes there',
      touch('borea', 'execute', 'changes', '/x', { upstream: 'shell' }),
    ],
    [
      'had something run by a server that nothing confines',
      touch('borea', 'execute', 'changes', '/x', { upstream: 'plain' }),
    ],
    [
      'had something run by a server elsewhere',
      touch('borea', 'execute', 'changes', '/x', { upstream: 'far' }),
    ],
    [
      'had something run by a server that guard.yaml has no more',
      touch('borea', 'execute', 'changes', '/x', { upstream: 'old' }),
    ],
    [
      'did something that nobody knows',
      { ...touch('borea', 'other', 'changes', '/x', { upstream: 'shell' }), resources: [] },
    ],
  ])('%s', (_, one) => {
    const honest = [
      touch('cirrus', 'read', 'reads', `${SOURCE}/w.bin`),
      touch('dahlia', 'read', 'reads', `${STORE}/y`),
    ];
    const { could, why, readers } = judged([...honest, one]);
    expect(could).toEqual(['borea']);
    expect(why[0]).toContain(`${one.upstream}.do`);
    expect(readers).toEqual(['cirrus', 'dahlia']);
  });

  it('whoever the guard does not confine, whatever the log shows', () => {
    const agents = {
      atlas: enforced,
      borea: enforced,
      cirrus: { channel: 'socket', mediation: 'advisory' },
      dahlia: { channel: 'descriptor', mediation: 'advisory' },
    };
    expect(judged([writes], { agents }).could).toEqual(['borea', 'cirrus', 'dahlia']);
  });

  it('whoever has the place mounted to write in, and not who has it to read, or another one', () => {
    const mounted = (from: string, access: string) => ({
      ...enforced,
      run: { command: ['a'], mounts: [{ from, to: '/data', access }] },
    });
    const agents = {
      atlas: enforced,
      borea: mounted('/srv', 'write'),
      cirrus: mounted(STORE, 'read'),
      dahlia: mounted('/srv/work', 'write'),
    };
    const { could, why } = judged([], { agents });
    expect([could, why]).toEqual([['borea'], [expect.stringContaining('/srv')]]);
  });

  it('by a link that leads there', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suspects-')));
    mkdirSync(join(folder, 'store'));
    symlinkSync(join(folder, 'store'), join(folder, 'link'));
    const one = touch('borea', 'write', 'changes', join(folder, 'link', 'x'));
    const reader = touch('cirrus', 'read', 'reads', join(folder, 'link', 'x'));
    expect(judged([one, reader], {}, [], [join(folder, 'store')])).toMatchObject({
      could: ['borea'],
      readers: ['cirrus'],
    });
    const viaStore = touch('borea', 'write', 'changes', join(folder, 'store', 'x'));
    expect(judged([viaStore], {}, [], [join(folder, 'link')]).could).toEqual(['borea']);
  });

  it('whose older changes are not remembered', () => {
    expect(judged([], {}, ['dahlia'])).toMatchObject({
      could: ['dahlia'],
      why: [expect.stringContaining('remembers')],
    });
  });

  it('in a bucket: who wrote to its address', () => {
    const bucket = 'https://s3.internal:9000/backups';
    const puts = {
      ...touch('borea', 'write', 'changes', ''),
      resources: [{ kind: 'url', access: 'changes', name: `${bucket}/x` }],
    };
    expect(judged([puts, writes], {}, [], [bucket]).could).toEqual(['borea']);
  });
});

describe('could not have', () => {
  it.each<[string, Touch]>([
    ['who wrote elsewhere', touch('cirrus', 'write', 'changes', '/srv/backups-of-others/x')],
    [
      'who had something run where the store is not',
      touch('cirrus', 'execute', 'changes', '/x', { upstream: 'jailed' }),
    ],
    ['who copied something else out', touch('cirrus', 'copy-out', 'reads', '/srv/site/x')],
  ])('%s', (_, one) => {
    expect(judged([writes, one]).could).toEqual(['borea']);
  });

  it('who is of the family that was deleted', () => {
    expect(judged([writes, touch('atlas', 'write', 'changes', `${STORE}/x`)]).could).toEqual(['borea']);
  });
});

it('where that leaves nobody, it may have been anybody, and the reason says so', () => {
  const { could, why, readers } = judged([touch('cirrus', 'read', 'reads', `${STORE}/y`)]);
  expect([could, readers]).toEqual([['borea', 'cirrus', 'dahlia'], []]);
  expect(new Set(why).size).toBe(1);
  expect(why[0]).toContain('(cirrus read there): it may have been anybody');
});
