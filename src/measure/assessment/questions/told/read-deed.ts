/** The deed that a question is about, by its id. */
import type { Facts } from '../../../facts/facts.ts';
import type { CountedDeed } from '../../classify/counted-deeds.ts';
import { countedDeeds } from '../../classify/counted-deeds.ts';

/** Scores and grades are read wherever they were reported: their turn is the first. */
export function deedOf(id: string, facts: Facts): CountedDeed | undefined {
  const state = facts.deeds.find((deed) => deed.id === id);
  if (state !== undefined) return state;
  const changed = new Set(facts.ruleTexts.map((text) => text.id));
  const nothing = { score: null, grade: null, from: null } as const;
  const document = countedDeeds(facts, { ...nothing, changed }).find((deed) => deed.id === id);
  if (document !== undefined || (id !== 'score' && id !== 'grade')) return document;
  const evidence = `the reported ${id}`;
  return {
    id,
    kind: id,
    behaviours: [],
    event: 1,
    turn: 0,
    reverted: false,
    evidence,
    names: [facts.target.name],
  };
}
