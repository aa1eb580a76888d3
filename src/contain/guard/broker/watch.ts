/** Lets probes look: each at least as often as it says, at moments that nobody can foresee, and one look at a time. */
import { messageOf } from '../../../kit/errors.ts';
import type { Random } from '../../../kit/random.ts';
import type { Observation } from './domain.ts';
import type { Probe } from './probe.ts';

export interface Watch {
  /** Another probe; returns how to end it. */
  add(probe: Probe): () => void;
  /** All of them look now. */
  lookNow(): Promise<void>;
  /** Waits for the looks that are under way. */
  close(): Promise<void>;
}

export interface WatchOptions {
  readonly random: Pick<Random, 'uniform'>;
  readonly seen: (probe: string, observations: readonly Observation[]) => Promise<void>;
}

const LOOK_MS = 30_000;

export function startWatch({ random, seen }: WatchOptions): Watch {
  const looking = new Map<Probe, Promise<void>>();
  const timers = new Map<Probe, NodeJS.Timeout>();

  async function look(probe: Probe): Promise<void> {
    await looking.get(probe);
    const one = lookOnce(probe).then((found) => seen(probe.name, found));
    const settled = one.catch(() => {});
    looking.set(probe, settled);
    await settled;
    looking.delete(probe);
  }

  /** Somewhere in the next interval: who waits for the next look does not know when it comes. */
  function schedule(probe: Probe): void {
    const delay = Math.max(1, probe.everyMs * random.uniform());
    const timer = setTimeout(async () => {
      await look(probe);
      if (timers.has(probe)) schedule(probe);
    }, delay);
    timers.set(probe, timer.unref());
  }

  return {
    add(probe) {
      schedule(probe);
      return () => {
        clearTimeout(timers.get(probe));
        timers.delete(probe);
      };
    },
    async lookNow() {
      await Promise.all([...timers.keys()].map(look));
    },
    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(looking.values());
    },
  };
}

async function lookOnce(probe: Probe): Promise<readonly Observation[]> {
  const unobservable = (why: string): readonly Observation[] => [
    { result: 'unobservable', probe: probe.name, evidence: why },
  ];
  const stop = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<readonly Observation[]>();
  const timer = setTimeout(() => {
    stop.abort();
    resolve(unobservable(`it looked for longer than ${LOOK_MS} ms`));
  }, LOOK_MS);
  try {
    return await Promise.race([probe.look(stop.signal), late]);
  } catch (thrown) {
    return unobservable(messageOf(thrown));
  } finally {
    clearTimeout(timer);
  }
}
