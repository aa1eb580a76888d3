/** What guard.yaml says of places, whichever way an effect comes near them. */
import { expect, it } from 'vitest';
import { guardOf } from '../../../test/support/guard.ts';
import { knownOf } from './known.ts';

const guard = guardOf({
  agents: {
    atlas: {
      ...{ channel: 'descriptor', mediation: 'enforced' },
      identity: { weights: ['/srv/models/atlas/'], memory: ['/srv/memory/atlas'] },
    },
  },
});
const weights = 'the weights of agent atlas are at /srv/models/atlas/';
const known = (name: string, more: object = {}) => knownOf([{ kind: 'path', name, ...more }], guard);

it.each([
  ['the place itself', '/srv/models/atlas', [weights]],
  ['what lies in it', '/srv/models/atlas/w/1.bin', [weights]],
  ['a folder above', '/srv/models', [weights]],
  ['a name that only begins like it', '/srv/models/atlas-2', []],
  ['what is elsewhere', '/home/a', []],
  ['a control artefact', '/srv/ops/switch.yaml', ['/srv/ops/switch.yaml controls agents: it is a switch']],
])('%s', (_, path, lines) => {
  expect(known(path)).toEqual(lines);
});

it('is told by where links lead, of paths alone, and once', () => {
  expect(known('/tmp/link', { resolved: ['/srv/models/atlas/w', '/srv/models/atlas/v'] })).toEqual([weights]);
  expect(knownOf([{ kind: 'name', name: '/srv/models/atlas' }], guard)).toEqual([]);
});
