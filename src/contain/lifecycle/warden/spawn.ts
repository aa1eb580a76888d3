/** Starting a warden, and speaking to it. One that is gone, or does not answer in time, is gone for good. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OffswitchError } from '../../../kit/errors.ts';
import { askingOver } from '../../../notary/process/asking.ts';
import { type WardenAnswers, wardenAnswers } from './protocol.ts';

export interface SpawnedWarden {
  readonly pid: number | undefined;
  /** Errors: `lease-refused`, also where it does not answer in time. */
  ask<Do extends keyof WardenAnswers>(
    what: Do,
    rest: Readonly<Record<string, unknown>>,
  ): Promise<WardenAnswers[Do]>;
  /** Settles when it is gone, or has not answered in time, for which it was killed. */
  readonly gone: Promise<void>;
  /** Lets go of it: it ends once everything that it keeps has ended. */
  close(): void;
}

export interface WardenPlace {
  readonly publicKey: Uint8Array;
  readonly journal: string;
}

/** It looks twenty times a second, and ends what is hard to end beside it. */
const PATIENCE_MS = 2000;
const FIRST_PATIENCE_MS = 10_000;

/** Errors: `lease-refused` where it does not come up. */
export async function spawnWarden({ publicKey, journal }: WardenPlace): Promise<SpawnedWarden> {
  const own = import.meta.url;
  const main = fileURLToPath(new URL(own.endsWith('.ts') ? './main.ts' : './main.js', own));
  const key = Buffer.from(publicKey).toString('base64');
  // In a session of its own, and with nothing to write to that could be full.
  const child = spawn(process.execPath, ['--no-warnings', main, '--key', key, '--journal', journal], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const { promise: gone, resolve: tellGone } = Promise.withResolvers<void>();
  child.on('error', () => tellGone());
  child.on('exit', () => tellGone());
  const stream = child.stdio[3];
  if (!(stream instanceof Duplex))
    throw new TypeError('the fourth descriptor of a process is a duplex stream');
  stream.on('error', () => undefined);
  const isUp = await Promise.race([
    child.stdout === null ? false : once(child.stdout, 'data').then(() => true),
    gone.then(() => false),
    sleep(FIRST_PATIENCE_MS, false, { ref: false }),
  ]);
  child.stdout?.destroy();
  if (!isUp) {
    child.kill('SIGKILL');
    throw noWarden('it did not come up');
  }
  const asking = askingOver<WardenAnswers>(stream, { answers: wardenAnswers, who: 'warden', gone: noWarden });

  return {
    pid: child.pid,
    gone,
    async ask(what, rest) {
      const answer = asking.ask(what, rest);
      // What it is asked to tell when it happens, and what takes as long as it takes, has no time.
      if (what === 'ended' || what === 'end') return answer;
      const stop = new AbortController();
      const tooLate = sleep(PATIENCE_MS, undefined, { ref: false, signal: stop.signal }).then(() => {
        child.kill('SIGKILL');
        throw noWarden('it did not answer in time');
      });
      tooLate.catch(() => undefined);
      try {
        return await Promise.race([answer, tooLate]);
      } finally {
        stop.abort();
      }
    },
    close: () => {
      child.unref();
      asking.close();
    },
  };
}

function noWarden(what: string): OffswitchError {
  return new OffswitchError(
    'lease-refused',
    `the warden cannot be reached: ${what}`,
    'No lease is granted or renewed until there is one again.',
  );
}
