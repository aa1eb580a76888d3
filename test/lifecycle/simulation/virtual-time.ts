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

/** Those of the machine itself; nobody ends it. */
const machine: Life = { isOver: false };

export const lifeNow = (): Life => lives.getStore() ?? machine;
export const within = <T>(life: Life, work: () => T): T => lives.run(life, work);
export const ofMachine = <T>(work: () => T): T => lives.run(machine, work);

export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

const START = Date.UTC(2026, 10, 26, 12);
let restore: (() => void) | undefined;

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
  restore = () => Object.assign(globalThis, plain);
}

export function endTime(): void {
  restore?.();
  vi.clearAllTimers();
  vi.useRealTimers();
}

/** Milliseconds of the clock that is never set. */
export const now = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export function setDay(byMs: number): void {
  vi.setSystemTime(Date.now() + byMs);
}

/** Everything that can go on without time goes on. */
export async function settle(): Promise<void> {
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
  for (const late = now() + mostMs; !isOver; ) {
    if (now() > late) throw new Error(`it took longer than ${mostMs} ms`);
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
