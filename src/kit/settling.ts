/** Waiting for the promises of somebody else's code, which may never settle. */

/** Those that wait, and are told when nothing is left that could settle what they wait for. */
const waiting = new Set<() => void>();

function tellAll(): void {
  for (const tell of waiting) tell();
}

/**
 * The promise, or a rejection with what `stuck` gives once this process has nothing left to do that could settle it.
 * Node would otherwise end in the middle of everything, with nothing told and an exit code of its own. A timer or a
 * connection that is open anywhere in the process keeps it waiting.
 *
 * @example await orStuck(module.start(), () => new Error('start never settles'))
 */
export async function orStuck<T>(promise: Promise<T>, stuck: () => Error): Promise<T> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const tell = () => reject(stuck());
  if (waiting.size === 0) process.on('beforeExit', tellAll);
  waiting.add(tell);
  try {
    return await Promise.race([promise, never]);
  } finally {
    waiting.delete(tell);
    if (waiting.size === 0) process.off('beforeExit', tellAll);
  }
}

/** The promise, or a rejection with what `late` gives after so many milliseconds, for which no process is kept alive. */
export async function orLate<T>(promise: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), milliseconds);
  timer.unref();
  try {
    return await Promise.race([promise, never]);
  } finally {
    clearTimeout(timer);
  }
}
