/** A Podman of its own, in a folder, that serves Docker's API; with one image, made from a program that waits. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  mkdirSync(at('image'));
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
  execFileSync('gcc', ['-static', '-o', at('image/pause'), at('pause.c')]);
  execFileSync('tar', ['-C', at('image'), '-cf', at('image.tar'), '.']);
  execFileSync('podman', ['import', '-q', at('image.tar'), 'localhost/agent:1'], { env, stdio: 'pipe' });
  const socket = at('podman.sock');
  const service: ChildProcess = spawn('podman', ['system', 'service', '-t', '0', `unix://${socket}`], {
    ...{ env, stdio: 'ignore' },
  });
  const late = performance.now() + 30_000;
  while (!existsSync(socket) && performance.now() < late) await sleep(20);
  return {
    socket,
    /** Processes that run the program, on the whole machine. */
    alive: () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && runsPause(name)).length,
    async close() {
      execFileSync('podman', ['rm', '-fa', '-t', '0'], { env, stdio: 'pipe' });
      service.kill('SIGTERM');
      await new Promise((resolve) => service.once('exit', resolve));
    },
  };
}

function runsPause(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === '/pause';
  } catch {
    return false;
  }
}
