/** Ctrl-C: the first asks to stop, the second stops at once. A service manager's SIGTERM counts alike. */
import { exitCodes, OffswitchError } from '../kit/errors.ts';

/** Runs `work` with a signal that aborts at Ctrl-C; `notice` says what then becomes of the work. */
export async function interruptible<T>(
  notice: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const stop = () => {
    process.stderr.write(`\n${notice} Press Ctrl-C again to stop at once.\n`);
    interruption.abort(
      new OffswitchError('interrupted', 'interrupted', 'Run the same command again to resume.'),
    );
  };
  return listening(stop, () => work(interruption.signal));
}

/** Runs `work`; the first Ctrl-C calls `stop`, the second ends the process. */
export async function listening<T>(stop: () => void, work: () => Promise<T>): Promise<T> {
  let signals = 0;
  const heard = () => {
    signals += 1;
    if (signals > 1) process.exit(exitCodes.interrupted);
    stop();
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  try {
    return await work();
  } finally {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
  }
}
