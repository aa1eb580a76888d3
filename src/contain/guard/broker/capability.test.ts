import { expect, it } from 'vitest';
import { hashText } from '../../../kit/hash.ts';
import type { Effect } from '../effect.ts';
import { issueCapability } from './capability.ts';

const canonical = '{"path":"/srv/a"}';
const effect: Effect = {
  class: 'write',
  tool: 'write_file',
  upstream: 'files',
  resources: [],
  subjects: [],
  count: 1,
  revokes: false,
  arguments: { path: '/srv/a' },
  canonical,
  digest: hashText(canonical),
};

it('gives the canonical arguments once', () => {
  const { capability, isSpent } = issueCapability('i1', effect);
  expect(isSpent()).toBe(false);
  expect(capability.redeem()).toEqual({ canonical, arguments: { path: '/srv/a' } });
  expect(isSpent()).toBe(true);
  expect(() => capability.redeem()).toThrow(expect.objectContaining({ code: 'capability-spent' }));
});

it('gives nothing once it is withdrawn, or where the arguments are not those that were decided on', () => {
  const withdrawn = issueCapability('i1', effect);
  withdrawn.withdraw();
  expect(() => withdrawn.capability.redeem()).toThrow(expect.objectContaining({ code: 'capability-spent' }));
  expect(withdrawn.isSpent()).toBe(false);
  const other = issueCapability('i1', { ...effect, canonical: '{"path":"/srv/b"}' });
  expect(() => other.capability.redeem()).toThrow(expect.objectContaining({ code: 'capability-spent' }));
});
