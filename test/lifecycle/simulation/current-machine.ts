/** The machine that simulated processes and wardens run on; imports nothing, so that whatever stands in for a part can. */
import type { Machine } from './machine.ts';

let current: Machine | undefined;

export function machineNow(): Machine {
  if (current === undefined) throw new TypeError('no machine runs');
  return current;
}

export function runOn(machine: Machine): Machine {
  current = machine;
  return machine;
}
