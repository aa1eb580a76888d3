import { expect, test } from 'vitest';
import { readHierarchies } from './cgroups.ts';

test('both versions beside each other, in a container that sees a part', () => {
  const mountinfo = [
    '30 25 0:26 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw',
    '31 25 0:27 /box /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids',
    '32 25 0:28 / /proc rw - proc proc rw',
  ].join('\n');
  expect(readHierarchies(mountinfo, '8:pids:/box/inner\n0::/user.slice\n')).toMatchObject([
    { version: 2, own: '/sys/fs/cgroup/unified/user.slice', top: '/sys/fs/cgroup/unified' },
    { version: 1, own: '/sys/fs/cgroup/pids/inner', top: '/sys/fs/cgroup/pids' },
  ]);
});

test('nothing is found where there is nothing', () => {
  expect(readHierarchies('', '')).toEqual([]);
});
