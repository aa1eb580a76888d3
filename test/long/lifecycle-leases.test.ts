/**
 * Doing nothing ends an agent: whatever is stopped, killed or taken away, nothing is left of it when its lease and five
 * seconds are over. Real guards, sandboxes and processes; everything is seen from the host.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, test } from 'vitest';
import { childrenOf } from '../../src/contain/sandbox/processes.ts';
import type { RunningCli } from '../support/cli.ts';
import {
  GRACE,
  LEASE,
  type LeasedGuard,
  leasedGuard,
  processesWith,
  until,
} from '../support/leased-guard.ts';
import { tellCounts } from '../support/suite-counts.ts';

const leased = (heartbeat: 'channel' | 'process', seconds = LEASE) =>
  `{ channel: descriptor, mediation: enforced, lease: { seconds: ${seconds}, heartbeat: ${heartbeat} }, run: { limits: { processes: 5000 } } }`;
const guard = leasedGuard(
  `  atlas: ${leased('process')}\n  patient: ${leased('process', 4 * LEASE)}\n  silent: ${leased('channel')}`,
);

const isRoot = process.getuid?.() === 0;
const FULL_DISK = 'the disk is full';

const python = `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3): os.close(fd)
        os.execv('/bin/sleep', ['[kworker/0:1]', sys.argv[1]])
    os._exit(0)
time.sleep(1000000)
`;

/** What agents do to outlive their end; `$0` is the marker. */
const bodies: Readonly<Record<string, (marker: string) => readonly string[]>> = {
  'one process': (marker) => ['/bin/sh', '-c', 'exec sleep $0', marker],
  'orphans, one with a session of its own': (marker) => [
    ...['/bin/sh', '-c', '(sleep $0 &); (setsid sleep $0 &); sleep $0', marker],
  ],
  'a double fork under another name, without descriptors': (marker) => ['python3', '-c', python, marker],
  'a shell that takes no signal': (marker) => [
    ...['/bin/sh', '-c', 'trap "" TERM INT HUP QUIT; while :; do sleep $0; done', marker],
  ],
  'a bomb of forks': (marker) => ['bash', '-c', 'while :; do sleep $0 & sleep 0.01; done', marker],
};

/** Ways in which nothing was left within the lease and five seconds. */
const ended = new Set<string>();
const moments = new Set<number>();

async function gone(marker: string, what: string, lease = LEASE): Promise<void> {
  await until(() => processesWith(marker).length === 0, lease + GRACE);
  ended.add(what);
}

/** The agent's own program: below the first process of its sandbox, and the guard's inside it. */
async function mainOf(agent: string): Promise<number> {
  const { processes } = await guard.show(agent);
  const [first = 0] = processes;
  const [inside = 0] = childrenOf(first) ?? [];
  return childrenOf(inside)?.[0] ?? 0;
}

describe('an agent that is stopped', () => {
  it.each(Object.entries(bodies))('ends with all that it is: %s', async (what, body) => {
    const up = await guard.up();
    const marker = guard.marker();
    await guard.run('atlas', ...body(marker));
    await sleep(LEASE * 1500);
    expect(processesWith(marker).length).toBeGreaterThan(0);
    process.kill(await mainOf('atlas'), 'SIGSTOP');
    await gone(marker, what);
    await until(async () => (await guard.show('atlas')).agent.state === 'ended');
    const { history } = await guard.show('atlas');
    expect(history.map(({ what }) => what).join('\n')).toContain('it stands still');
    up.child.kill('SIGINT');
    await up.ended;
    expect(await guard.verified()).toBe(0);
  });
});

describe('an agent that hangs', () => {
  test('is never heard again, and ends, though its processes are busy', async () => {
    await guard.up();
    const marker = guard.marker();
    await guard.run('silent', process.execPath, '-e', 'for (;;);', marker);
    await gone(marker, 'it hangs');
    await until(async () => (await guard.show('silent')).agent.state === 'ended');
  });
});

/** One that is stopped does not see that its guard has gone. */
const stoppedNotaries = new Set<number>();
function stopNotary(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  stoppedNotaries.add(pid);
}
afterEach(() => {
  const left = processesWith('/notary/').filter((pid) => stoppedNotaries.has(pid));
  for (const pid of left) process.kill(pid, 'SIGKILL');
  stoppedNotaries.clear();
});

/** Everything that the renewal of a lease needs, taken away. */
const faults: Readonly<Record<string, (up: RunningCli, guard: LeasedGuard) => Promise<void> | void>> = {
  'the guard is killed': ({ child }) => void child.kill('SIGKILL'),
  'the guard is stopped': ({ child }) => void child.kill('SIGSTOP'),
  'the notary is stopped': async ({ child }) => {
    stopNotary(await childWith(child.pid, 'notary'));
  },
  'the log is gone, and its notary killed': async ({ child }, { state }) => {
    renameSync(join(state, 'log'), join(state, 'elsewhere'));
    writeFileSync(join(state, 'log'), 'no folder');
    process.kill(await childWith(child.pid, 'notary'), 'SIGKILL');
  },
  'the guard and its notary are stopped': async ({ child }) => {
    const notary = await childWith(child.pid, 'notary');
    child.kill('SIGSTOP');
    stopNotary(notary);
  },
};

async function childWith(parent: number | undefined, word: string): Promise<number> {
  const found = (childrenOf(parent ?? 0) ?? []).find((pid) => processesWith(`/${word}/`).includes(pid));
  if (found === undefined) throw new Error(`the guard has no child ${word}`);
  return found;
}

describe('an agent that is well', () => {
  it.each(Object.entries(faults))('ends when %s', async (what, fault) => {
    guard.renew();
    const up = await guard.up();
    const marker = guard.marker();
    const body = bodies['orphans, one with a session of its own'];
    await guard.run('atlas', ...(body?.(marker) ?? []));
    await sleep(LEASE * 1500);
    expect(processesWith(marker).length).toBeGreaterThanOrEqual(4);
    await fault(up, guard);
    await gone(marker, what);
  });

  test('lives on when its warden is killed: another one takes over, and ends it when it is stopped', async () => {
    guard.renew();
    const up = await guard.up();
    const marker = guard.marker();
    await guard.run('patient', '/bin/sh', '-c', 'exec sleep $0', marker);
    const warden = await childWith(up.child.pid, 'warden');
    process.kill(warden, 'SIGKILL');
    await until(async () => (await childWith(up.child.pid, 'warden')) !== warden);
    // It is told what to keep.
    await sleep(LEASE * 1000);
    expect(processesWith(marker).length).toBeGreaterThan(0);
    up.child.kill('SIGSTOP');
    await gone(marker, 'its warden is killed, then the guard is stopped', 4 * LEASE);
  });

  test('ends, or has another warden, when its warden is stopped', async () => {
    guard.renew();
    const up = await guard.up();
    const marker = guard.marker();
    await guard.run('atlas', '/bin/sh', '-c', 'exec sleep $0', marker);
    const warden = await childWith(up.child.pid, 'warden');
    process.kill(warden, 'SIGSTOP');
    await until(() => processesWith(`/warden/`).every((pid) => pid !== warden));
    await until(async () => (await childWith(up.child.pid, 'warden')) !== warden);
    up.child.kill('SIGSTOP');
    await gone(marker, 'its warden is stopped, then the guard is');
  });

  test('ends where the disk is full, and the log says so once there is room', async ({ skip }) => {
    guard.renew();
    mkdirSync(guard.state, { mode: 0o711 });
    const mounted =
      isRoot &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=711', 'tmpfs', guard.state]).status === 0;
    if (!mounted) return skip('only root can mount a small disk');
    try {
      const up = await guard.up();
      const marker = guard.marker();
      await guard.run('atlas', '/bin/sh', '-c', 'exec sleep $0', marker);
      spawnSync('dd', ['if=/dev/zero', `of=${join(guard.state, 'filler')}`, 'bs=64k']);
      spawnSync('dd', ['if=/dev/zero', `of=${join(guard.state, 'filler2')}`, 'bs=1']);
      await gone(marker, FULL_DISK);
      rmSync(join(guard.state, 'filler'));
      await until(async () => (await guard.show('atlas')).agent.state === 'ended');
      up.child.kill('SIGINT');
      await up.ended;
      expect(await guard.verified()).toBe(0);
    } finally {
      spawnSync('umount', ['-l', guard.state]);
    }
  });
});

test('a guard that is killed at any step leaves nothing of an agent that was being started', async () => {
  for (let after = 0; after <= 900; after += 150) {
    guard.renew();
    const up = await guard.up();
    const marker = guard.marker();
    guard.run('atlas', '/bin/sh', '-c', '(setsid sleep $0 &); sleep $0', marker).catch(() => undefined);
    await sleep(after);
    up.child.kill(after % 300 === 0 ? 'SIGKILL' : 'SIGSTOP');
    await sleep(LEASE * 1000);
    await gone(marker, 'the guard is killed while it starts the agent');
    expect(processesWith(marker)).toEqual([]);
    moments.add(after);
    up.child.kill('SIGCONT');
    up.child.kill('SIGKILL');
    await up.ended;
  }
});

test('every way was tried', async () => {
  const everywhere = [...ended].filter((what) => what !== FULL_DISK);
  expect(everywhere).toHaveLength(Object.keys(bodies).length + Object.keys(faults).length + 4);
  await tellCounts('lifecycle-leases', { ways: everywhere.length, moments: moments.size, outlived: 0 });
});
