/** What this process waits for, so that whoever runs it can be told. It decides nothing. */

export interface Wait {
  /** What is waited for, e.g. `call 2 of 6, no connection to 127.0.0.1:11434`. */
  readonly what: string;
  /** When it began, on the clock of `performance.now()`, in milliseconds. */
  readonly since: number;
}

export interface OpenWait {
  /** The same wait, for something else now. */
  turnTo(what: string): void;
  end(): void;
}

const waits = new Set<Wait>();

/** Begins a wait; whoever begins one ends it. */
export function beginWait(what: string): OpenWait {
  const wait = { what, since: performance.now() };
  waits.add(wait);
  return {
    turnTo: (next) => {
      wait.what = next;
    },
    end: () => waits.delete(wait),
  };
}

/** The wait lasts as long as the promise is open. */
export async function whileWaiting<T>(what: string, promise: Promise<T>): Promise<T> {
  const wait = beginWait(what);
  try {
    return await promise;
  } finally {
    wait.end();
  }
}

/** All that is waited for, longest first. */
export function currentWaits(): readonly Wait[] {
  return [...waits].toSorted((left, right) => left.since - right.since);
}
