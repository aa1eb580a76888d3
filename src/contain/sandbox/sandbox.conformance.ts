/** What every driver must do; each driver's tests call this. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Confined, SandboxDriver } from './driver.ts';
import { printedOutput } from './output.ts';
import { processFacts } from './processes.ts';
import type { SandboxSpec } from './spec.ts';
import { systemMounts } from './system.ts';

export function shell(script: string, more: Partial<SandboxSpec> = {}): SandboxSpec {
  return { command: '/bin/sh', args: ['-c', script], mounts: systemMounts(), ...more };
}

export function python(script: string, more: Partial<SandboxSpec> = {}): SandboxSpec {
  return { command: '/usr/bin/python3', args: ['-c', script], mounts: systemMounts(), ...more };
}

export async function textOf(stream: Readable): Promise<string> {
  return Buffer.concat(await stream.toArray()).toString('utf8');
}

/** Waits for what another process does; bounded. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error(`never came to be: ${what}`);
}

/** A folder that a user without rights may write to. */
export function openFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'offswitch-sandbox-'));
  chmodSync(path, 0o777);
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const DAEMON = `
import os, time
def fork_and_leave(wait):
    if os.fork():
        time.sleep(wait)
        os._exit(0)
if os.fork():
    print('up', flush=True)
    time.sleep(300)
os.setsid()
time.sleep(0.5)
fork_and_leave(0.5)
for descriptor in range(4):
    try: os.close(descriptor)
    except OSError: pass
os.chdir('/')
time.sleep(300)
`;

export function describeSandbox(driver: SandboxDriver): void {
  describe(`${driver.name} as a sandbox`, () => {
    const running: Confined[] = [];
    const start = async (spec: SandboxSpec) => {
      const confined = await driver.start(spec);
      running.push(confined);
      return confined;
    };
    afterEach(async () => {
      for (const confined of running.splice(0)) await confined.kill();
    });
    const alive = (pids: readonly number[]) => pids.filter((pid) => processFacts(pid) !== undefined);

    test('claims no more than the driver does, and gives a reason for all the rest', async () => {
      const { enforced, unenforced } = await start(shell('true'));
      expect(enforced.filter((name) => !driver.confines.includes(name))).toEqual([]);
      expect(unenforced.filter(({ confinement }) => enforced.includes(confinement))).toEqual([]);
      expect(enforced.length + unenforced.length).toBe(15);
      expect(unenforced.every(({ why }) => why.endsWith('.'))).toBe(true);
    });

    test('the channel carries bytes in both directions, and its end', async () => {
      const { channel, ended } = await start(shell('exec cat <&3 >&3'));
      const sent = Buffer.alloc(1_000_000, Buffer.from(Array.from({ length: 251 }, (_, byte) => byte)));
      const received = channel.toArray();
      channel.end(sent);
      expect(Buffer.concat(await received).equals(sent)).toBe(true);
      expect(await ended).toEqual({ code: 0, signal: null, limit: null });
    });

    test('the channel may be standard input and output, which no limit ends, and then there is no other', async () => {
      const { channel, stdout, stderr, ended } = await start(
        shell('[ -e /proc/self/fd/3 ] && ls -l /proc/self/fd/3 >&2; exec cat', {
          channel: 'standard',
          limits: { output: 10_000 },
        }),
      );
      const sent = Buffer.alloc(1_000_000, 'standard\n');
      const received = channel.toArray();
      channel.end(sent);
      expect(Buffer.concat(await received).equals(sent)).toBe(true);
      expect(await ended).toEqual({ code: 0, signal: null, limit: null });
      expect([await textOf(stdout), await textOf(stderr)]).toEqual(['', '']);
    });

    test('standard input that is the channel ends with it, and what nobody reads waits', async () => {
      const { channel, ended } = await start(
        shell('head -c 4000000 /dev/zero; cat > /dev/null; exit 4', { channel: 'standard' }),
      );
      channel.end();
      await sleep(200);
      expect(channel.readableLength).toBeLessThan(1_000_000);
      channel.resume();
      expect(await ended).toMatchObject({ code: 4, limit: null });
    });

    test('what is given the network of the host is not said to be without one', async () => {
      const { enforced, unenforced } = await start(shell('true', { network: 'host' }));
      expect(enforced).not.toContain('network');
      expect(unenforced.map(({ confinement }) => confinement)).toContain('network');
    });

    test('the environment is what was given, and the working folder', async () => {
      const environment = { A: 'one two', B_2: '', UMLAUT: 'ä\n"x"' };
      const { stdout } = await start({
        command: '/bin/cat',
        args: ['/proc/self/environ'],
        mounts: systemMounts(),
        environment,
      });
      const seen = (await textOf(stdout)).split('\0').filter(Boolean).toSorted();
      expect(seen).toEqual(['A=one two', 'B_2=', 'PWD=/tmp', 'UMLAUT=ä\n"x"'].toSorted());
    });

    test('arguments arrive as they are, and standard input is empty', async () => {
      const args = ['-c', 'printf "[%s]" "$@"; cat', 'sh', '--', '', 'a b', '$(id)', 'ä', '--bind'];
      const { stdout } = await start({ command: '/bin/sh', args, mounts: systemMounts() });
      expect(await textOf(stdout)).toBe('[--][][a b][$(id)][ä][--bind]');
    });

    test.each([
      ['exit 0', 0, null],
      ['exit 3', 3, null],
      ['kill -TERM $$', 143, 'SIGTERM'],
      ['kill -INT $$', 130, 'SIGINT'],
      ['kill -QUIT $$', 131, 'SIGQUIT'],
      ['kill -KILL $$', 137, 'SIGKILL'],
    ])('%s ends with code %d', async (script, code, signal) => {
      const { ended } = await start(shell(script));
      expect(await ended).toEqual({ code, signal, limit: null });
    });

    test('a command that is not there is an error, or ends so', async () => {
      const ending = await start({ command: '/usr/bin/no-such-command', mounts: systemMounts() }).then(
        async ({ ended }) => (await ended).code,
        (thrown: unknown) => thrown,
      );
      if (typeof ending === 'number') expect(ending).toBeGreaterThan(0);
      else expect(ending).toMatchObject({ code: 'sandbox-failed' });
    });

    test('a kill ends grandchildren', async () => {
      const confined = await start(shell('sleep 300 & sh -c "sleep 300 & sleep 300" & sleep 300'));
      await until('four processes', () => confined.processes().length >= 4);
      const before = confined.processes();
      expect(alive(before)).toEqual([...before]);
      await confined.kill();
      expect(alive(before)).toEqual([]);
      expect(confined.processes()).toEqual([]);
      expect(await confined.ended).toMatchObject({ code: 137, limit: null });
    });

    test('a kill ends daemons that left their session and their parents', async () => {
      const confined = await start(python(DAEMON));
      const first = confined.processes();
      await until('the daemon alone with its ancestor', () => {
        const pids = confined.processes().filter((pid) => !first.includes(pid));
        return pids.some((pid) => {
          const facts = processFacts(pid);
          return facts !== undefined && facts.session !== pid && facts.parent !== facts.session;
        });
      });
      const before = confined.processes();
      await confined.kill();
      expect(alive(before)).toEqual([]);
    });

    test('a kill ends what forks at that moment', async () => {
      const confined = await start(
        shell('i=0; while [ $i -lt 3000 ]; do sleep 0.05 & i=$((i+1)); done; sleep 300', {
          limits: { processes: 2000 },
        }),
      );
      await until('a few forks', () => confined.processes().length > 8);
      await confined.kill();
      expect(confined.processes()).toEqual([]);
    });

    test('what is left behind ends with the program', async () => {
      const confined = await start(shell('sleep 300 & sleep 300 & sleep 0.3; exit 5'));
      await until('its children', () => confined.processes().length >= 3);
      const before = confined.processes();
      expect(await confined.ended).toEqual({ code: 5, signal: null, limit: null });
      expect(alive(before)).toEqual([]);
      await confined.kill();
    });

    test('a freeze stops it, a thaw lets it go on, and a kill works in between', async () => {
      const confined = await start(shell('while :; do echo . >&3; sleep 0.01; done'));
      let dots = 0;
      confined.channel.on('data', (chunk: Buffer) => {
        dots += chunk.length;
      });
      await until('some dots', () => dots > 10);
      await confined.freeze();
      await sleep(100);
      const frozen = dots;
      await sleep(400);
      expect(dots).toBe(frozen);
      await confined.thaw();
      await until('more dots', () => dots > frozen);
      await confined.freeze();
      await confined.kill();
      expect(await confined.ended).toMatchObject({ code: 137 });
      expect(confined.processes()).toEqual([]);
    });

    test.each([
      ['wall-clock', shell('sleep 300', { limits: { wallClock: 0.3 } })],
      ['cpu', shell('while :; do :; done', { limits: { cpu: 1 } })],
      ['processes', shell('for i in $(seq 40); do sleep 300 & done; wait', { limits: { processes: 20 } })],
      [
        'memory',
        python('import time; a = bytearray(150_000_000); time.sleep(300)', {
          limits: { memory: 80_000_000 },
        }),
      ],
      ['output', shell('while :; do echo and on and on; done', { limits: { output: 10_000 } })],
      ['output', shell('while :; do echo and on and on >&2; done', { limits: { output: 10_000 } })],
    ])('the limit on %s ends it by that name', async (limit, spec) => {
      const confined = await start(spec);
      expect(await confined.ended).toMatchObject({ limit });
      expect(confined.processes()).toEqual([]);
    });

    test('output is kept up to the limit and shown without control characters', async () => {
      const confined = await start(
        shell('printf "\\033[2Jgone\\n\\342\\200\\256x\\n"; head -c 3000000 /dev/zero; sleep 300', {
          limits: { output: 5000 },
        }),
      );
      await confined.ended;
      const kept = Buffer.concat(await confined.stdout.toArray());
      expect(kept).toHaveLength(5000);
      expect(printedOutput(kept).slice(0, 2)).toEqual(['\\u001b[2Jgone', '\\u202ex']);
    });

    test.each([
      [{ command: 'sh' }, 'command'],
      [{ command: '/bin/../bin/sh' }, 'command'],
      [{ args: ['a\0--bind\0/\0/host'] }, 'args.0'],
      [{ environment: { 'A=B': 'x' } }, 'environment'],
      [{ environment: { A: 'x\0y' } }, 'environment.A'],
      [{ mounts: [{ from: '/usr', to: '/proc/x', access: 'read' }] }, 'mounts.0.to'],
      [{ mounts: [{ from: '/usr', to: '/usr', access: 'all' }] }, 'mounts.0.access'],
      [{ workingFolder: '/tmp/../etc' }, 'workingFolder'],
      [{ limits: { memory: -1 } }, 'limits.memory'],
      [{ limits: { ram: 1 } }, 'limits'],
      [{ runUid: 0 }, 'runUid'],
      [{ network: true }, 'network'],
      [{ channel: 'stdin' }, 'channel'],
    ])('refuses %j, and names the place', async (part, place) => {
      const spec = { ...shell('true'), ...part } as SandboxSpec;
      await expect(driver.start(spec)).rejects.toMatchObject({
        code: 'bad-sandbox',
        message: expect.stringContaining(place),
      });
    });
  });
}
