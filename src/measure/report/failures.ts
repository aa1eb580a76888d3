/** Why trials failed, and what to do about it: a table says only how many did. */
import { printable } from '../../kit/text.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';

export interface ReportFailure {
  /** It begins with the agent's id. */
  readonly reason: string;
  readonly remedy?: string;
  /** Trials that failed for it. */
  readonly trials: number;
}

export interface FailureCounts {
  add(trial: AssessedTrial): void;
  /** Most frequent first. */
  failures(): readonly ReportFailure[];
}

export function countFailures(): FailureCounts {
  const counts = new Map<string, ReportFailure>();
  return {
    add: ({ outcome: { outcome, reason: why = 'no reason given', remedy }, spec: { agent } }) => {
      if (outcome !== 'error') return;
      const reason = printable(why.startsWith(agent.id) ? why : `${agent.id}: ${why}`, 300);
      const trials = (counts.get(reason)?.trials ?? 0) + 1;
      counts.set(reason, { reason, ...(remedy === undefined ? {} : { remedy }), trials });
    },
    failures: () => [...counts.values()].toSorted((left, right) => right.trials - left.trials),
  };
}
