/** The machine under a guard: processes, wardens and disks, which outlive the guard. */
import { appendFileSync } from 'node:fs';
import type { OpenChannel } from '../../../src/contain/guard/broker/contract.ts';
import type { MachineTime } from '../../../src/contain/lifecycle/lease/machine-time.ts';
import type { SpawnedWarden, WardenPlace } from '../../../src/contain/lifecycle/warden/spawn.ts';
import { openWarden } from '../../../src/contain/lifecycle/warden/warden.ts';
import type { Ending } from '../../../src/contain/sandbox/driver.ts';
import type { Grip, Reach } from '../../../src/contain/sandbox/reach.ts';
import { OffswitchError } from '../../../src/kit/errors.ts';
import type { Mutation } from './mutation.ts';
import {
  type Life,
  lifeNow,
  never,
  now,
  ofMachine,
  restartClock,
  timersPromises,
  within,
} from './virtual-time.ts';

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
  /** The newest warden is stopped by a signal: it does not answer, and does nothing. */
  hangWarden(): void;
  /** Nobody has noticed yet. */
  readonly hasHungWarden: boolean;
  /** Everything that ran on it is gone, and its clock begins anew. */
  restart(): void;
  /** The clock of this start, as processes see it that begin now. */
  time(): MachineTime;
}

interface RunningWarden {
  readonly life: Life;
  readonly gone: () => void;
  isHung: boolean;
}

/** As long as a guard waits for an answer of its warden. */
const PATIENCE_MS = 2000;

const LOOK_MS = 500;
const ENDED: Ending = { code: 137, signal: 'SIGKILL', limit: null };

export function openMachine(mutation: Mutation = {}): Machine {
  const bodies = new Set<Body>();
  let pids = 2 ** 22;
  let newest: RunningWarden | undefined;
  const wardens = new Set<Life>();
  let starts = 1;

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

  const endFromOutside = (body: Body) => (mutation.end ?? ((one: Body) => one.end()))(body);
  const end = (warden: RunningWarden) => {
    warden.life.isOver = true;
    warden.isHung = false;
    ofMachine(warden.gone);
  };

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
      killAll: () => {
        const body = of(reach);
        if (body !== undefined) endFromOutside(body);
      },
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
          ...{ publicKey, time: machine.time() },
          journal: (end) => appendFileSync(journal, `${JSON.stringify(end)}\n`),
          grip: machine.gripOf,
        });
        if (mutation.isWardenIdle !== true) setInterval(opened.look, LOOK_MS);
        return opened;
      });
      const running: RunningWarden = { life, gone: resolve, isHung: false };
      newest = running;
      wardens.add(life);
      let asked = 0;
      return {
        ...{ pid: undefined, gone },
        async ask(what, rest) {
          if (lifeNow().isOver) return never();
          if (life.isOver && !running.isHung) throw noWarden();
          asked += 1;
          const id = asked;
          const answered = running.isHung
            ? never<object>()
            : within(life, () => warden.answer({ id, do: what, ...rest }));
          let isAnswered = false;
          answered.finally(() => {
            isAnswered = true;
          });
          if (what !== 'ended' && what !== 'end')
            void timersPromises.setTimeout(PATIENCE_MS).then(() => {
              if (!isAnswered) end(running);
            });
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
      if (newest !== undefined) end(newest);
    },
    hangWarden() {
      if (newest === undefined || newest.life.isOver) return;
      newest.isHung = true;
      newest.life.isOver = true;
    },
    get hasHungWarden() {
      return newest?.isHung === true;
    },
    restart() {
      for (const life of wardens) life.isOver = true;
      newest = undefined;
      for (const body of [...bodies]) body.end();
      starts += 1;
      restartClock();
    },
    time() {
      const boot = `start ${starts}`;
      const time = { now: () => Number(process.hrtime.bigint() / 1_000_000n), boot };
      return mutation.time?.(time) ?? time;
    },
  };
  return machine;
}

function noWarden(): OffswitchError {
  return new OffswitchError('lease-refused', 'the warden cannot be reached', 'Wait for another.');
}
