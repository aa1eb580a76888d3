/** Evaluations of agents as the log has them: they count for what was evaluated, and for nothing that it became since. */
import { canonical } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Recorded } from '../../../notary/records/record.ts';
import type { Evaluation, LeaseTerms } from './evidence.ts';

interface Evaluated {
  readonly agent: string;
  readonly weights: readonly Hash[];
  readonly configuration: Hash;
}

export interface Evaluations {
  take(record: Recorded): void;
  /** The latest that counts for an agent of these terms. Grades that decide nothing leave what was known as it was. */
  latestOf(evaluated: Evaluated, terms: Pick<LeaseTerms, 'evaluated'>): Evaluation | undefined;
  /** Milliseconds since 1970: the time of day, or the latest that a record has if a clock was put back since. */
  now(): number;
}

export function openEvaluations(wallMs: () => number = Date.now): Evaluations {
  const [found, graded] = [new Map<string, Evaluation>(), new Map<string, Evaluation>()];
  let latest = 0;
  return {
    take({ run, wall, kind, body }) {
      if (!run.startsWith('guard/')) return;
      latest = Math.max(latest, Date.parse(wall));
      if (kind !== 'agent.evaluated') return;
      const evaluation = { at: Date.parse(wall), by: body.by };
      if (body.grades === null) found.set(keyOf(body), evaluation);
      else if (body.grades.outcome !== 'undecided' && body.grades.alarms.length === 0)
        for (const kept of [found, graded])
          kept.set(keyOf(body), { ...evaluation, grades: body.grades.outcome });
    },
    latestOf: (evaluated, terms) => (terms.evaluated?.by === 'grades' ? graded : found).get(keyOf(evaluated)),
    now: () => Math.max(latest, wallMs()),
  };
}

function keyOf({ agent, weights, configuration }: Evaluated): string {
  return canonical([agent, weights, configuration]);
}
