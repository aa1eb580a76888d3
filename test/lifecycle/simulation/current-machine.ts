/** The machine that simulated processes and wardens run on, and what is wrong with the guard; imports nothing, so that whatever stands in for a part can. */
import type { Machine } from './machine.ts';
import type { Mutation } from './mutation.ts';

let current: Machine | undefined;
let wrong: Mutation = {};

export const mutationNow = (): Mutation => wrong;

export function machineNow(): Machine {
  if (current === undefined) throw new TypeError('no machine runs');
  return current;
}

export function runOn(machine: Machine, mutation: Mutation): Machine {
  current = machine;
  wrong = mutation;
  return machine;
}
