/**
 * Time of the simulation's own: nothing waits, timers fire in their order, and what belongs to a process that was killed
 * never goes on. The day's clock can be set; the machine's cannot.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';

/** A process, as timers and records know it. */
export interface Life {
  isOver: boolean;
}

const lives = new AsyncLocalStorage<Life>();
const turn = setImmediate;
const trueTime = process.hrtime;
const MOST_TRUE_NS = 60_000_000_000n;

/** Those of the machine itself; nobody ends it. */
const machine: Life = { isOver: false };

export const lifeNow = (): Life => lives.getStore() ?? machine;
export const within = <T>(life: Life, work: () => T): T => lives.run(life, work);
export const ofMachine = <T>(work: () => T): T => lives.run(machine, work);

export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

const START = Date.UTC(2026, 10, 26, 12);
/** Since a machine was switched on, on which nobody waits any more: how long its clock shows. */
const UPTIME_NS = 30_000_000_000n;
let restore: (() => void) | undefined;
/** Of the clock that goes on whatever happens to the machine. */
let nanoseconds = () => 0n;
/** What that clock showed when the machine's began. */
let switchedOn = 0n;
/** Signatures that are looked at beside this thread: time does not go on before they are done. */
let underWay = 0;

/** The machine starts anew: its clock, which nobody can set, begins again. */
export function restartClock(): void {
  switchedOn = nanoseconds() - UPTIME_NS;
}

function countedCrypto(): () => void {
  const { subtle } = globalThis.crypto;
  const names = ['importKey', 'verify', 'digest'] as const;
  for (const name of names) {
    const plain = subtle[name].bind(subtle) as (...given: unknown[]) => Promise<unknown>;
    Object.defineProperty(subtle, name, {
      configurable: true,
      value: (...given: unknown[]) => {
        underWay += 1;
        return plain(...given).finally(() => {
          underWay -= 1;
        });
      },
    });
  }
  return () => {
    for (const name of names) Reflect.deleteProperty(subtle, name);
  };
}

export function beginTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance', 'hrtime'],
    now: START,
  });
  const plain = { setTimeout: globalThis.setTimeout, setInterval: globalThis.setInterval };
  const bound = (timer: typeof plain.setTimeout, again: boolean) =>
    function ofALife(work: (...given: unknown[]) => void, ms?: number, ...rest: unknown[]) {
      const life = lifeNow();
      const id = timer(() => {
        if (!life.isOver) lives.run(life, work, ...rest);
        else if (again) clearInterval(id);
      }, ms);
      return id;
    };
  Object.assign(globalThis, {
    setTimeout: bound(plain.setTimeout, false),
    setInterval: bound(plain.setInterval as typeof plain.setTimeout, true),
  });
  const faked = process.hrtime.bigint;
  nanoseconds = () => faked();
  switchedOn = 0n;
  process.hrtime.bigint = () => nanoseconds() - switchedOn;
  const restoreCrypto = countedCrypto();
  restore = () => {
    Object.assign(globalThis, plain);
    restoreCrypto();
  };
}

export function endTime(): void {
  restore?.();
  vi.clearAllTimers();
  vi.useRealTimers();
}

/** Milliseconds of the clock that goes on whatever happens to the machine. */
export const now = (): number => Number(nanoseconds() / 1_000_000n);

export function setDay(byMs: number): void {
  vi.setSystemTime(Date.now() + byMs);
}

/** Everything that can go on without time goes on. */
export async function settle(): Promise<void> {
  do await new Promise<void>((resolve) => turn(() => resolve()));
  while (underWay > 0);
  // What was waiting for the last of them goes on.
  await new Promise<void>((resolve) => turn(() => resolve()));
}

/** Time goes on by so much, one timer after the other. */
export async function pass(ms: number): Promise<void> {
  let isOver = false;
  ofMachine(() => setTimeout(() => (isOver = true), ms));
  while (!isOver) {
    vi.advanceTimersToNextTimer();
    await settle();
  }
}

/** Time goes on until it has settled, at most for so long. */
export async function passUntil<T>(work: Promise<T>, mostMs: number): Promise<T> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  await settle();
  const begun = trueTime.bigint();
  for (const late = now() + mostMs; !isOver; ) {
    // A machine that has much else to do may be slow with what runs beside this thread, such as compiling.
    if (now() > late && trueTime.bigint() - begun > MOST_TRUE_NS)
      throw new Error(`it took longer than ${mostMs} ms`);
    vi.advanceTimersToNextTimer();
    await settle();
  }
  return work;
}

function sleep<T>(ms?: number, value?: T, { signal }: { readonly signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve(value as T);
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
  });
}

/** In place of `node:timers/promises`. */
export const timersPromises = {
  setTimeout: sleep,
  setImmediate: (): Promise<void> => new Promise((resolve) => turn(() => resolve())),
};
