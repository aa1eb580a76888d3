/** An agent in its sandbox: no network but the guard, no key, its own files. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Confined, Confinement, SandboxDriver } from '../../sandbox/driver.ts';
import { isWithin } from '../../sandbox/layout.ts';
import type { Mount, SandboxSpec } from '../../sandbox/spec.ts';
import { systemMounts } from '../../sandbox/system.ts';
import type { Guard } from '../config/load.ts';
import { shownControls } from './controls.ts';
import { demandOwned, userFor } from './users.ts';

export interface AgentStart {
  /** As `agents.NAME` of guard.yaml. */
  readonly name: string;
  /** In place of the command of guard.yaml. */
  readonly command?: readonly string[];
  /** A folder that the agent gets beside its mounts, to write in and to work in. */
  readonly folder?: string;
  readonly driver: SandboxDriver;
  /** Set for the agent unless guard.yaml says otherwise; `{port}` and `{mcp}` are those of the guard inside. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Without these an agent may have another way to an effect than the guard. */
const needed: readonly Confinement[] = [
  'files',
  'controls',
  'network',
  'processes',
  'descriptors',
  'whole-kill',
];

/** Whether the guard is its only way to an effect. */
export function isEnforced({ enforced }: Pick<Confined, 'enforced'>): boolean {
  return needed.every((name) => enforced.includes(name));
}

/** Errors: `bad-flag`, `bad-sandbox`, `sandbox-unavailable`, `sandbox-failed`. */
export async function startAgent(guard: Guard, start: AgentStart): Promise<Confined> {
  return start.driver.start(specOf(guard, start));
}

const own = import.meta.url;
const extension = own.endsWith('.ts') ? 'ts' : 'js';
const programs = fileURLToPath(new URL('.', own));
const program = (name: string) => fileURLToPath(new URL(`./${name}.${extension}`, own));

function specOf(guard: Guard, { name, command: given, folder, driver, variables }: AgentStart): SandboxSpec {
  const run = guard.agents[name]?.run;
  const command = given ?? run?.command;
  if (command === undefined)
    throw new OffswitchError(
      'bad-flag',
      `guard.yaml has no command for the agent ${name}`,
      `Write it as agents.${name}.run.command, or behind "--": offswitch guard run ${name} -- node agent.mjs.`,
    );
  const asked: readonly Mount[] = [
    ...(run?.mounts ?? []),
    ...(folder === undefined ? [] : [{ from: folder, to: folder, access: 'write' as const }]),
  ];
  const isPlain = driver.confines.length === 0;
  const mounts = isPlain ? [] : withNeeded(asked);
  const user = run?.user ?? userFor(`agent/${name}`);
  if (!isPlain)
    demandOwned(
      asked.filter(({ access }) => access === 'write').map(({ from }) => from),
      user,
      `the agent ${name}`,
    );
  const workingFolder = folder ?? run?.workingFolder ?? '/tmp';
  const settings = JSON.stringify({ variables, bridge: program('bridge') });
  return {
    command: process.execPath,
    // The program of a sandbox has no package beside it that says what its files are.
    args: ['--no-warnings', program('inside'), settings, ...command],
    mounts,
    controls: isPlain ? [] : shownControls(guard.control, mounts, 'read-only'),
    environment: {
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: workingFolder,
      LANG: 'C.UTF-8',
      ...run?.environment,
    },
    workingFolder,
    hostname: name.toLowerCase().replace(/[^a-z0-9-]/g, '-'),
    runUid: user,
    ...(run === undefined ? {} : { limits: run.limits }),
  };
}

/** With the system, Node, and the program that offers the guard inside. */
function withNeeded(asked: readonly Mount[]): readonly Mount[] {
  const mounts = [...systemMounts().filter(({ to }) => !asked.some((one) => one.to === to)), ...asked];
  for (const path of [process.execPath, programs.replace(/\/$/, '')])
    if (existsSync(path) && !mounts.some(({ from, to }) => from === to && isWithin(path, to)))
      mounts.push({ from: path, to: path, access: 'read' });
  return mounts;
}
