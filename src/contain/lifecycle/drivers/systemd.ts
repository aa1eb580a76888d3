/** Service units, by systemd's D-Bus interface (org.freedesktop.systemd1), through its own client `busctl`. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isRecord } from '../../../kit/canonical.ts';
import { messageOf } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';
import { printable } from '../../../kit/text.ts';
import { MAX_INSTANCES, type SystemdSettings } from '../../guard/config/lifecycle.ts';
import { type Driver, driverFailed, type Instance } from './driver.ts';

const run = promisify(execFile);
const PATIENCE_MS = 30_000;
const MOST_BYTES = 16 * 1024 * 1024;

const SERVICE = 'org.freedesktop.systemd1';
const SIGKILL = '9';

/** What a method gives back, or the value of a property: `data` of `busctl --json`. */
const reply = z.object({ data: z.unknown() });
/** Of ListUnitsByPatterns: name, description, load state, active state, sub state, followed unit, path, and its job. */
const units = z.tuple([z.array(z.array(z.union([z.string(), z.int()])).min(7))]);
/** Of ListUnitFilesByPatterns: path and state. */
const files = z.tuple([z.array(z.tuple([z.string(), z.string()]))]);
/** Of ExecStart: path and more. */
const programs = z.array(z.tuple([z.string()], z.unknown()));

const alive: Readonly<Record<string, Instance['state']>> = {
  active: 'running',
  activating: 'running',
  reloading: 'running',
  deactivating: 'ending',
};

interface Unit {
  readonly name: string;
  readonly path: string;
  readonly state: Instance['state'];
}

export function systemdDriver({ unit, bus, program }: SystemdSettings): Driver {
  const isTemplate = unit.includes('@');
  const pattern = isTemplate ? unit.replace('@', '@*') : unit;
  const nameOf = (number: number) => (isTemplate ? unit.replace('@', `@${number}`) : unit);

  async function busctl(verb: 'call' | 'get-property', words: readonly string[]): Promise<unknown> {
    try {
      const args = [`--${bus}`, '--json=short', verb, SERVICE, ...words];
      const { stdout } = await run('busctl', args, { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES });
      // A method without a result prints nothing.
      if (stdout.trim() === '') return undefined;
      return typed(reply, JSON.parse(stdout), 'answer of busctl', 'driver-failed').data;
    } catch (thrown) {
      const said = isRecord(thrown) && typeof thrown.stderr === 'string' ? thrown.stderr.trim() : '';
      throw driverFailed(
        'systemd',
        printable(said || messageOf(thrown), 300),
        'Look whether systemd runs and the guard may operate it; busctl is in the package systemd.',
        thrown,
      );
    }
  }

  const call = (method: string, ...words: readonly string[]) =>
    busctl('call', ['/org/freedesktop/systemd1', `${SERVICE}.Manager`, method, ...words]);
  const property = (path: string, kind: 'Unit' | 'Service', name: string) =>
    busctl('get-property', [path, `${SERVICE}.${kind}`, name]);

  async function listed(matching: string): Promise<readonly Unit[]> {
    const answer = await call('ListUnitsByPatterns', 'asas', '0', '1', matching);
    const [rows] = typed(units, answer, 'units of systemd', 'driver-failed');
    return rows.flatMap((row) => {
      const [name, active, path] = [row[0], row[3], row[6]].map(String);
      const state = alive[active ?? ''];
      return name === undefined || path === undefined || state === undefined ? [] : [{ name, path, state }];
    });
  }

  async function own(): Promise<readonly Unit[]> {
    const found = await listed(pattern);
    return Promise.all(
      found.map(async (one) =>
        one.state === 'running' && (await property(one.path, 'Unit', 'FreezerState')) === 'frozen'
          ? { ...one, state: 'suspended' }
          : one,
      ),
    );
  }

  /** Units under other names that start the program. */
  async function copies(): Promise<readonly Unit[]> {
    if (program === undefined) return [];
    const found: Unit[] = [];
    for (const one of await listed('*.service')) {
      const started = await property(one.path, 'Service', 'ExecStart').catch(() => []);
      const paths = typed(programs, started, `ExecStart of ${one.name}`, 'driver-failed');
      if (paths.some(([path]) => path === program)) found.push(one);
    }
    return found;
  }

  async function all(): Promise<readonly Unit[]> {
    return [...new Map([...(await own()), ...(await copies())].map((one) => [one.name, one])).values()];
  }

  /** The job first: what is killed alone may be started again. What is frozen is killed, too. */
  async function end(name: string): Promise<void> {
    await call('StopUnit', 'ss', name, 'replace').catch(ignoreUnloaded);
    await call('KillUnit', 'ssi', name, 'all', SIGKILL).catch(ignoreUnloaded);
    await call('ThawUnit', 's', name).catch(ignoreUnloaded);
  }

  /** Paths of files by which systemd can start these units. */
  async function definitions(names: readonly string[]): Promise<readonly string[]> {
    const counted = [String(names.length), ...names];
    const answer = await call('ListUnitFilesByPatterns', 'asas', '0', ...counted);
    const [found] = typed(files, answer, 'unit files of systemd', 'driver-failed');
    return found.flatMap(([path, state]) => (state === 'masked' ? [] : [path]));
  }

  /** A mask cannot take the place of a file that an administrator wrote. */
  async function mask(names: readonly string[]): Promise<void> {
    for (const path of await definitions(names))
      if (/^\/etc\/|\/\.config\//.test(path)) rmSync(path, { force: true });
    await call('MaskUnitFiles', 'asbb', String(names.length), ...names, 'false', 'true');
    await call('Reload');
  }

  return {
    kind: 'systemd',
    most: isTemplate ? MAX_INSTANCES : 1,
    canSuspend: true,
    async instances() {
      return (await own()).map(({ name, state }) => ({ id: name, state }));
    },
    async scale(count, signal) {
      const running = new Set((await own()).map(({ name }) => name));
      for (const name of [...running].slice(count)) await end(name);
      for (let number = 1, left = count - running.size; left > 0; number += 1) {
        if (running.has(nameOf(number))) continue;
        signal.throwIfAborted();
        await call('StartUnit', 'ss', nameOf(number), 'replace');
        left -= 1;
      }
    },
    async suspend() {
      for (const { name, state } of await own())
        if (state === 'running') await call('FreezeUnit', 's', name).catch(ignoreUnloaded);
    },
    async resume() {
      for (const { name, state } of await own())
        if (state === 'suspended') await call('ThawUnit', 's', name).catch(ignoreUnloaded);
    },
    async remove() {
      const running = (await all()).map(({ name }) => name);
      await mask([...new Set([unit, ...running.map((name) => name.replace(/@.*(?=\.service$)/, '@'))])]);
      for (const name of running) await end(name);
    },
    async remains() {
      const startable = await definitions([unit]);
      return [
        ...startable.map((path) => `unit file ${path}`),
        ...(await all()).map(({ name, state }) => `unit ${name} (${state})`),
      ];
    },
  };
}

/** It has ended meanwhile. */
function ignoreUnloaded(thrown: unknown): undefined {
  if (/not loaded|not found|No unit files|is not active|inactive/i.test(messageOf(thrown))) return undefined;
  throw thrown;
}
