/** How an upstream's server is confined: what guard.yaml gives it, its program, and nothing else. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxDriver } from '../../sandbox/driver.ts';
import { sandboxDrivers } from '../../sandbox/drivers.ts';
import { isWithin } from '../../sandbox/layout.ts';
import { badSpec, type Mount, type SandboxSpec } from '../../sandbox/spec.ts';
import type { Guard } from '../config/load.ts';
import type { Upstream } from '../config/schema.ts';
import { type Variables, withValues } from '../config/variables.ts';
import { shownControls } from '../confined/controls.ts';
import { demandOwned, userFor } from '../confined/users.ts';
import { programMounts, programPath } from './program-mounts.ts';

export interface ServerStart {
  readonly driver: SandboxDriver;
  readonly spec: SandboxSpec;
}

/** It reports without end, and nobody keeps that. */
const UNBOUNDED = 2 ** 50;

/** For what needs the network: names of hosts, certificates. */
const networkFiles = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/etc/ssl', '/etc/pki'];

/** What the server is given of the host by guard.yaml. */
export function givenMounts({ sandbox, directory }: Upstream): readonly Mount[] {
  if (sandbox?.mounts !== undefined) return sandbox.mounts;
  return directory === undefined ? [] : [{ from: directory, to: directory, access: 'write' }];
}

/** Errors: `bad-sandbox`, `missing-credential`. */
export function serverStart(
  guard: Pick<Guard, 'control'>,
  name: string,
  upstream: Upstream,
  variables: Variables,
): ServerStart {
  const { command = [], environment } = withValues(upstream, variables);
  const {
    driver: driverName = 'bwrap',
    network = 'none',
    control = 'read-only',
    limits,
  } = upstream.sandbox ?? {};
  const driver = sandboxDrivers[driverName];
  if (driver === undefined) throw badSpec(`there is no sandbox "${driverName}"`, 'choose bwrap or plain.');
  const [word = '', ...args] = command;
  const program = programPath(word);
  const given = givenMounts(upstream);
  const isPlain = driver.confines.length === 0;
  const user = upstream.sandbox?.user ?? userFor(`upstream/${name}`);
  if (!isPlain)
    demandOwned(
      given.filter(({ access }) => access === 'write').map(({ from }) => from),
      user,
      `the upstream ${name}`,
    );
  const mounts = isPlain ? [] : withProgram(given, program, args, network);
  const { directory } = upstream;
  const workingFolder =
    directory !== undefined && (isPlain || mounts.some(({ to }) => isWithin(directory, to)))
      ? directory
      : '/tmp';
  return {
    driver,
    spec: {
      command: program,
      args,
      mounts,
      controls: isPlain ? [] : shownControls(guard.control, mounts, control),
      environment: {
        PATH: [
          ...new Set([dirname(program), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin']),
        ].join(':'),
        HOME: '/tmp',
        LANG: 'C.UTF-8',
        ...environment,
      },
      workingFolder,
      hostname: name.toLowerCase().replace(/[^a-z0-9-]/g, '-'),
      channel: 'standard',
      network,
      runUid: user,
      limits: { ...limits, output: UNBOUNDED },
    },
  };
}

function withProgram(
  given: readonly Mount[],
  program: string,
  args: readonly string[],
  network: 'none' | 'host',
): readonly Mount[] {
  const names: readonly Mount[] =
    network === 'host'
      ? networkFiles
          .filter((path) => existsSync(path))
          .map((path) => ({ from: path, to: path, access: 'read' }))
      : [];
  const needed = [...programMounts(program, args), ...names];
  // What guard.yaml says of a place comes first.
  return [...needed.filter(({ to }) => !given.some((mount) => isWithin(to, mount.to))), ...given];
}
