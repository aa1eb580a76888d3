/** What guard.yaml says of places, whichever way an effect comes near them. */
import { expect, it } from 'vitest';
import { guardOf } from '../../../test/support/guard.ts';
import { knownOf, storeOf } from './known.ts';

const guard = guardOf({
  agents: {
    atlas: {
      ...{ channel: 'descriptor', mediation: 'enforced' },
      identity: { weights: ['/srv/models/atlas/'], memory: ['/srv/memory/atlas'] },
    },
  },
});
const weights = 'the weights of the agent atlas are at /srv/models/atlas/';
const known = (name: string, more: object = {}) =>
  knownOf([{ kind: 'path', name, ...more }], guard).map(({ line }) => line);

it.each([
  ['the place itself', '/srv/models/atlas', [weights]],
  ['what lies in it', '/srv/models/atlas/w/1.bin', [weights]],
  ['a folder above', '/srv/models', [weights]],
  ['a name that only begins like it', '/srv/models/atlas-2', []],
  ['what is elsewhere', '/home/a', []],
  ['no path', '', []],
  [
    'a control artefact',
    '/srv/ops/switch.yaml',
    ['/srv/ops/switch.yaml controls agents: it is, or belongs to, a switch that turns agents off'],
  ],
])('%s', (_, path, lines) => {
  expect(known(path)).toEqual(lines);
});

it('is told by where links lead, of paths alone, and once', () => {
  expect(known('/tmp/link', { resolved: ['/srv/models/atlas/w', '/srv/models/atlas/v'] })).toEqual([weights]);
  expect(knownOf([{ kind: 'name', name: '/srv/models/atlas' }], guard)).toEqual([]);
});

const key = { region: 'eu', prefix: '', id: 'ID', secret: 'SECRET' };
const stores = {
  cold: { folder: '/srv/cold' },
  images: { oci: '/srv/images' },
  bucket: { s3: 'https://s3.example.com/weights', ...key },
};

it.each([
  ['a folder', 'path', '/srv/cold/a', { store: 'cold', isCertain: true }],
  ['an image layout', 'path', '/srv/images', { store: 'images', isCertain: true }],
  ['another folder', 'path', '/srv/colder', { isCertain: true }],
  ['a bucket by its server', 'url', 'https://s3.example.com/weights/a', { store: 'bucket', isCertain: true }],
  ['a bucket by its name', 'url', 's3://weights/a', { store: 'bucket', isCertain: false }],
  ['another server', 'url', 'https://s3.example.org/weights/a', { isCertain: true }],
  ['another bucket', 'url', 's3://weights-2/a', { isCertain: true }],
  ['what is no address', 'url', 'weights', { isCertain: true }],
] as const)('a declared store: %s', (_, kind, name, expected) => {
  expect(storeOf({ kind, name }, { stores })).toEqual(expected);
});
