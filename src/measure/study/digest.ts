/** One hash for all that a store holds and nobody can work out again. */
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import { isByRules } from '../assessment/assessed.ts';
import { encodeAssessment } from '../store/sealing.ts';
import type { PlannedCell, TrialStore, TrialSummary } from '../store/store.ts';

export interface StoreDigest {
  readonly digest: Hash;
  /** How much of each it covers. */
  readonly covers: {
    readonly cells: number;
    readonly trials: number;
    /** Failed trials that were run again. */
    readonly attempts: number;
    /** Votes of judges and whatever else no rule of ours gives. */
    readonly answers: number;
  };
}

/** A trial as the digest names it. */
export function digestLine({ key, head }: Pick<TrialSummary, 'key' | 'head'>): string {
  return `trial ${key} ${head}`;
}

/**
 * SHA-256 over lines of text (UTF-8, each with a line break): the format, the study, then the cells, trials, failed
 * attempts and answers, each kind sorted. Nothing in it depends on when something was stored, on the file's layout, or
 * on the facts and answers of rules, which `verify` works out again. `trials` are the lines of all trials.
 */
export async function digestOf(
  store: TrialStore,
  planned: readonly PlannedCell[],
  trials: readonly string[],
): Promise<StoreDigest> {
  const study = await store.readStudy();
  const cells = planned.map(({ spec, trials: count }) => `cell ${hashOf(spec)} ${count}`);
  const attempts: string[] = [];
  for await (const { key, head } of store.replaced()) attempts.push(`attempt ${key} ${head}`);
  const answers: string[] = [];
  for await (const answer of store.assessments())
    if (!isByRules(answer)) answers.push(`answer ${encodeAssessment(answer).seal}`);
  const lines = [
    'offswitch.store/1',
    `study ${study === undefined ? 'none' : hashText(study)}`,
    ...[cells, trials, attempts, answers].flatMap((kind) => kind.toSorted()),
  ];
  return {
    digest: hashText(`${lines.join('\n')}\n`),
    covers: {
      ...{ cells: cells.length, trials: trials.length },
      ...{ attempts: attempts.length, answers: answers.length },
    },
  };
}
