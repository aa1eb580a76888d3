/** Running somebody's program for one trial: started without a shell, ended together with all that it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf, systemCodeOf } from '../../../kit/errors.ts';

export interface Program {
  /** Resolves when the program has ended, however it did. */
  readonly ended: Promise<ProgramEnd>;
  /** Waits for the program to end by itself, then ends it and its children. */
  stop(): Promise<void>;
}

export type ProgramEnd =
  | { readonly started: false; readonly reason: string }
  | {
      readonly started: true;
      /** null where a signal ended it. */
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** The last of what it wrote to standard output and standard error. */
      readonly tail: string;
    };

/** How long a program may take to end by itself once the trial is over, and then to heed SIGTERM, in milliseconds. */
export interface Grace {
  readonly leaveMs: number;
  readonly termMs: number;
}

export const usualGrace: Grace = { leaveMs: 2000, termMs: 2000 };
const TAIL = 2000;
/** How long the last output may take to arrive after the program's end. */
const PIPES_MS = 200;

export function startProgram(
  words: readonly string[],
  surroundings: {
    readonly folder: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
  grace: Grace = usualGrace,
): Program {
  const [command = '', ...args] = words;
  const child = spawn(command, args, {
    cwd: surroundings.folder,
    env: { ...surroundings.environment },
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  keepUntilEnded(child, ended);
  return {
    ended,
    stop: async () => {
      if (!(await within(ended, grace.leaveMs))) {
        signalGroup(child, 'SIGTERM');
        await within(ended, grace.termMs);
      }
      // Also where the program is gone: what it started may still be there.
      signalGroup(child, 'SIGKILL');
      await ended;
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

const running = new Set<ChildProcess>();

/** Programs must not outlive this process where it is left in a hurry (a second Ctrl-C). */
function keepUntilEnded(child: ChildProcess, ended: Promise<unknown>): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
  ended.then(() => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  });
}

function endAll(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = `${tail}${text}`.slice(-TAIL);
    });
    stream?.on('error', () => {});
  }
  return new Promise((resolve) => {
    child.on('error', (thrown) => resolve({ started: false, reason: messageOf(thrown) }));
    child.on('exit', (code, signal) => {
      const end = () => resolve({ started: true, code, signal, tail });
      child.on('close', end);
      // A child of its own that keeps the pipes open must not keep the trial.
      setTimeout(end, PIPES_MS);
    });
  });
}

/** Whether it came in time. */
async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (thrown) {
    // ESRCH: nobody of the group is left.
    if (systemCodeOf(thrown) !== 'ESRCH') throw thrown;
  }
}
