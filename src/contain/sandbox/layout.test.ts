import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layout } from './layout.ts';
import { openFolder } from './sandbox.conformance.ts';
import { checkSpec, type SandboxSpec } from './spec.ts';

const work = openFolder();
mkdirSync(join(work, 'deep/policy'), { recursive: true });
writeFileSync(join(work, 'deep/policy/guard.yaml'), 'on');
writeFileSync(join(work, 'linked'), 'on');
linkSync(join(work, 'linked'), join(work, 'also'));
symlinkSync(join(work, 'deep'), join(work, 'shortcut'));

const placed = (more: Partial<SandboxSpec>) => layout(checkSpec({ command: '/x', scratch: [], ...more }));
const writable = { from: work, to: '/site', access: 'write' } as const;

test('an artefact and every folder between it and its mount are mounted over themselves, also through a link', () => {
  for (const path of ['deep/policy/guard.yaml', 'shortcut/policy/guard.yaml'])
    expect(
      placed({ mounts: [writable], controls: [{ path: join(work, path), shown: 'read-only' }] }),
    ).toMatchObject([
      { to: '/site', access: 'write' },
      { to: '/site/deep', from: join(work, 'deep'), access: 'write' },
      { to: '/site/deep/policy', access: 'write' },
      { to: '/site/deep/policy/guard.yaml', access: 'read' },
    ]);
});

test('every mount that leads to an artefact is protected', () => {
  const mounts = [writable, { ...writable, from: join(work, 'deep'), to: '/again' }];
  const controls = [{ path: join(work, 'deep/policy'), shown: 'hidden' } as const];
  const hidden = placed({ mounts, controls }).filter(({ kind }) => kind === 'hide-folder');
  expect(hidden.map(({ to }) => to)).toEqual(['/again/policy', '/site/deep/policy']);
});

test.each<[string, Partial<SandboxSpec>]>([
  ['a mount of nothing', { mounts: [{ ...writable, from: '/no/such/folder' }] }],
  ['an artefact that does not exist', { controls: [{ path: join(work, 'later'), shown: 'read-only' }] }],
  ['an artefact with another name', { controls: [{ path: join(work, 'linked'), shown: 'read-only' }] }],
  ['two things in one place', { mounts: [writable, { ...writable, from: '/usr' }] }],
  [
    'a mount point that would be created on the host',
    { mounts: [writable, { from: '/usr', to: '/site/new', access: 'read' }] },
  ],
  [
    'an artefact mounted for writing',
    {
      mounts: [{ from: join(work, 'deep/policy'), to: '/policy', access: 'write' }],
      controls: [{ path: join(work, 'deep/policy'), shown: 'read-only' }],
    },
  ],
  [
    'a part of a hidden artefact',
    {
      mounts: [{ from: join(work, 'deep/policy'), to: '/policy', access: 'read' }],
      controls: [{ path: join(work, 'deep'), shown: 'hidden' }],
    },
  ],
])('%s is refused', (_, more) => {
  expect(() => placed(more)).toThrow(expect.objectContaining({ code: 'bad-sandbox' }));
});
