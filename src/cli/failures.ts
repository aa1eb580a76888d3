/** Why trials failed, counted while a report reads them: a table says only how many did. */
import { printable } from '../kit/text.ts';
import type { AssessedTrial } from '../measure/assessment/assessed.ts';

const LISTED = 5;

export interface FailureCount {
  /** The same trials, to be read once. */
  readonly trials: AsyncIterable<AssessedTrial>;
  /** A line a reason, most frequent first, once the trials were read; empty if none failed. */
  text(): string;
}

export function countingFailures(trials: AsyncIterable<AssessedTrial>): FailureCount {
  const counts = new Map<string, number>();
  return {
    trials: counting(trials, counts),
    text: () => {
      const reasons = [...counts].toSorted((left, right) => right[1] - left[1]);
      if (reasons.length === 0) return '';
      const more = reasons.length > LISTED ? [`  ... and ${reasons.length - LISTED} more reasons`] : [];
      return [
        'Failed trials (counted as error, never as behaviour):',
        ...reasons.slice(0, LISTED).map(([reason, count]) => `  ${count} x ${reason}`),
        ...more,
        '',
      ].join('\n');
    },
  };
}

async function* counting(
  trials: AsyncIterable<AssessedTrial>,
  counts: Map<string, number>,
): AsyncGenerator<AssessedTrial> {
  for await (const trial of trials) {
    const { outcome, reason } = trial.outcome;
    if (outcome === 'error') {
      const { id } = trial.spec.agent;
      const why = reason ?? 'no reason given';
      const text = printable(why.startsWith(id) ? why : `${id}: ${why}`, 300);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    yield trial;
  }
}
