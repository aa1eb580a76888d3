/** From a spec to the options of bubblewrap: everything from nothing. */
import { existsSync } from 'node:fs';
import { descriptors } from './launcher.ts';
import type { Placement } from './layout.ts';
import type { CheckedSpec } from './spec.ts';

/** Who the program is inside, whoever it is outside. */
const INSIDE_ID = '1000';
const SHARED_MEMORY = '/dev/shm';

/** Parts of /proc that are about the machine and not about processes. */
const machineFiles = [
  'cmdline',
  'config.gz',
  'kallsyms',
  'kcore',
  'keys',
  'key-users',
  'kmsg',
  'kpagecount',
  'kpageflags',
  'modules',
  'sched_debug',
  'slabinfo',
  'sysrq-trigger',
  'timer_list',
  'vmallocinfo',
].map((name) => `/proc/${name}`);
const machineFolders = ['acpi', 'asound', 'bus', 'driver', 'fs', 'irq', 'scsi', 'tty'].map(
  (name) => `/proc/${name}`,
);

export function bwrapOptions(spec: CheckedSpec, placements: readonly Placement[]): readonly string[] {
  const disk = String(spec.limits.disk);
  const namespaces = ['user', 'ipc', 'pid', 'uts', 'cgroup', ...(spec.network === 'none' ? ['net'] : [])];
  return [
    ...namespaces.map((namespace) => `--unshare-${namespace}`),
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    ...['--uid', INSIDE_ID, '--gid', INSIDE_ID, '--hostname', spec.hostname],
    '--clearenv',
    ...Object.entries(spec.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--proc', '/proc'],
    ...machineFiles.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...machineFolders.filter((path) => existsSync(path)).flatMap(emptyFolder),
    ...['--dev', '/dev', '--size', disk, '--tmpfs', SHARED_MEMORY, '--remount-ro', '/dev'],
    ...placements.flatMap((placement) => optionsFor(placement, disk)),
    ...['--remount-ro', '/'],
    ...['--chdir', spec.workingFolder],
    ...['--seccomp', String(descriptors.seccomp), '--json-status-fd', String(descriptors.status)],
  ];
}

/** Folders in memory, which the limit on disk is about. */
export function scratchFolders(spec: CheckedSpec): readonly string[] {
  return [SHARED_MEMORY, ...spec.scratch];
}

function optionsFor(placement: Placement, disk: string): readonly string[] {
  const { to } = placement;
  switch (placement.kind) {
    case 'bind':
      return [placement.access === 'write' ? '--bind' : '--ro-bind', placement.from, to];
    case 'scratch':
      return ['--perms', '1777', '--size', disk, '--tmpfs', to];
    case 'hide-file':
      // Without devices on this mount, opening it is denied.
      return ['--ro-bind', '/dev/null', to];
    case 'hide-folder':
      return emptyFolder(to);
  }
}

function emptyFolder(path: string): readonly string[] {
  return ['--perms', '0555', '--size', '4096', '--tmpfs', path, '--remount-ro', path];
}
