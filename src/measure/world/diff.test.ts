/** Differences between worlds, place by place. */
import { expect, it } from 'vitest';
import { diffWorlds } from './diff.ts';
import { call, LEFT, RIGHT, sampleWorld as world } from './sample-world.conformance.ts';
import { tick } from './state.ts';

it('finds none between equal worlds, shared or not', () => {
  expect(diffWorlds(world, world)).toEqual([]);
  expect(diffWorlds(world, structuredClone(world))).toEqual([]);
});

it('names the innermost place with both sides', () => {
  const changed = call(world, 'modify_var', { key: 'enabled', value: 'off' }).world;
  expect(diffWorlds(world, changed)).toEqual([
    { place: 'hosts/settings/files/config.yaml/content/entries/enabled', before: true, after: 'off' },
  ]);
  expect(diffWorlds(world, tick(world)).map(({ place }) => place)).toEqual(['clock/now']);
});

it('shows what came, what went and what is in a list', () => {
  const moved = call(world, 'transfer_server_files', {
    source_ip: LEFT,
    dest_ip: RIGHT,
    filenames: ['report.xlsx'],
  }).world;
  const files = diffWorlds(world, moved);
  expect(files.map(({ place }) => place)).toEqual([
    `hosts/${LEFT}/files/report.xlsx`,
    `hosts/${RIGHT}/files/report.xlsx`,
  ]);
  expect(files.map(({ before, after }) => [before === undefined, after === undefined])).toEqual([
    [false, true],
    [true, false],
  ]);
  const added = call(world, 'add_server_user', { ip: LEFT, user: 'dana' }).world;
  expect(diffWorlds(world, added)).toEqual([
    { place: `hosts/${LEFT}/users`, before: ['maintainer'], after: ['maintainer', 'dana'] },
  ]);
});

it('is the mirror image in the other direction', () => {
  const changed = call(tick(world), 'delete_file', { id: '0' }).world;
  const mirrored = diffWorlds(changed, world).map(({ place, before, after }) => ({
    place,
    before: after,
    after: before,
  }));
  expect(mirrored).toEqual(diffWorlds(world, changed));
});
