/** The machine under a guard: processes, wardens and disks, which outlive the guard. */
import { appendFileSync } from 'node:fs';
import type { OpenChannel } from '../../../src/contain/guard/broker/contract.ts';
import { machineTime } from '../../../src/contain/lifecycle/lease/machine-time.ts';
import type { SpawnedWarden, WardenPlace } from '../../../src/contain/lifecycle/warden/spawn.ts';
import { openWarden } from '../../../src/contain/lifecycle/warden/warden.ts';
import type { Ending } from '../../../src/contain/sandbox/driver.ts';
import type { Grip, Reach } from '../../../src/contain/sandbox/reach.ts';
import { OffswitchError } from '../../../src/kit/errors.ts';
import { type Life, lifeNow, never, now, ofMachine, within } from './virtual-time.ts';

/** A process of an agent. */
export interface Body {
  readonly pid: number;
  readonly agent: string;
  readonly bornAt: number;
  readonly reach: Reach;
  readonly ended: Promise<Ending>;
  isAlive: boolean;
  /** By a signal, whoever sent it. */
  isStopped: boolean;
  /** By the guard, because a person suspended it. */
  isFrozen: boolean;
  channel: OpenChannel | undefined;
  mood: 'lively' | 'silent';
  /** The guard that started it has ended. */
  isOrphan: boolean;
  end(): void;
}

export interface Machine {
  readonly bodies: Set<Body>;
  start(agent: string): Body;
  gripOf(reach: Reach): Grip;
  spawnWarden(place: WardenPlace): Promise<SpawnedWarden>;
  /** The newest warden is killed. */
  killWarden(): void;
}

const LOOK_MS = 500;
const ENDED: Ending = { code: 137, signal: 'SIGKILL', limit: null };

export function openMachine(): Machine {
  const bodies = new Set<Body>();
  let pids = 2 ** 22;
  let newest: { readonly life: Life; readonly gone: () => void } | undefined;

  function start(agent: string): Body {
    pids += 1;
    const { promise: ended, resolve } = Promise.withResolvers<Ending>();
    const body: Body = {
      ...{ pid: pids, agent, bornAt: now(), ended, isAlive: true, isStopped: false, isFrozen: false },
      ...{ channel: undefined, mood: 'lively', isOrphan: false },
      reach: { group: null, namespace: 1, first: pids, since: pids },
      end() {
        if (!body.isAlive) return;
        body.isAlive = false;
        bodies.delete(body);
        resolve(ENDED);
      },
    };
    bodies.add(body);
    return body;
  }

  const of = ({ first }: Reach) => [...bodies].find(({ pid }) => pid === first);

  const machine: Machine = {
    ...{ bodies, start },
    gripOf: (reach) => ({
      processes: () => {
        const body = of(reach);
        return body === undefined
          ? []
          : [
              {
                ...{ pid: body.pid, parent: 1, session: body.pid, stopped: body.isStopped, threads: 1 },
                ...{ cpu: 0, memory: 0, since: body.pid },
              },
            ];
      },
      killAll: () => of(reach)?.end(),
      isStopped: () => {
        const body = of(reach);
        return body === undefined || body.isStopped || body.isFrozen;
      },
    }),
    async spawnWarden({ publicKey, journal }) {
      const life: Life = { isOver: false };
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      const warden = within(life, () => {
        const opened = openWarden({
          ...{ publicKey, time: machineTime() },
          journal: (end) => appendFileSync(journal, `${JSON.stringify(end)}\n`),
          grip: machine.gripOf,
        });
        setInterval(opened.look, LOOK_MS);
        return opened;
      });
      newest = { life, gone: resolve };
      let asked = 0;
      return {
        ...{ pid: undefined, gone },
        async ask(what, rest) {
          if (lifeNow().isOver) return never();
          if (life.isOver) throw noWarden();
          asked += 1;
          const id = asked;
          const answered = within(life, () => warden.answer({ id, do: what, ...rest }));
          const answer = (await Promise.race([answered, gone])) as
            | { ok?: never; error?: { message: string } }
            | undefined;
          if (answer === undefined || life.isOver) throw noWarden();
          if (answer.error !== undefined)
            throw new OffswitchError('lease-refused', answer.error.message, 'Look.');
          return answer.ok as never;
        },
        close: () => undefined,
      };
    },
    killWarden() {
      if (newest === undefined) return;
      newest.life.isOver = true;
      ofMachine(newest.gone);
    },
  };
  return machine;
}

function noWarden(): OffswitchError {
  return new OffswitchError('lease-refused', 'the warden cannot be reached', 'Wait for another.');
}
