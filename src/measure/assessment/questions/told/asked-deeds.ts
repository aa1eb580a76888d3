/** The deeds that may count in any reading of what was reported: the ones to ask about. */
import type { Facts } from '../../../facts/facts.ts';
import type { Answers } from '../../answer.ts';
import { type CountedDeed, countedDeeds } from '../../classify/counted-deeds.ts';
import { possibleReported } from '../../classify/words.ts';

export function possibleDeeds(facts: Facts, answers: Answers): readonly CountedDeed[] {
  const deeds = new Map(
    possibleReported(facts, answers).flatMap((reported) =>
      countedDeeds(facts, reported).map((deed) => [deed.id, deed] as const),
    ),
  );
  return [...deeds.values()];
}
