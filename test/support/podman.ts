/**
 * A Podman of its own, in a folder, that serves Docker's API. It has two images, each made from a program that waits: the
 * agent's `/pause`, and `/idle`, which runs by itself.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGE, OTHER_IMAGE } from '../../src/contain/lifecycle/drivers/docker.conformance.ts';

const needed = ['podman', 'runc', 'conmon', 'gcc', 'tar'];

/** Why it cannot be tried here. */
export function podmanMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'Podman is tried as root';
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/libexec/podman'];
  const missing = needed.find((name) => !folders.some((folder) => existsSync(join(folder, name))));
  return missing === undefined ? undefined : `${missing} is not installed`;
}

export async function openPodman(folder: string) {
  const at = (name: string) => join(folder, name);
  const storage = ['driver = "vfs"', `runroot = "${at('run')}"`, `graphroot = "${at('graph')}"`];
  writeFileSync(at('storage.conf'), ['[storage]', ...storage, ''].join('\n'));
  const engine = ['cgroup_manager = "cgroupfs"', 'events_logger = "file"', 'runtime = "runc"'];
  const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]';
  writeFileSync(at('containers.conf'), ['[engine]', ...engine, '[containers]', limits, ''].join('\n'));
  const env = {
    ...process.env,
    PATH: `${process.env.PATH}:/usr/sbin`,
    CONTAINERS_STORAGE_CONF: at('storage.conf'),
    CONTAINERS_CONF: at('containers.conf'),
  };
  writeFileSync(at('pause.c'), '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n');
  for (const [program, image] of [
    ['pause', IMAGE],
    ['idle', OTHER_IMAGE],
  ] as const) {
    mkdirSync(at(program));
    execFileSync('gcc', ['-static', '-o', at(`${program}/${program}`), at('pause.c')]);
    execFileSync('tar', ['-C', at(program), '-cf', at(`${program}.tar`), '.']);
    const change = program === 'idle' ? ['--change', 'CMD ["/idle"]'] : [];
    execFileSync('podman', ['import', '-q', ...change, at(`${program}.tar`), image], { env, stdio: 'pipe' });
  }
  const socket = at('podman.sock');
  const service: ChildProcess = spawn('podman', ['system', 'service', '-t', '0', `unix://${socket}`], {
    ...{ env, stdio: 'ignore' },
  });
  const late = performance.now() + 30_000;
  while (!existsSync(socket) && performance.now() < late) await sleep(20);
  return {
    socket,
    /** On the whole machine. */
    alive: () => running('/pause'),
    neighbours: () => running('/idle'),
    async close() {
      execFileSync('podman', ['rm', '-fa', '-t', '0'], { env, stdio: 'pipe' });
      service.kill('SIGTERM');
      await new Promise((resolve) => service.once('exit', resolve));
    },
  };
}

/** Processes that run this program. */
function running(program: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && programOf(name) === program).length;
}

function programOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0];
  } catch {
    return undefined;
  }
}
