/** What becomes of a command that is in the log: drivers are asked until it is seen to be so, and what was seen is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Driver, Instance } from '../drivers/driver.ts';

export interface Seen {
  readonly result: 'confirmed' | 'contradicted' | 'unobservable';
  readonly evidence: Json;
}

export interface EffectParts {
  driverOf(agent: string): Driver | undefined;
  /** Closes every channel of an agent. */
  endChannels(agent: string, reason: string): Promise<void>;
  readonly times?: EffectTimes;
}

export interface EffectTimes {
  /** How long a driver gets to bring about what it was asked for. */
  readonly patienceMs: number;
  readonly everyMs: number;
  /** Between two looks that have to show the same before something counts as gone. */
  readonly againMs: number;
}

const usual: EffectTimes = { patienceMs: 60_000, everyMs: 50, againMs: 250 };
const LONGEST_PAUSE_MS = 5000;

export interface Effects {
  /** So many run. What was begun and came to nothing is ended again. Never throws. */
  scale(agent: string, count: number, signal: AbortSignal): Promise<Seen>;
  suspend(agent: string): Promise<Seen>;
  resume(agent: string): Promise<Seen>;
  /**
   * Nothing runs of them any more. Goes on until it is seen; `told` hears of what stands in the way. Rejects only when
   * `signal` aborts.
   */
  stop(agents: () => readonly string[], why: string, signal: AbortSignal, told: Told): Promise<Seen>;
  /** Nothing is left of them, copies among it. As `stop`. */
  erase(agents: () => readonly string[], why: string, signal: AbortSignal, told: Told): Promise<Seen>;
  /** What is left of them by now. Errors: `driver-failed`. */
  remains(agents: readonly string[]): Promise<readonly string[]>;
}

export type Told = (what: string) => void;

/** Nothing that the guard could look at runs it. */
const CHANNELS_ALONE: Seen = {
  result: 'unobservable',
  evidence: 'the guard has its channels alone, and cannot see what it does beyond them',
};

export function lifecycleEffects({ driverOf, endChannels, times = usual }: EffectParts): Effects {
  async function until(
    driver: Driver,
    holds: (instances: readonly Instance[]) => boolean,
    { signal, again }: { readonly signal?: AbortSignal; readonly again?: () => Promise<void> } = {},
  ): Promise<Seen> {
    const late = performance.now() + times.patienceMs;
    for (;;) {
      const instances = await driver.instances();
      const evidence = instances.map(({ id, state }) => `${id}: ${state}`);
      if (holds(instances)) return { result: 'confirmed', evidence };
      if (performance.now() > late || signal?.aborted) return { result: 'contradicted', evidence };
      await sleep(times.everyMs);
      await again?.();
    }
  }

  async function scale(agent: string, count: number, signal: AbortSignal): Promise<Seen> {
    const driver = driverOf(agent);
    // It may come by its own channel again.
    if (driver === undefined) return { result: 'confirmed', evidence: 'it is let in' };
    let before = 0;
    try {
      before = (await driver.instances()).length;
      await driver.scale(count, signal);
      const seen = await until(driver, (all) => isRunning(all, count), { signal });
      if (seen.result === 'confirmed' || before >= count) return seen;
      await driver.scale(before, new AbortController().signal);
      return seen;
    } catch (thrown) {
      if (before < count) await driver.scale(before, new AbortController().signal).catch(() => undefined);
      return { result: 'contradicted', evidence: messageOf(thrown) };
    }
  }

  async function asked(driver: Driver | undefined, work: (driver: Driver) => Promise<Seen>): Promise<Seen> {
    if (driver === undefined) return CHANNELS_ALONE;
    try {
      return await work(driver);
    } catch (thrown) {
      return { result: 'contradicted', evidence: messageOf(thrown) };
    }
  }

  /** One pass over everybody; gives what is left, and whether all of it could be seen. */
  async function pass(
    agents: readonly string[],
    why: string,
    end: (driver: Driver) => Promise<readonly string[]>,
    told: Told,
  ): Promise<{ readonly left: readonly string[]; readonly isSeen: boolean }> {
    let isSeen = true;
    const left = await Promise.all(
      agents.map(async (agent) => {
        await endChannels(agent, why).catch((thrown: unknown) => told(`${agent}: ${messageOf(thrown)}`));
        const driver = driverOf(agent);
        if (driver === undefined) {
          isSeen = false;
          return [];
        }
        try {
          return (await end(driver)).map((one) => `${agent}: ${one}`);
        } catch (thrown) {
          const what = thrown instanceof OffswitchError ? thrown.message : messageOf(thrown);
          told(`${agent}: ${what}`);
          return [`${agent}: ${what}`];
        }
      }),
    );
    return { left: left.flat(), isSeen };
  }

  /** Twice in a row, so that what was on its way to life is seen as well. */
  async function untilGone(
    agents: () => readonly string[],
    why: string,
    end: (driver: Driver) => Promise<readonly string[]>,
    signal: AbortSignal,
    told: Told,
  ): Promise<Seen> {
    let gone = 0;
    for (let pause = times.everyMs; ; ) {
      signal.throwIfAborted();
      const { left, isSeen } = await pass(agents(), why, end, told);
      gone = left.length === 0 ? gone + 1 : 0;
      if (gone === 2) return isSeen ? { result: 'confirmed', evidence: 'nothing is left' } : CHANNELS_ALONE;
      pause = gone > 0 ? times.everyMs : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await sleep(gone > 0 ? times.againMs : pause, undefined, { signal });
    }
  }

  return {
    scale,
    suspend: (agent) =>
      asked(driverOf(agent), async (driver) => {
        await driver.suspend();
        // What was on its way to life comes after it.
        const again = () => driver.suspend();
        return until(driver, (all) => all.every(({ state }) => state !== 'running'), { again });
      }),
    resume: (agent) =>
      asked(driverOf(agent), async (driver) => {
        await driver.resume();
        return until(driver, (all) => all.every(({ state }) => state !== 'suspended'));
      }),
    stop: (agents, why, signal, told) =>
      untilGone(
        agents,
        why,
        async (driver) => {
          await driver.scale(0, signal);
          return (await driver.instances()).map(({ id }) => id);
        },
        signal,
        told,
      ),
    erase: (agents, why, signal, told) =>
      untilGone(
        agents,
        why,
        async (driver) => {
          await driver.remove();
          return driver.remains();
        },
        signal,
        told,
      ),
    async remains(agents) {
      const found = await Promise.all(agents.map(async (agent) => (await driverOf(agent)?.remains()) ?? []));
      return found.flat();
    },
  };
}

function isRunning(instances: readonly Instance[], count: number): boolean {
  return instances.length === count && instances.every(({ state }) => state === 'running');
}
