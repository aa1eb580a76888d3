/**
 * An ordinary child process, for development: nothing is confined, and every record of it says *advisory*.
 *
 * Limits are looked at up to ten times a second. Its processes are those in its control group, where one can be made, and
 * those that can be seen from here: descendants, members of its session, and whoever was one of them when last looked at.
 */
import { spawn } from 'node:child_process';
import { OffswitchError, pathFailure } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { createGroup, removeGroup } from './cgroups.ts';
import { type Confinement, confinements, type SandboxDriver } from './driver.ts';
import { processFacts, setStopped, signalProcess } from './processes.ts';
import { gripOf, type Reach } from './reach.ts';
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
    const group = createGroup(first);
    const reach = { group: group ?? null, namespace: null, first, since: processFacts(first)?.since ?? 0 };
    return {
      ...supervise(
        program,
        bodyOf(reach, spec.limits, () => hasEnded(child)),
        spec.limits,
      ),
      reach,
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

function bodyOf(reach: Reach, limits: Limits, ended: () => boolean): Body {
  const grip = gripOf(reach);
  grip.processes();
  return {
    processes: () => grip.processes().map(({ pid }) => pid),
    killAll: () => {
      grip.killAll();
      // Where there is no /proc, its process group is all that is known.
      if (process.platform !== 'linux' && !ended()) signalProcess(-reach.first, 'SIGKILL');
    },
    setFrozen: (frozen) => setStopped(grip.processes, frozen),
    reachedLimit: () => reachedLimit(grip.processes(), limits),
    release: async () => removeGroup(reach.group ?? undefined),
  };
}
