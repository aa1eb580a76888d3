/** A broker that is killed, that is no root, and that inherited what it should not hand on. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { processFacts } from '../../src/contain/sandbox/processes.ts';
import { openFolder, python, shell, until } from '../../src/contain/sandbox/sandbox.conformance.ts';
import type { SandboxSpec } from '../../src/contain/sandbox/spec.ts';

const BROKER = fileURLToPath(new URL('../sandbox/broker.ts', import.meta.url));
const ORDINARY = 61_234;
const availability = await bwrap.available();

const facts = z.object({
  processes: z.array(z.number()).optional(),
  enforced: z.array(z.string()).optional(),
  unenforced: z.array(z.string()).optional(),
  output: z.string().optional(),
  errors: z.string().optional(),
  code: z.number().optional(),
  limit: z.string().nullable().optional(),
});
type Facts = z.infer<typeof facts>;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts a broker behind `before`, a command that becomes it. */
function broker(driver: string, spec: SandboxSpec, before: readonly string[] = []) {
  const [command = '', ...args] = [...before, process.execPath, BROKER, driver, JSON.stringify(spec)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Facts> => facts.parse(JSON.parse((await lines.next()).value ?? '{}'));
  return { child, next };
}

function namedBy(marker: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && processFacts(pid) !== undefined)
    .filter((pid) => commandLine(pid).split('\0').includes(marker));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Goes on trying, at most 400 times. */
const FORKER = `
import os, time
for _ in range(400):
    try:
        if os.fork() == 0: time.sleep(60); os._exit(0)
    except OSError: time.sleep(0.05)
`;
const alive = (pids: readonly number[]) => pids.filter((pid) => processFacts(pid) !== undefined);
const family = shell('sleep 300 & (setsid sleep 300 &) ; sleep 300');

describe.skipIf(!availability.available)('a broker', () => {
  test('that is killed leaves no process behind', async () => {
    for (const delay of [0, 0, 0, 3, 10, 100]) {
      const { child, next } = broker('bwrap', family);
      await next();
      const { processes = [] } = await next();
      expect(alive(processes).length).toBeGreaterThan(1);
      await sleep(delay);
      child.kill('SIGKILL');
      await until('nothing is left', () => alive(processes).length === 0);
    }
  });

  test('that is killed while it starts one leaves nothing behind, either', async () => {
    for (const delay of [0, 4, 8, 12, 16, 20, 25, 30, 40]) {
      const marker = `marker-${process.pid}-${delay}`;
      const spec = { ...family, args: [...(family.args ?? []), marker] };
      const { child, next } = broker('bwrap', spec);
      await next();
      await sleep(delay);
      child.kill('SIGKILL');
      await until('nothing is left', () => namedBy(marker).length === 0);
    }
  });

  test('without a sandbox leaves its program running', async () => {
    const { child, next } = broker('plain', shell('exec sleep 300'));
    await next();
    const { processes = [] } = await next();
    child.kill('SIGKILL');
    await until('the broker is gone', () => child.signalCode !== null);
    await sleep(200);
    expect(alive(processes)).toHaveLength(1);
    for (const pid of alive(processes)) process.kill(pid, 'SIGKILL');
  });

  test('hands on no descriptor that it inherited', async () => {
    const folder = openFolder();
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'x');
    const inheriting = ['/bin/bash', '-c', `exec 9<${secret} 40<${secret} 250<${secret}; exec "$@"`, 'bash'];
    const listing = python(`
import os
for number in range(1024):
    try: os.fstat(number)
    except OSError: continue
    print(number)`);
    const listed = async (driver: string) => {
      const { next } = broker(driver, listing, inheriting);
      await next();
      await next();
      return (await next()).output?.trim().split('\n');
    };
    expect(await listed('plain')).toEqual(expect.arrayContaining(['40', '250']));
    expect(await listed('bwrap')).toEqual(['0', '1', '2', '3']);
  });

  test.skipIf(!canBeOrdinary())('that is no root confines as well, and says what it cannot', async () => {
    const ordinary = ['/usr/bin/setpriv', `--reuid=${ORDINARY}`, `--regid=${ORDINARY}`, '--clear-groups'];
    const script =
      'id -u; ls /; cat /proc/net/dev | wc -l; ls -d /proc/[0-9]* | wc -l; grep CapEff /proc/self/status; unshare -U true || echo no';
    const { next } = broker('bwrap', shell(script), ordinary);
    await next();
    const { enforced = [], unenforced = [] } = await next();
    expect(enforced).toEqual(
      expect.arrayContaining(['files', 'controls', 'network', 'processes', 'privileges', 'whole-kill']),
    );
    expect(unenforced).toContain('own-user');
    expect(unenforced).toContain('limit-memory');
    const { output = '' } = await next();
    expect(output).toMatch(/^1000\n[\s\S]*\n3\n[2-9]\nCapEff:\s0+\nno\n$/);
  });

  test.skipIf(!canBeOrdinary()).each([
    ['processes', python(FORKER, { limits: { processes: 30, wallClock: 60 } })],
    ['cpu', shell('while :; do :; done', { limits: { cpu: 1 } })],
    ['wall-clock', shell('setsid sleep 300 & sleep 300', { limits: { wallClock: 0.5 } })],
  ])('that is no root ends a program by the limit on %s', async (limit, spec) => {
    const ordinary = ['/usr/bin/setpriv', `--reuid=${ORDINARY}`, `--regid=${ORDINARY}`, '--clear-groups'];
    const { next } = broker('bwrap', spec, ordinary);
    await next();
    const { processes = [] } = await next();
    expect(await next()).toMatchObject({ limit });
    expect(alive(processes)).toEqual([]);
  });
});

/** Root may become anybody; whether anybody may read this folder is another matter. */
function canBeOrdinary(): boolean {
  if (process.getuid?.() !== 0) return false;
  const tried = spawnSync('/usr/bin/setpriv', [
    `--reuid=${ORDINARY}`,
    `--regid=${ORDINARY}`,
    '--clear-groups',
    'test',
    '-r',
    BROKER,
  ]);
  return tried.status === 0;
}
