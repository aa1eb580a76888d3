/**
 * A systemd of its own: a user's manager with a bus, in a namespace where the machine looks as if systemd had started it,
 * which the system here may not have done.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MANAGER = '/lib/systemd/systemd';

/** Why it cannot be tried here. */
export function systemdMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'the namespace of its own needs root';
  const wanted = [MANAGER, '/usr/bin/dbus-daemon', '/usr/bin/busctl', '/usr/bin/unshare'];
  const missing = wanted.find((path) => !existsSync(path));
  if (missing !== undefined) return `${missing} is not installed`;
  const unified = ['/sys/fs/cgroup/unified/cgroup.procs', '/sys/fs/cgroup/cgroup.procs'];
  return unified.some(existsSync) ? undefined : 'there is no control group of version 2';
}

const INSIDE = `
if [ -e /sys/fs/cgroup/unified ]; then mount --bind /sys/fs/cgroup/unified /sys/fs/cgroup; fi
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system
mkdir -p "/sys/fs/cgroup/$1" && echo $$ > "/sys/fs/cgroup/$1/cgroup.procs"
exec ${MANAGER} --user`;

export interface OwnSystemd {
  /** To be set while it is spoken to. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where unit files are. */
  readonly units: string;
  busctl(...words: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function openSystemd(folder: string): Promise<OwnSystemd> {
  const runtime = join(folder, 'runtime');
  const units = join(folder, 'home/.config/systemd/user');
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(units, { recursive: true });
  const address = `unix:path=${runtime}/bus`;
  const environment = {
    HOME: join(folder, 'home'),
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: address,
  };
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment };
  const options = { env, stdio: 'ignore' } as const;
  // Without activation: what systemd takes over is not to be started a second time.
  const config = join(folder, 'bus.conf');
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>${address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`,
  );
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile'], options);
  await until(() => existsSync(join(runtime, 'bus')));
  const group = `offswitch-test-${process.pid}`;
  const manager = spawn('unshare', ['--mount', 'bash', '-c', INSIDE, 'bash', group], options);
  const busctl = async (...words: readonly string[]) =>
    (await run('busctl', ['--user', ...words], { env })).stdout;
  const version = ['/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', 'Version'];
  await until(() =>
    busctl('get-property', 'org.freedesktop.systemd1', ...version).then(
      () => true,
      () => false,
    ),
  );
  return {
    environment,
    units,
    busctl,
    async close() {
      await ended(manager);
      await ended(bus);
      for (const root of ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'])
        if (existsSync(join(root, group)))
          await run('find', [join(root, group), '-depth', '-type', 'd', '-delete']);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const late = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > late) throw new Error('systemd of its own does not start');
    await sleep(50);
  }
}
