/**
 * A warden that is replaced when it is gone: the next one gets all that the last one kept, and until it has it nothing is
 * granted or renewed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Reach } from '../../sandbox/reach.ts';
import type { SignedLeases } from '../lease/lease.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { WardensEnd } from './protocol.ts';
import { type SpawnedWarden, spawnWarden, type WardenPlace } from './spawn.ts';

/** What it is to keep. */
export interface Keeping {
  readonly reaches: readonly Reach[];
  readonly most: number;
  readonly signed: SignedLeases;
  /** What runs it beside these processes. */
  readonly elsewhere: Elsewhere | null;
}

export interface LastingWarden {
  readonly pid: number | undefined;
  /** Errors: `lease-refused`. */
  keep(keeping: Keeping): Promise<void>;
  /** Ids of the leases that it took. Errors: `lease-refused`. */
  renew(signed: SignedLeases): Promise<readonly string[]>;
  /** Resolves once nothing is left of the agent; `elsewhere`: nor of what runs it elsewhere. Errors: `lease-refused`. */
  end(agent: string, why: string, elsewhere: boolean): Promise<void>;
  close(): void;
}

export interface LastingOptions extends WardenPlace {
  /** What is kept by now, for the next one. */
  readonly kept: () => readonly Keeping[];
  readonly ended: (end: WardensEnd) => void;
  /** It is gone, and another one is started. */
  readonly replaced: (why: string) => void;
}

const LONGEST_PAUSE_MS = 5000;

/** Errors: `lease-refused` where none comes up. */
export async function lastingWarden(options: LastingOptions): Promise<LastingWarden> {
  let current: SpawnedWarden | undefined;
  let isClosed = false;
  await start();

  async function start(): Promise<void> {
    const warden = await spawnWarden(options);
    try {
      for (const keeping of options.kept()) await warden.ask('keep', { ...keeping });
    } catch (thrown) {
      warden.close();
      throw thrown;
    }
    current = warden;
    listen(warden);
    warden.gone.then(() => replace(warden));
  }

  async function replace(gone: SpawnedWarden): Promise<void> {
    if (current !== gone || isClosed) return;
    current = undefined;
    options.replaced('the warden is gone');
    for (let pause = 100; !isClosed; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await start();
      } catch {
        await sleep(pause, undefined, { ref: false });
      }
    }
  }

  async function listen(warden: SpawnedWarden): Promise<void> {
    try {
      for (;;) for (const end of (await warden.ask('ended', {})).ends) options.ended(end);
    } catch {
      // It is gone, and what it did since stands in its journal.
    }
  }

  function there(): SpawnedWarden {
    if (current !== undefined) return current;
    throw new OffswitchError('lease-refused', 'there is no warden', 'Look at the alerts of the guard.');
  }

  return {
    get pid() {
      return current?.pid;
    },
    async keep(keeping) {
      await there().ask('keep', { ...keeping });
    },
    renew: async (signed) => (await there().ask('renew', { signed })).taken,
    async end(agent, why, elsewhere) {
      await there().ask('end', { agent, why, elsewhere });
    },
    close() {
      isClosed = true;
      current?.close();
    },
  };
}
