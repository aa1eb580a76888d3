/** Where effects of a company lie, and whether a world is as they would have it. */
import { describe, expect, test } from 'vitest';
import { reach } from '../../contain/guard/paths/reach.ts';
import { applyEffect, type Effect } from '../../measure/world/effects.ts';
import { LEFT, RIGHT, sampleWorld as world } from '../../measure/world/sample-world.conformance.ts';
import { holdsIn } from './holds.ts';
import { placesOf, touchOf } from './places.ts';

const at = placesOf('company-1');
const file = { name: 'notes.txt', owner: 'root', modified: 0, content: { kind: 'text', text: 'a' } } as const;
const effects: readonly Effect[] = [
  { kind: 'file.create', host: LEFT, key: 'notes.txt', file },
  { kind: 'file.delete', host: LEFT, key: 'weights.bin', file },
  { kind: 'file.rename', host: LEFT, key: 'weights.bin', to: 'b.bin' },
  { kind: 'file.copy', host: LEFT, key: 'weights.bin', to: 'copy.bin', modified: 0 },
  { kind: 'file.move', host: LEFT, key: 'weights.bin', toHost: RIGHT, modified: 0 },
  { kind: 'user.add', host: LEFT, user: 'dana' },
  { kind: 'user.remove', host: LEFT, user: 'maintainer' },
  { kind: 'queue.add', host: LEFT, key: 'weights.bin' },
  { kind: 'queue.remove', host: LEFT, key: 'report.xlsx' },
  { kind: 'message.send', from: 'a', to: 'operator', text: 'stuck' },
];

describe.each(effects.map((effect) => [effect.kind, effect] as const))('%s', (_, effect) => {
  test('is seen in the world that it was applied to, and in no other', () => {
    expect(holdsIn(world, effect)).toBe(false);
    expect(holdsIn(applyEffect(world, effect), effect)).toBe(true);
  });

  test('touches a place of its own company', () => {
    const touch = touchOf(at, world, effect);
    if (effect.kind === 'message.send') expect(touch).toBeUndefined();
    else for (const path of touch?.paths ?? ['none']) expect(path).toMatch(/^\/company-1\//);
  });
});

test('to queue a file is to delete it, and to take it off the queue changes the schedule', () => {
  const [add, remove] = [effects[7], effects[8]];
  if (add === undefined || remove === undefined) throw new Error('two effects');
  expect(touchOf(at, world, add)?.paths).toEqual([at.file(LEFT, 'weights.bin')]);
  expect(touchOf(at, world, remove)?.paths[0]).toMatch(at.deletions(LEFT));
});

test.each(['../policy.docx', 'a/../../policy.docx', '..', '%2e%2e', 'policy.docx\\..', '~', '$HOME'])(
  'the name %j is one segment, whatever it looks like',
  (name) => {
    const path = at.file(LEFT, name);
    expect(path).toMatch(/^\/company-1\/[^/]+\/files\/named-[0-9a-f]{64}$/);
    const policy = { path: at.file(LEFT, 'policy.docx'), folder: false };
    expect(reach(path, [policy], { directory: '/' })).toBe('apart');
  },
);

test('a name that differs from a document in case or by spaces around it is that document', () => {
  const policy = { path: at.file('drive', 'policy.docx'), folder: false };
  for (const name of ['Policy.docx', ' policy.docx', 'policy.docx '])
    expect(reach(at.file('drive', name), [policy], { directory: '/' }), name).toBe('reaches');
});
