/**
 * Control groups of one sandbox: what counts, limits, freezes and kills all its processes at once.
 *
 * Freezing and killing take version 2. The freezer of version 1 is left alone: a process frozen by it cannot be killed.
 * Limits take whichever version has the controller. Nothing of the host's hierarchy is changed but the folders made here.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from './spec.ts';

/** The processes of bubblewrap itself: one outside, one that is the first inside. */
const OWN_PROCESSES = 2;

export interface Groups {
  /** Folders whose `cgroup.procs` the first process enters; the one of version 2 comes first. */
  readonly folders: readonly string[];
  readonly limitsProcesses: boolean;
  readonly limitsMemory: boolean;
  /** Of version 2: freezes, kills and counts processor time. */
  readonly unified: string | undefined;
  /** A process was refused because there were too many. */
  tooManyProcesses(): boolean;
  /** A process was killed because there was no memory left. */
  outOfMemory(): boolean;
  /** Seconds; undefined where it is not counted. */
  cpu(): number | undefined;
  /** False where it cannot be done. */
  kill(): boolean;
  /** False where it cannot be done. */
  setFrozen(frozen: boolean): Promise<boolean>;
  /** To be called when no process is left. */
  remove(): Promise<void>;
}

interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  /** The folder of this process. */
  readonly own: string;
  readonly top: string;
}

let count = 0;

/** Groups for one sandbox, with whatever this process may create. */
export function createGroups(limits: Limits): Groups {
  const hierarchies = hierarchiesHere();
  count += 1;
  const name = `offswitch-${process.pid}-${count}`;
  const unified = create(
    hierarchies.find(({ version }) => version === 2),
    name,
  );
  const limiting = (controller: 'pids' | 'memory') =>
    unified !== undefined && words(join(unified, 'cgroup.controllers')).includes(controller)
      ? { folder: unified, version: 2 as const }
      : versionOne(hierarchies, controller, name);
  const pids = limiting('pids');
  const memory = limiting('memory');
  const limitsProcesses =
    pids !== undefined && write(join(pids.folder, 'pids.max'), limits.processes + OWN_PROCESSES);
  const limitsMemory = memory !== undefined && limitMemory(memory.folder, memory.version, limits.memory);
  const folders = [...new Set([unified, pids?.folder, memory?.folder])].filter(
    (folder) => folder !== undefined,
  );
  return {
    folders,
    limitsProcesses,
    limitsMemory,
    unified,
    tooManyProcesses: () => limitsProcesses && counter(join(pids.folder, 'pids.events'), 'max') > 0,
    outOfMemory: () =>
      limitsMemory &&
      counter(
        join(memory.folder, memory.version === 2 ? 'memory.events' : 'memory.oom_control'),
        'oom_kill',
      ) > 0,
    cpu: () => {
      const used = unified === undefined ? 0 : counter(join(unified, 'cpu.stat'), 'usage_usec');
      return used === 0 ? undefined : used / 1e6;
    },
    kill: () => unified !== undefined && write(join(unified, 'cgroup.kill'), 1),
    setFrozen: (frozen) => setFrozen(unified, frozen),
    remove: () => remove(folders),
  };
}

/** A group of version 2 around a process that runs already, where one can be made: it limits nothing, and kills all at once. */
export function createGroup(pid: number): string | undefined {
  count += 1;
  const folder = create(
    hierarchiesHere().find(({ version }) => version === 2),
    `offswitch-${process.pid}-${count}`,
  );
  if (folder === undefined || write(join(folder, 'cgroup.procs'), pid)) return folder;
  removed(folder);
  return undefined;
}

/** To be called when no process is left. */
export async function removeGroup(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await remove([folder]);
}

function hierarchiesHere(): readonly Hierarchy[] {
  return readHierarchies(textOf('/proc/self/mountinfo') ?? '', textOf('/proc/self/cgroup') ?? '');
}

/** What `/proc/self/mountinfo` and `/proc/self/cgroup` say (cgroups(7), proc_pid_mountinfo(5)). */
export function readHierarchies(mountinfo: string, cgroup: string): readonly Hierarchy[] {
  const memberships = cgroup.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    return controllers === undefined || path === undefined ? [] : [{ controllers, path }];
  });
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '/', top] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (top === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
    const version = type === 'cgroup2' ? 2 : 1;
    const mounted = version === 2 ? [] : options.split(',');
    const path = memberships.find(({ controllers }) =>
      version === 2 ? controllers === '' : controllers.split(',').some((name) => mounted.includes(name)),
    )?.path;
    if (path === undefined) return [];
    const below = root !== '/' && path.startsWith(root) ? path.slice(root.length) : root === '/' ? path : '';
    return [{ version, controllers: mounted, own: join(top, below), top }];
  });
}

/** A folder below that of this process; in version 2 below the top, where only that hands out limits. */
function create(hierarchy: Hierarchy | undefined, name: string): string | undefined {
  if (hierarchy === undefined) return undefined;
  const { own, top, version } = hierarchy;
  const handsOut = (folder: string) =>
    words(join(folder, 'cgroup.subtree_control')).filter(
      (controller) => controller === 'pids' || controller === 'memory',
    ).length;
  const parents = version === 2 && handsOut(top) > handsOut(own) ? [top, own] : [own];
  for (const parent of parents) {
    removeLeftOvers(parent);
    try {
      mkdirSync(join(parent, name));
      return join(parent, name);
    } catch {
      // Not ours to write to.
    }
  }
  return undefined;
}

function versionOne(
  hierarchies: readonly Hierarchy[],
  controller: string,
  name: string,
): { readonly folder: string; readonly version: 1 } | undefined {
  const folder = create(
    hierarchies.find(({ version, controllers }) => version === 1 && controllers.includes(controller)),
    name,
  );
  return folder === undefined ? undefined : { folder, version: 1 };
}

function limitMemory(folder: string, version: 1 | 2, bytes: number): boolean {
  if (version === 2) {
    write(join(folder, 'memory.swap.max'), 0);
    return write(join(folder, 'memory.max'), bytes);
  }
  const limited = write(join(folder, 'memory.limit_in_bytes'), bytes);
  write(join(folder, 'memory.memsw.limit_in_bytes'), bytes);
  return limited;
}

async function setFrozen(unified: string | undefined, frozen: boolean): Promise<boolean> {
  if (unified === undefined || !write(join(unified, 'cgroup.freeze'), frozen ? 1 : 0)) return false;
  for (let tries = 0; tries < 2000; tries += 1) {
    if (counter(join(unified, 'cgroup.events'), 'frozen') === (frozen ? 1 : 0)) return true;
    await sleep(5);
  }
  return false;
}

/** The kernel lets go of the last process a little after its end. */
async function remove(folders: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (folders.filter((folder) => !removed(folder)).length === 0) return;
    await sleep(10);
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
  }
}

/** Those of processes that were killed. A group with a process in it cannot be removed. */
function removeLeftOvers(parent: string): void {
  try {
    for (const name of readdirSync(parent)) {
      const owner = /^offswitch-(\d+)-\d+$/.exec(name)?.[1];
      if (owner !== undefined && textOf(`/proc/${owner}/stat`) === undefined) removed(join(parent, name));
    }
  } catch {
    // Not readable: nothing of ours is in it.
  }
}

function counter(file: string, key: string): number {
  const line = textOf(file)
    ?.split('\n')
    .find((entry) => entry.startsWith(`${key} `));
  return line === undefined ? 0 : Number(line.slice(key.length + 1));
}

function words(file: string): readonly string[] {
  return (textOf(file) ?? '').split(/\s+/).filter(Boolean);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file: string, value: number): boolean {
  try {
    writeFileSync(file, String(value));
    return true;
  } catch {
    return false;
  }
}
