/**
 * Confinement by bubblewrap (https://github.com/containers/bubblewrap), with control groups where they are to be had.
 *
 * One process becomes the next: a shell (`launcher.ts`) enters the control groups and closes what it inherited, `setpriv`
 * takes on a user that owns nothing, `prlimit` sets limits for each process, and bubblewrap makes namespaces and files.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statfsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { bwrapOptions, scratchFolders } from './bwrap-arguments.ts';
import { createGroups, type Groups } from './cgroups.ts';
import { type Confinement, confinements, type SandboxDriver, type Unenforced } from './driver.ts';
import { descriptors, LAUNCHER } from './launcher.ts';
import { layout } from './layout.ts';
import {
  childrenOf,
  executableOf,
  processesInNamespace,
  processFacts,
  setStopped,
  signalProcess,
  threadsOf,
} from './processes.ts';
import { reachedLimit } from './reached-limit.ts';
import { seccompFilter } from './seccomp.ts';
import { type CheckedSpec, checkSpec } from './spec.ts';
import {
  type Body,
  exitOf,
  hasEnded,
  pipeOf,
  type Running,
  running,
  standardPipes,
  supervise,
} from './supervise.ts';
import { systemMounts } from './system.ts';

/** What each step is, and the package that has it on most systems. */
const tools = { bwrap: 'bubblewrap', bash: 'bash', setpriv: 'util-linux', prlimit: 'util-linux' } as const;
type Tools = Readonly<Record<keyof typeof tools, string>>;

export const bwrap: SandboxDriver = {
  name: 'bwrap',
  confines: Object.keys(confinements) as Confinement[],
  available: async () => {
    try {
      const tried = await bwrap.start({ command: '/usr/bin/env', mounts: [...systemMounts()] });
      const { code } = await tried.ended;
      return code === 0
        ? { available: true }
        : { available: false, why: `bwrap ran a program that ended with code ${code}.` };
    } catch (thrown) {
      const remedy = thrown instanceof OffswitchError ? ` ${thrown.remedy}` : '';
      return { available: false, why: `${messageOf(thrown)}:${remedy}` };
    }
  },
  start: async (unchecked) => {
    const spec = checkSpec(unchecked);
    const found = findTools();
    const filter = requireFilter();
    requireMainThread();
    const options = bwrapOptions(spec, layout(spec));
    const groups = createGroups(spec.limits);
    try {
      const child = spawnBwrap(found, spec, groups);
      const program = running(child, spec);
      writeAll(child, descriptors.options, options.map((option) => `${option}\0`).join(''));
      writeAll(child, descriptors.seccomp, filter);
      const inside = await started(program);
      return {
        ...supervise(program, bodyOf(child, inside, groups, spec), spec.limits),
        ...enforcement(groups, spec),
        reach: {
          group: groups.unified ?? null,
          namespace: inside.namespace,
          first: inside.pid,
          since: processFacts(inside.pid)?.since ?? 0,
        },
      };
    } catch (thrown) {
      await groups.remove();
      throw thrown;
    }
  },
};

function findTools(): Tools {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin'].filter((folder) =>
    folder.startsWith('/'),
  );
  const find = (name: keyof typeof tools) => {
    const path = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (path !== undefined) return path;
    throw unavailable(
      `${name} is not installed`,
      `install the package ${tools[name]} (e.g. apt-get install ${tools[name]}).`,
    );
  };
  if (process.platform !== 'linux')
    throw unavailable(
      'bubblewrap is for Linux alone',
      'use the driver plain, which confines nothing, or a Linux machine.',
    );
  return { bwrap: find('bwrap'), bash: find('bash'), setpriv: find('setpriv'), prlimit: find('prlimit') };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function requireFilter(): Buffer {
  const filter = seccompFilter(process.arch);
  if (filter !== undefined) return filter;
  throw unavailable(
    `there is no filter of system calls for ${process.arch}`,
    'use a machine with an x86_64 or aarch64 processor.',
  );
}

/** The kernel ends bubblewrap when the thread that started it ends, not the process. */
function requireMainThread(): void {
  if (!isMainThread)
    throw unavailable('a sandbox is started in a worker thread', 'start it from the main thread.');
}

function unavailable(what: string, remedy: string): OffswitchError {
  return new OffswitchError('sandbox-unavailable', what, remedy);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function spawnBwrap(found: Tools, spec: CheckedSpec, groups: Groups): ChildProcess {
  const { fileSize, cpu, processes } = spec.limits;
  const uid = isRoot() ? spec.runUid : (process.getuid?.() ?? 0);
  // Counts everything that the user runs, so with some room: what is counted inside (reached-limit.ts) comes first.
  const most = threadsOf(uid) + processes + 16;
  const command = [
    ...(isRoot()
      ? [found.setpriv, `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all']
      : []),
    ...[found.prlimit, '--core=0:0', `--fsize=${fileSize}:${fileSize}`, `--cpu=${cpu}:${cpu + 1}`],
    ...(groups.limitsProcesses ? [] : [`--nproc=${most}:${most}`]),
    ...['--', found.bwrap, '--args', String(descriptors.options), '--', spec.command, ...spec.args],
  ];
  return spawn(
    found.bash,
    ['--noprofile', '--norc', '-p', '-c', LAUNCHER, 'bash', ...groups.folders, '--', ...command],
    {
      cwd: '/',
      env: {},
      stdio: [...standardPipes(spec), 'pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
}

function writeAll(child: ChildProcess, descriptor: number, content: string | Buffer): void {
  const pipe = pipeOf(child, descriptor);
  // A process that is gone says so by its exit.
  pipe.on('error', () => undefined);
  pipe.end(content);
}

/** The first process inside: its number outside, and the namespace of everything that descends from it. */
interface Inside {
  readonly pid: number;
  readonly namespace: number;
}

const status = z.object({ 'child-pid': z.number(), 'pid-namespace': z.number() });

/** Resolves when the program itself runs, or has ended by itself; rejects if it never came to that. */
async function started({ child, stderr }: Running): Promise<Inside> {
  const told = firstLine(pipeOf(child, descriptors.status));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined);
  const line = await Promise.race([told, failed]);
  pipeOf(child, descriptors.lifetime).on('error', () => undefined);
  if (line === undefined) {
    await Promise.race([exitOf(child), failed]);
    throw failure(child, await firstWords(stderr.stream));
  }
  const known = status.parse(JSON.parse(line));
  const inside = { pid: known['child-pid'], namespace: known['pid-namespace'] };
  const until = performance.now() + 10_000;
  while (!hasEnded(child) && !runs(inside.pid) && performance.now() < until) await sleep(1);
  if (hasEnded(child)) {
    const words = await firstWords(stderr.stream);
    if (child.exitCode === 1 && words.startsWith('bwrap: ')) throw failure(child, words);
  }
  return inside;
}

/** Bubblewrap forks the program when files and filter are set up; until its exec it is still bubblewrap. */
function runs(first: number): boolean {
  const children = childrenOf(first);
  if (children === undefined) return true;
  const own = executableOf(first);
  return children.some((pid) => executableOf(pid) !== own);
}

async function firstLine(stream: Readable): Promise<string | undefined> {
  let text = '';
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes('\n')) resolve(text.split('\n', 1)[0]);
  });
  stream.on('error', () => resolve(undefined));
  stream.on('close', () => resolve(undefined));
  return promise;
}

/** What a process that ended said first on standard error; it stays in the stream. */
async function firstWords(stderr: Readable): Promise<string> {
  if (stderr.readableLength === 0 && !stderr.readableEnded) {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const event of ['readable', 'end', 'close']) stderr.once(event, resolve);
    await promise;
  }
  const words: Buffer | null = stderr.read();
  if (words === null) return '';
  stderr.unshift(words);
  return words.toString();
}

function failure(child: ChildProcess, words: string): OffswitchError {
  const denied = /namespace|uid map|Operation not permitted|userns/i.test(words);
  return new OffswitchError(
    'sandbox-failed',
    `the program could not be confined: ${printable(words.trim()) || `exit code ${child.exitCode}`}`,
    denied
      ? 'the machine may not let ordinary users make namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns).'
      : 'check the command, the mounts, and that the user it runs as may reach every mounted path (as root: runUid).',
    { said: words.slice(0, 1000) },
  );
}

function bodyOf(child: ChildProcess, inside: Inside, groups: Groups, spec: CheckedSpec): Body {
  const members = () => processesInNamespace(inside.namespace);
  const { limits } = spec;
  return {
    processes: () => members().map(({ pid }) => pid),
    killAll: () => {
      groups.kill();
      for (const { pid } of members()) signalProcess(pid, 'SIGKILL');
      // The guardian does the same, and ends with it.
      pipeOf(child, descriptors.lifetime).destroy();
    },
    setFrozen: async (frozen) => (await groups.setFrozen(frozen)) || setStopped(members, frozen),
    reachedLimit: () => {
      if (groups.tooManyProcesses()) return 'processes';
      if (groups.outOfMemory()) return 'memory';
      const cpu = groups.cpu();
      if (cpu !== undefined && cpu >= limits.cpu) return 'cpu';
      if (isFull(inside.pid, spec)) return 'disk';
      const counted = groups.limitsProcesses && groups.limitsMemory && cpu !== undefined;
      return counted ? null : reachedLimit(members(), limits);
    },
    release: () => groups.remove(),
  };
}

/** Looks at the folders in memory through the first process inside. */
function isFull(first: number, spec: CheckedSpec): boolean {
  return scratchFolders(spec).some((folder) => {
    try {
      const { bavail, blocks } = statfsSync(`/proc/${first}/root${folder}`);
      return bavail === 0 && blocks > 0;
    } catch {
      return false;
    }
  });
}

/** What holds here, and for everything else why it does not. */
function enforcement(
  groups: Groups,
  spec: CheckedSpec,
): {
  readonly enforced: readonly Confinement[];
  readonly unenforced: readonly Unenforced[];
} {
  const unenforced: Unenforced[] = [];
  const without = (confinement: Confinement, why: string) => unenforced.push({ confinement, why });
  if (spec.network === 'host') without('network', 'It was given the network of the host.');
  if (!isRoot())
    without('own-user', 'It runs as the user who started it; only root can give it a user of its own.');
  if (groups.unified === undefined) {
    const reason = 'There is no control group of version 2 that can be written to';
    without('whole-freeze', `${reason}: it is stopped by signals, one process after another.`);
    without(
      'limit-cpu',
      `${reason}: use is added up at most ten times a second, and short processes escape it.`,
    );
  }
  if (!groups.limitsProcesses)
    without(
      'limit-processes',
      'There is no control group that counts processes: the limit is one on all processes of its user.',
    );
  if (!groups.limitsMemory)
    without(
      'limit-memory',
      'There is no control group that counts memory: use is added up at most ten times a second, and a program can be faster.',
    );
  const lacking = new Set(unenforced.map(({ confinement }) => confinement));
  return { enforced: bwrap.confines.filter((name) => !lacking.has(name)), unenforced };
}
