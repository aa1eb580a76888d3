/**
 * An ordinary child process, for development: nothing is confined, and every record of it says *advisory*.
 *
 * Limits are looked at up to ten times a second, and its processes are those that can be seen from here: descendants,
 * members of its session, and whoever was one of them when last looked at.
 */
import { spawn } from 'node:child_process';
import { OffswitchError, pathFailure } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { type Confinement, confinements, type SandboxDriver } from './driver.ts';
import { allProcesses, type ProcessFacts, processFacts, setStopped, signalProcess } from './processes.ts';
import { reachedLimit } from './reached-limit.ts';
import { badSpec, type CheckedSpec, checkSpec, type Limits } from './spec.ts';
import { type Body, hasEnded, running, standardPipes, supervise } from './supervise.ts';

export const plain: SandboxDriver = {
  name: 'plain',
  confines: [],
  available: async () => ({ available: true }),
  start: async (unchecked) => {
    const spec = checkSpec(unchecked);
    refuseOtherPaths(spec);
    const child = spawn(spec.command, spec.args, {
      cwd: spec.workingFolder,
      env: { ...spec.environment, PWD: spec.workingFolder },
      stdio: [...standardPipes(spec)],
      detached: true,
    });
    const program = running(child, spec);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (thrown) =>
        reject(
          new OffswitchError(
            'sandbox-failed',
            `${printable(spec.command)} could not be started in ${spec.workingFolder}: ${pathFailure(thrown)}`,
            'check the command and the working folder.',
            {},
            thrown,
          ),
        ),
      );
    });
    const first = child.pid ?? 0;
    const body = bodyOf(first, spec.limits, () => hasEnded(child));
    return {
      ...supervise(program, body, spec.limits),
      enforced: [],
      unenforced: Object.keys(confinements).map((name) => ({
        confinement: name as Confinement,
        why: 'The driver plain confines nothing.',
      })),
    };
  },
};

function refuseOtherPaths(spec: CheckedSpec): void {
  const moved = spec.mounts.find(({ from, to }) => from !== to);
  if (moved !== undefined)
    throw badSpec(
      `the driver plain cannot show ${printable(moved.from)} as ${printable(moved.to)}`,
      'give the same path on both sides, or use the driver bwrap.',
    );
}

function bodyOf(first: number, limits: Limits, ended: () => boolean): Body {
  /** By number, with the start that makes it this very process. */
  const known = new Map<number, number>();
  const members = () => {
    const seen = seenFrom(first, known, ended());
    for (const { pid, since } of seen) known.set(pid, since);
    return seen;
  };
  members();
  return {
    processes: () => members().map(({ pid }) => pid),
    killAll: () => {
      for (const { pid } of members()) signalProcess(pid, 'SIGKILL');
      // Where there is no /proc, its process group is all that is known.
      if (process.platform !== 'linux' && !ended()) signalProcess(-first, 'SIGKILL');
    },
    setFrozen: (frozen) => setStopped(members, frozen),
    reachedLimit: () => reachedLimit(members(), limits),
    release: async () => undefined,
  };
}

/** Descendants, the session's members, and those known from before, with their descendants. */
function seenFrom(
  first: number,
  known: ReadonlyMap<number, number>,
  ended: boolean,
): readonly ProcessFacts[] {
  const all = allProcesses();
  const members = new Set(
    all
      .filter(({ pid, since, session }) => known.get(pid) === since || session === first)
      .map(({ pid }) => pid),
  );
  if (!ended && processFacts(first) !== undefined) members.add(first);
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}
