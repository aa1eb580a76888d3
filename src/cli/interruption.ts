/** Ctrl-C: the first asks to stop, the second stops at once. SIGTERM of a service manager and SIGHUP of a terminal that is closed count alike. */
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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Interruption = (typeof SIGNALS)[number];

let early: (() => void) | undefined;

/** Signals call `end` until a command listens by itself, or leaves them to the system. */
export function endAtSignals(end: () => void): void {
  early = end;
  for (const signal of SIGNALS) process.on(signal, end);
}

/** From here on a signal ends the process where it stands: for work that nothing interrupts, and that leaves nothing. */
export function leaveSignalsToSystem(): void {
  if (early !== undefined) for (const signal of SIGNALS) process.off(signal, early);
}

/** Runs `work`; the first signal calls `stop`, the second ends the process. */
export async function listening<T>(stop: (signal: Interruption) => void, work: () => Promise<T>): Promise<T> {
  let signals = 0;
  const heard = (signal: NodeJS.Signals) => {
    signals += 1;
    if (signals > 1) process.exit(exitCodes.interrupted);
    stop(SIGNALS.find((one) => one === signal) ?? 'SIGINT');
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  leaveSignalsToSystem();
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, heard);
  }
}
