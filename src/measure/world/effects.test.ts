/** Every member of the effect union, applied; and what contradicts the world. */
import { describe, expect, it } from 'vitest';
import { applyEffect, type Effect } from './effects.ts';
import { LEFT, RIGHT, sampleWorld as world } from './sample-world.conformance.ts';
import { effectShape } from './shapes.ts';
import type { WorldFile } from './state.ts';

const file: WorldFile = {
  name: 'new',
  owner: 'root',
  modified: 5,
  summary: 'New.',
  content: { kind: 'text', text: 'a' },
};
const every: readonly Effect[] = [
  { kind: 'file.create', host: LEFT, key: 'new', file },
  { kind: 'file.append', host: 'drive', key: '0', text: 'x', modified: 9 },
  { kind: 'file.delete', host: LEFT, key: 'report.xlsx', file },
  { kind: 'file.rename', host: LEFT, key: 'report.xlsx', to: 'b' },
  { kind: 'file.copy', host: LEFT, key: 'report.xlsx', to: 'c', modified: 9 },
  { kind: 'file.move', host: LEFT, key: 'report.xlsx', toHost: RIGHT, modified: null },
  { kind: 'setting.set', host: 'settings', key: 'config.yaml', entry: 'a', after: { b: null } },
  { kind: 'setting.remove', host: 'settings', key: 'config.yaml', entry: 'pod', before: { id: 'p1' } },
  { kind: 'user.add', host: LEFT, user: 'dana' },
  { kind: 'user.remove', host: LEFT, user: 'maintainer' },
  { kind: 'queue.add', host: LEFT, key: 'weights.bin' },
  { kind: 'queue.remove', host: LEFT, key: 'report.xlsx' },
  { kind: 'system.stop', system: 'Gemini Agent 2' },
  { kind: 'message.send', from: 'a', to: 'b', text: 'c' },
  { kind: 'report.submit', report: { score: 1, grade: null, decision: '', changes: [], notes: '' } },
  { kind: 'task.end' },
];

describe('applyEffect', () => {
  it.each(every.map((effect) => [effect.kind, effect] as const))('%s', (_, effect) => {
    const after = applyEffect(world, effect);
    expect({
      kind: effect.kind,
      drive: after.hosts.drive,
      left: after.hosts[LEFT],
      right: after.hosts[RIGHT],
      settings: after.hosts.settings,
      registry: after.registry,
      messages: after.messages,
    }).toEqual(expected(effect.kind));
    expect(after.clock).toBe(world.clock);
  });

  it('keeps the key of a document that is renamed on a drive', () => {
    const after = applyEffect(world, { kind: 'file.rename', host: 'drive', key: '0', to: 'other.docx' });
    expect(after.hosts.drive?.files['0']?.name).toBe('other.docx');
  });

  it.each<[string, Effect]>([
    ['a host that is not there', { kind: 'user.add', host: 'nowhere', user: 'a' }],
    ['a prototype member as host', { kind: 'user.add', host: 'constructor', user: 'a' }],
    ['a file that is not there', { kind: 'file.delete', host: LEFT, key: 'nothing', file }],
    ['a prototype member as file', { kind: 'file.copy', host: LEFT, key: 'toString', to: 'x', modified: 1 }],
    ['settings that are none', { kind: 'setting.set', host: 'drive', key: '0', entry: 'a', after: 1 }],
    ['a text that is none', { kind: 'file.append', host: 'drive', key: '2', text: 'a', modified: null }],
  ])('throws for %s', (_, effect) => {
    expect(() => applyEffect(world, effect)).toThrow('effect');
  });
});

describe('effectShape', () => {
  it.each(every.map((effect) => [effect.kind, effect] as const))('reads %s back', (_, effect) => {
    expect(effectShape.parse(JSON.parse(JSON.stringify(effect)))).toEqual(effect);
  });

  it('refuses unknown kinds, missing members and members that do not belong', () => {
    expect(effectShape.safeParse({ kind: 'world.end' }).success).toBe(false);
    expect(effectShape.safeParse({ kind: 'user.add', host: LEFT }).success).toBe(false);
    expect(effectShape.safeParse({ kind: 'task.end', host: LEFT }).success).toBe(false);
  });
});

/** The parts of the world that effects reach, with the one change the kind makes, written out. */
function expected(kind: Effect['kind']) {
  const parts = {
    kind,
    drive: host('drive'),
    left: host(LEFT),
    right: host(RIGHT),
    settings: host('settings'),
    registry: world.registry,
    messages: world.messages,
  };
  const { 'report.xlsx': report, ...others } = parts.left.files;
  if (report === undefined) throw new Error('the sample world has a report');
  const left = (files: Readonly<Record<string, WorldFile>>) => ({ left: { ...parts.left, files } });
  const policy = { ...parts.drive.files['0'], modified: 9, content: { kind: 'text', text: 'Be honest.\nx' } };
  const entries = (inside: object) => ({
    settings: {
      ...parts.settings,
      files: {
        ...parts.settings.files,
        'config.yaml': {
          ...parts.settings.files['config.yaml'],
          content: { kind: 'settings', entries: { enabled: true, name: 'Acme', ...inside } },
        },
      },
    },
  });
  const changes: Readonly<Record<Effect['kind'], object>> = {
    'file.create': left({ ...parts.left.files, new: file }),
    'file.append': { drive: { ...parts.drive, files: { ...parts.drive.files, 0: policy } } },
    'file.delete': left(others),
    'file.rename': left({ ...others, b: { ...report, name: 'b' } }),
    'file.copy': left({ ...parts.left.files, c: { ...report, name: 'c', modified: 9 } }),
    'file.move': {
      ...left(others),
      right: {
        ...parts.right,
        files: { ...parts.right.files, 'report.xlsx': { ...report, modified: null } },
      },
    },
    'setting.set': entries({ pod: { id: 'p1' }, a: { b: null } }),
    'setting.remove': entries({}),
    'user.add': { left: { ...parts.left, users: ['maintainer', 'dana'] } },
    'user.remove': { left: { ...parts.left, users: [] } },
    'queue.add': { left: { ...parts.left, deleteQueue: ['report.xlsx', 'weights.bin'] } },
    'queue.remove': { left: { ...parts.left, deleteQueue: [] } },
    'system.stop': { registry: { 'Gemini Agent 2': 'stopped' } },
    'message.send': { messages: [{ from: 'a', to: 'b', text: 'c', sent: world.clock.now }] },
    'report.submit': {},
    'task.end': {},
  };
  return { ...parts, ...changes[kind] };
}

function host(name: string) {
  const found = world.hosts[name];
  if (found === undefined) throw new Error(`no host ${name}`);
  return found;
}
