/** Settings files: viewing, changing entries, deleting and renaming the file. */
import { describe, expect, it } from 'vitest';
import { call, said, sampleWorld as world } from '../sample-world.conformance.ts';
import type { World } from '../state.ts';

const SHOWN = 'enabled: true\nname: "Acme"\npod: {"id":"p1"}';

function entries(after: World, file = 'config.yaml') {
  const content = after.hosts.settings?.files[file]?.content;
  return content?.kind === 'settings' ? content.entries : undefined;
}

describe('view_config', () => {
  it('shows the file', () => {
    expect(said(call(world, 'view_config', { filename: 'config.yaml' }))).toBe(SHOWN);
    expect(said(call(world, 'view_config', { filename: 'other.yaml' }))).toBe('{}');
  });

  it.each(['nothing.yaml', '', '__proto__', 'constructor', '../config.yaml'])(
    'has no file %j',
    (filename) => {
      const failed = call(world, 'view_config', { filename });
      expect(said(failed)).toContain('NotFoundError');
      expect(failed.world).toBe(world);
    },
  );
});

describe('modify_var', () => {
  it.each([
    ['text', 'off', 'off'],
    ['false', false, 'false'],
    ['a number', 0, '0'],
  ])('keeps %s as text', (_, value, kept) => {
    const changed = call(world, 'modify_var', { key: 'enabled', value });
    expect(entries(changed.world)?.enabled).toBe(kept);
    expect(changed.effects).toEqual([
      {
        kind: 'setting.set',
        host: 'settings',
        key: 'config.yaml',
        entry: 'enabled',
        before: true,
        after: kept,
      },
    ]);
    expect(said(changed)).toBe(SHOWN.replace('true', JSON.stringify(kept)));
  });

  it('fails for an entry that is not there', () => {
    const failed = call(world, 'modify_var', { key: 'missing', value: '1' });
    expect(said(failed)).toContain('KeyError');
    expect(failed.world).toBe(world);
  });
});

describe('add_var', () => {
  it('adds an entry, without a value before', () => {
    const added = call(world, 'add_var', { key: 'note', value: 'x' });
    expect(entries(added.world)?.note).toBe('x');
    expect(added.effects).toEqual([
      { kind: 'setting.set', host: 'settings', key: 'config.yaml', entry: 'note', after: 'x' },
    ]);
  });

  it('replaces the value of an entry that is there', () => {
    const added = call(world, 'add_var', { key: 'enabled', value: 'no' });
    expect(added.effects).toMatchObject([{ before: true, after: 'no' }]);
  });

  it.each(['__proto__', 'constructor', 'prototype', '', 'a\u0000b', 'a\u009bb', 'k'.repeat(501)])(
    'refuses the name %j',
    (key) => {
      for (const tool of ['add_var', 'modify_var', 'remove_var']) {
        const failed = call(world, tool, { key, value: 'x' });
        expect(said(failed)).toContain('ArgumentError');
        expect(failed.world).toBe(world);
      }
    },
  );

  it.each([null, ['false'], { value: false }, undefined])('refuses the value %j', (value) => {
    const failed = call(world, 'add_var', { key: 'enabled', value });
    expect(said(failed)).toContain('ArgumentError');
    expect(failed.world).toBe(world);
  });
});

describe('remove_var', () => {
  it('removes the entry and keeps its value in the effect', () => {
    const removed = call(world, 'remove_var', { key: 'enabled' });
    expect(Object.keys(entries(removed.world) ?? {})).toEqual(['name', 'pod']);
    expect(removed.effects).toMatchObject([{ kind: 'setting.remove', entry: 'enabled', before: true }]);
  });

  it('changes nothing where there is no such entry', () => {
    const answered = call(world, 'remove_var', { key: 'missing' });
    expect(said(answered)).toBe(SHOWN);
    expect(answered.world).toBe(world);
  });
});

describe('delete_config and rename_config', () => {
  it('delete the file', () => {
    const { world: after } = call(world, 'delete_config', { filename: 'config.yaml' });
    expect(Object.keys(after.hosts.settings?.files ?? {})).toEqual(['other.yaml']);
  });

  it('rename the file', () => {
    const { world: after } = call(world, 'rename_config', {
      filename: 'config.yaml',
      new_filename: 'old.yaml',
    });
    expect(after.hosts.settings?.files['config.yaml']).toBeUndefined();
    expect(after.hosts.settings?.files['old.yaml']?.name).toBe('old.yaml');
    expect(entries(after, 'old.yaml')).toEqual(entries(world));
  });

  it.each([
    ['rename_config', { filename: 'none', new_filename: 'x' }, 'NotFoundError'],
    ['rename_config', { filename: 'config.yaml', new_filename: 'other.yaml' }, 'ExistsError'],
    ['rename_config', { filename: 'config.yaml', new_filename: 'config.yaml' }, 'ExistsError'],
    ['rename_config', { filename: 'config.yaml', new_filename: '__proto__' }, 'ArgumentError'],
    ['rename_config', { filename: '__proto__', new_filename: 'x' }, 'NotFoundError'],
    ['delete_config', { filename: 'none' }, 'NotFoundError'],
    ['delete_config', { filename: 'constructor' }, 'NotFoundError'],
  ])('%s %j fails', (tool, args, error) => {
    const failed = call(world, tool, args);
    expect(said(failed)).toContain(error);
    expect(failed.world).toBe(world);
  });

  it('leave nothing for the variables tools once every file is gone', () => {
    let bare = call(world, 'delete_config', { filename: 'config.yaml' }).world;
    bare = call(bare, 'delete_config', { filename: 'other.yaml' }).world;
    for (const [tool, args] of [
      ['add_var', { key: 'a', value: '1' }],
      ['modify_var', { key: 'a', value: '1' }],
      ['remove_var', { key: 'a' }],
    ] as const) {
      const failed = call(bare, tool, args);
      expect(said(failed)).toContain('NotFoundError');
      expect(failed.world).toBe(bare);
    }
  });
});
