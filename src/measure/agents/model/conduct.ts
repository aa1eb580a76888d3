/**
 * How Offswitch behaves towards a provider: how often it asks again, how long it waits, when it gives up.
 *
 * Waits double from call to call with full jitter, so that many trials that failed together do not return together;
 * where the provider names a longer wait (Retry-After, RFC 9110 section 10.2.3), that one is kept instead. Time spent
 * waiting for other calls at the gate is nobody's fault and counts against no deadline. A server that this process never
 * had a connection to is most likely not there: it is not asked for minutes.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { beginWait } from '../../../kit/waiting.ts';
import { type Failure, failureOf, Unanswered } from './failure.ts';
import { summaryOf } from './failure-summary.ts';
import type { CallEnd } from './flow.ts';
import { createTraffic, type Gate, type Passage } from './traffic.ts';

export interface Conduct {
  /** Most calls made for one turn. */
  readonly attempts: number;
  /** Time for one call, from request to last byte, in milliseconds. */
  readonly deadlineMs: number;
  /** Time for all calls of one turn and the waits between them; no further call is made after it. */
  readonly retryTimeMs: number;
  /** Upper bound of the first wait; each following one is twice as large. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Where each call waits for its turn among all calls to this provider. */
  readonly gate: Gate;
  /** Resolves after the time, or rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Milliseconds since 1970, to read HTTP dates against and to measure by. */
  readonly now: () => number;
  /** Who is asked, in words for whoever waits. */
  readonly server: string;
  /** Called where a call is given up on its way: it may be charged. */
  readonly abandoned: () => void;
}

/** For a server that never could be reached: most calls, and the time for all of them, in milliseconds. */
const UNREACHED = { attempts: 3, timeMs: 5000 };

/** Without a gate, which is another for every provider. */
export const usualConduct: Omit<Conduct, 'gate'> = {
  attempts: 6,
  deadlineMs: 120_000,
  retryTimeMs: 300_000,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  random: Math.random,
  now: Date.now,
  server: 'the provider',
  abandoned: () => {},
};

const GENEROUS = 1024;

/** A gate for an agent that shares none: unless told otherwise it lets through as good as everything. */
export function generousGate(most = GENEROUS): Gate {
  return createTraffic({ start: most, most }).gate('');
}

export interface GivenUp {
  readonly answered: false;
  readonly failure: Failure;
  readonly attempts: number;
  /** Why no further call was made, where one could have helped. */
  readonly because?: string;
  /** The server could not be reached, and never could be in this process. */
  readonly neverReached?: true;
}

export type Persistence<T> =
  | { readonly answered: true; readonly value: T; readonly retries: number }
  | GivenUp;

/** Calls until there is an answer or no hope. Rejects only with the reason of the caller's own abort. */
export async function persist<T>(
  call: (signal: AbortSignal) => Promise<T>,
  conduct: Conduct,
  signal: AbortSignal,
): Promise<Persistence<T>> {
  const wait = beginWait(`its turn among the calls to ${conduct.server}`);
  try {
    let spentMs = 0;
    for (let attempt = 1; ; attempt += 1) {
      const numbered = `call ${attempt} of ${conduct.attempts}`;
      const passage = await conduct.gate.pass(signal);
      wait.turnTo(`${numbered}, an answer from ${conduct.server}`);
      const start = conduct.now();
      const outcome = await attemptOnce(call, conduct, signal, passage);
      if ('value' in outcome) return { answered: true, value: outcome.value, retries: attempt - 1 };
      const { failure } = outcome;
      spentMs += conduct.now() - start;
      const neverReached = failure.kind === 'unreached' && !conduct.gate.flow.reached;
      const next = nextStep(failure, attempt, spentMs, neverReached ? hasty(conduct) : conduct);
      if (!next.again) {
        const why = neverReached ? { neverReached } : next.why;
        return { answered: false, failure, attempts: attempt, ...why };
      }
      wait.turnTo(`call ${attempt + 1} of ${conduct.attempts}, ${troubleOf(failure, conduct.server)}`);
      await sleepFor(next.waitMs, conduct, signal);
      spentMs += next.waitMs;
    }
  } finally {
    wait.end();
  }
}

function hasty(conduct: Conduct): Conduct {
  const attempts = Math.min(conduct.attempts, UNREACHED.attempts);
  return { ...conduct, attempts, retryTimeMs: Math.min(conduct.retryTimeMs, UNREACHED.timeMs) };
}

/** Without the provider's words, which may hold a key. */
function troubleOf(failure: Failure, server: string): string {
  return `${summaryOf(failure, server)}${failure.kind === 'unreached' ? '' : ` (${server})`}`;
}

async function attemptOnce<T>(
  call: (signal: AbortSignal) => Promise<T>,
  conduct: Conduct,
  signal: AbortSignal,
  passage: Passage,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  let end: CallEnd = { kind: 'other', unreached: true };
  try {
    const value = await withinDeadline(call, conduct.deadlineMs, signal);
    end = { kind: 'answered' };
    return { value };
  } catch (thrown) {
    if (signal.aborted) conduct.abandoned();
    signal.throwIfAborted();
    const failure = failureOf(thrown);
    end = endOf(failure, conduct);
    return { failure };
  } finally {
    passage.end(end);
  }
}

/** A wait longer than any turn's time is this call's to fail over; it would stop all others for as long. */
function endOf(failure: Failure, conduct: Conduct): CallEnd {
  if (failure.kind === 'unreached') return { kind: 'other', unreached: true };
  if (failure.overloaded !== true) return { kind: 'other' };
  const wait = waitAskedFor(failure, conduct.now());
  if (wait === undefined || wait > conduct.retryTimeMs) return { kind: 'overloaded' };
  return { kind: 'overloaded', until: conduct.now() + wait };
}

type NextStep =
  | { readonly again: true; readonly waitMs: number }
  | { readonly again: false; readonly why: { readonly because?: string } };

function nextStep(failure: Failure, attempt: number, spentMs: number, conduct: Conduct): NextStep {
  if (!failure.passing || attempt >= conduct.attempts) return { again: false, why: {} };
  const asked = waitAskedFor(failure, conduct.now()) ?? 0;
  const most = Math.min(conduct.longestWaitMs, conduct.firstWaitMs * 2 ** (attempt - 1));
  // Providers ask for no wait, or for one until a time that is past by our clock.
  const waitMs = Math.max(asked, conduct.random() * most);
  if (spentMs + waitMs <= conduct.retryTimeMs) return { again: true, waitMs };
  const total = `${inSeconds(conduct.retryTimeMs)} of OFFSWITCH_RETRY_TIME`;
  const because =
    waitMs > asked
      ? `the ${total} are used up`
      : `it asks for a wait of ${inSeconds(asked)}, beyond the ${total}`;
  return { again: false, why: { because } };
}

function inSeconds(milliseconds: number): string {
  return Number.isFinite(milliseconds)
    ? `${Math.ceil(milliseconds / 1000)} s`
    : 'more seconds than there are';
}

async function sleepFor(waitMs: number, conduct: Conduct, signal: AbortSignal): Promise<void> {
  try {
    await conduct.sleep(waitMs, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  }
}

function waitAskedFor({ retryAfter, retryAfterMs: fine }: Failure, now: number): number | undefined {
  if (fine !== undefined && /^\d+(\.\d+)?$/.test(fine.trim()) && Number(fine) > 0) return Number(fine);
  return retryAfter === undefined ? undefined : retryAfterMs(retryAfter, now);
}

/** Milliseconds a Retry-After header asks for: seconds or an HTTP date; `undefined` where it is neither. */
export function retryAfterMs(header: string, now: number): number | undefined {
  const value = header.trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  // All three forms of an HTTP date begin with a weekday; Date.parse makes dates of much else.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function withinDeadline<T>(
  call: (signal: AbortSignal) => Promise<T>,
  deadlineMs: number,
  outer: AbortSignal,
): Promise<T> {
  // The abort may have come while the gate was opening; it is announced to listeners only once.
  outer.throwIfAborted();
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
