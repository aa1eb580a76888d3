/** Ctrl-C: the first asks to stop, the second stops at once. A service manager's SIGTERM counts alike. */
import { exitCodes, OffswitchError } from '../kit/errors.ts';

/** Runs `work` with a signal that aborts at Ctrl-C; `notice` says what then becomes of the work. */
export async function interruptible<T>(
  notice: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write(`\n${notice} Press Ctrl-C again to stop at once.\n`);
    interruption.abort(
      new OffswitchError('interrupted', 'interrupted', 'Run the same command again to resume.'),
    );
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
