/**
 * Code of others in this process: what it calls to end the process ends only what it was asked for, what it throws
 * late is blamed on it, and what it prints goes to standard error. Whose code runs is told by the asynchronous context.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface ForeignCode {
  /** Hears of every fault outside of the calls that are waited for: a late error, or an attempt to end the process. */
  fault(thrown: unknown): void;
}

/** Module code asked the process to end. */
export class EndsTheProcess extends Error {
  override readonly name = 'EndsTheProcess';
  constructor(call: string) {
    super(`it calls process.${call}, which would end the process of everything`);
  }
}

const context = new AsyncLocalStorage<ForeignCode>();

/**
 * Runs code of others, and all that it sets off (timers, promises, events), in the name of `owner`.
 *
 * @example asForeign({ fault: (thrown) => reject(thrown) }, () => module.takeTurn(conversation))
 */
export function asForeign<T>(owner: ForeignCode, work: () => T): T {
  guardProcess();
  return context.run(owner, work);
}

/** Tells whoever's code threw what nobody caught. False where it is nobody's but ours. */
export function blame(thrown: unknown): boolean {
  const owner = context.getStore();
  owner?.fault(thrown);
  return owner !== undefined;
}

let isGuarded = false;

/** Our own calls reach the real functions: they are made in no foreign context. */
function guardProcess(): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const call of ['exit', 'reallyExit', 'abort', 'execve']) guard(call, () => true);
  guard('kill', ([pid]) => Math.abs(Number(pid)) === process.pid || Number(pid) === 0);
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (...input: readonly unknown[]): boolean =>
    Reflect.apply(context.getStore() === undefined ? write : process.stderr.write, process.stderr, input);
}

function guard(call: string, ends: (input: readonly unknown[]) => boolean): void {
  const real: unknown = Reflect.get(process, call);
  if (typeof real !== 'function') return;
  Reflect.set(process, call, (...input: readonly unknown[]): unknown => {
    const owner = context.getStore();
    if (owner === undefined || !ends(input)) return Reflect.apply(real, process, input);
    const thrown = new EndsTheProcess(call);
    // The code may catch what is thrown here; the fault stands.
    owner.fault(thrown);
    throw thrown;
  });
}
