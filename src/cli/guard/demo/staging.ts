/** A folder and processes for a demonstration: Ctrl-C ends it, and nothing is left of it that nobody asked to keep. */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedTo } from '../../../contain/guard/confined/users.ts';
import { bwrap } from '../../../contain/sandbox/bwrap.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { unknownName } from '../../../kit/names.ts';
import { listening } from '../../interruption.ts';
import { tell } from '../../terminal.ts';
import { killThoseIn, type Processes, processes, programs } from './processes.ts';

export interface Staging {
  readonly folder: string;
  readonly all: Processes;
  readonly driver: 'bwrap' | 'plain';
  /** Why the sandbox is not used. */
  readonly fallback: string | undefined;
}

export interface StagingOptions {
  readonly driver?: string;
  readonly keep?: boolean;
}

export async function staged<Shown>(
  { driver = 'bwrap', keep = false }: StagingOptions,
  show: (staging: Staging) => Promise<Shown>,
): Promise<Shown> {
  if (driver !== 'bwrap' && driver !== 'plain')
    throw unknownName('sandbox driver', driver, ['bwrap', 'plain']);
  // Sockets have short paths, and other users have to get in.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-demo-')));
  chmodSync(folder, 0o755);
  const all = processes();
  const interrupted = Promise.withResolvers<never>();
  interrupted.promise.catch(() => undefined);
  const stop = () =>
    interrupted.reject(
      new OffswitchError('interrupted', 'interrupted; nothing is left of it', 'Give the command again.'),
    );
  let kept = false;
  let working: Promise<unknown> = Promise.resolve();
  try {
    return await listening(stop, async () => {
      const work = sandboxOf(driver).then((sandbox) => show({ folder, all, ...sandbox }));
      working = work;
      const shown = await Promise.race([work, interrupted.promise]);
      kept = keep;
      return shown;
    });
  } finally {
    await all.endAll();
    // Without its processes it comes to an end, and starts none any more.
    await working.catch(() => undefined);
    await all.endAll();
    if (!kept) killThoseIn(folder);
    if (!kept) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sandboxOf(asked: 'bwrap' | 'plain'): Promise<Pick<Staging, 'driver' | 'fallback'>> {
  const fallback = asked === 'plain' ? '--driver plain was asked for.' : await whyUnconfined();
  if (fallback === undefined) return { driver: 'bwrap', fallback };
  tell([`Without a sandbox: ${fallback}`, 'Falling back to the driver "plain": what follows is ADVISORY.']);
  return { driver: 'plain', fallback };
}

/** Why nothing can be confined here, if so. */
async function whyUnconfined(): Promise<string | undefined> {
  const availability = await bwrap.available();
  if (!availability.available) return availability.why;
  const closed = closedTo([process.execPath, programs]);
  return closed === undefined
    ? undefined
    : `as root, agents run as a user of their own, who may not enter ${closed}, where Offswitch lies.`;
}
