/**
 * How Offswitch behaves towards a provider: how often it asks again, how long it waits, when it gives up.
 *
 * Waits double from call to call with full jitter, so that many trials that failed together do not return together;
 * where the provider names a wait (Retry-After, RFC 9110 section 10.2.3), that one is kept instead.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Failure, failureOf, Unanswered } from './failure.ts';

export interface Conduct {
  /** Most calls made for one turn. */
  readonly attempts: number;
  /** Time for one call, from request to last byte, in milliseconds. */
  readonly deadlineMs: number;
  /** Upper bound of the first wait; each following one is twice as large. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A provider that asks for a longer wait than this is given up on at once. */
  readonly longestRetryAfterMs: number;
  /** Resolves after the time, or rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Milliseconds since 1970, to read HTTP dates against. */
  readonly now: () => number;
}

export const usualConduct: Conduct = {
  attempts: 6,
  deadlineMs: 120_000,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  longestRetryAfterMs: 300_000,
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  random: Math.random,
  now: Date.now,
};

export type Persistence<T> =
  | { readonly answered: true; readonly value: T; readonly retries: number }
  | { readonly answered: false; readonly failure: Failure; readonly attempts: number };

/** Calls until there is an answer or no hope. Rejects only with the reason of the caller's own abort. */
export async function persist<T>(
  call: (signal: AbortSignal) => Promise<T>,
  conduct: Conduct,
  signal: AbortSignal,
): Promise<Persistence<T>> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    let failure: Failure;
    try {
      const value = await withinDeadline(call, conduct.deadlineMs, signal);
      return { answered: true, value, retries: attempt - 1 };
    } catch (thrown) {
      signal.throwIfAborted();
      failure = failureOf(thrown);
    }
    const wait = waitBefore(attempt, failure, conduct);
    if (!failure.passing || attempt >= conduct.attempts || wait > conduct.longestRetryAfterMs) {
      return { answered: false, failure, attempts: attempt };
    }
    try {
      await conduct.sleep(wait, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown;
    }
  }
}

function waitBefore(attempt: number, failure: Failure, conduct: Conduct): number {
  const asked =
    failure.retryAfter === undefined ? undefined : retryAfterMs(failure.retryAfter, conduct.now());
  return (
    asked ?? conduct.random() * Math.min(conduct.longestWaitMs, conduct.firstWaitMs * 2 ** (attempt - 1))
  );
}

/** Milliseconds a Retry-After header asks for: seconds or an HTTP date; `undefined` where it is neither. */
export function retryAfterMs(header: string, now: number): number | undefined {
  const value = header.trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function withinDeadline<T>(
  call: (signal: AbortSignal) => Promise<T>,
  deadlineMs: number,
  outer: AbortSignal,
): Promise<T> {
  const inner = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    inner.signal.addEventListener('abort', () => reject(inner.signal.reason), { once: true });
  });
  const timer = setTimeout(
    () => inner.abort(new Unanswered('deadline', `no complete answer within ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const stop = () => inner.abort(outer.reason);
  outer.addEventListener('abort', stop, { once: true });
  try {
    // The race keeps the promise even where a provider's stream does not heed the signal.
    return await Promise.race([call(inner.signal), stopped]);
  } catch (thrown) {
    // Cutting a call short surfaces as some connection error; the reason for the cut is what happened.
    throw inner.signal.aborted ? inner.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
