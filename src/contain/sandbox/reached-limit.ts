/** Which limit a program has reached, where no control group counts for us. */
import type { LimitName } from './driver.ts';
import type { ProcessFacts } from './processes.ts';
import type { Limits } from './spec.ts';

/** What a look at the processes shows; shared pages count for each of them. */
export function reachedLimit(members: readonly ProcessFacts[], limits: Limits): LimitName | null {
  const sum = (value: (member: ProcessFacts) => number) =>
    members.reduce((total, member) => total + value(member), 0);
  if (sum(({ threads }) => threads) >= limits.processes) return 'processes';
  if (sum(({ memory }) => memory) >= limits.memory) return 'memory';
  if (sum(({ cpu }) => cpu) >= limits.cpu) return 'cpu';
  return null;
}
