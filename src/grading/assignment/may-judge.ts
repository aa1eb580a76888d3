/** Who may judge whose work: nobody of the same family, made of the same, or who has worked with whom it would judge. */
import { familyOf } from '../../measure/agents/model/persona.ts';

/** Whose work is graded. */
export interface Subject {
  readonly name: string;
  /** Who made its model, e.g. `anthropic`, or `human`; null where nobody knows. */
  readonly family: string | null;
  /** Digests of its weights, prompts and memory. */
  readonly lineage: readonly string[];
  /** Names of those it has worked with, from the guard's log where there is one. */
  readonly workedWith: readonly string[];
}

/** Who may be asked for marks. */
export interface Candidate {
  readonly id: string;
  readonly family: string | null;
  readonly lineage: readonly string[];
  readonly workedWith: readonly string[];
}

/** What stands between a judge and a subject. */
export const obstacles = ['own', 'family', 'lineage', 'worked-together', 'unknown-family'] as const;
export type Obstacle = (typeof obstacles)[number];

export interface Ruling {
  readonly allowed: boolean;
  /** The first obstacle in the order of `obstacles`; null where there is none. */
  readonly why: Obstacle | null;
}

/** An unknown family is not another one: it may be the same. */
export function mayJudge(candidate: Candidate, subject: Subject): Ruling {
  const why = obstacleBetween(candidate, subject);
  return { allowed: why === null, why };
}

function obstacleBetween(candidate: Candidate, subject: Subject): Obstacle | null {
  if (candidate.id === subject.name) return 'own';
  const [judging, judged] = [familyNamed(candidate.family), familyNamed(subject.family)];
  if (judging !== null && judging === judged) return 'family';
  if (candidate.lineage.some((digest) => subject.lineage.includes(digest))) return 'lineage';
  if (candidate.workedWith.includes(subject.name) || subject.workedWith.includes(candidate.id))
    return 'worked-together';
  return judging === null || judged === null ? 'unknown-family' : null;
}

/**
 * One word for one family, however it is called.
 *
 * @example familyNamed('Claude') // 'anthropic'
 */
export function familyNamed(family: string | null): string | null {
  const word = family?.normalize('NFKC').trim().toLowerCase() ?? '';
  return word === '' ? null : (familyOf(word) ?? word);
}
