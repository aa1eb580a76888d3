/** What holds whatever guard.yaml, a policy or a person at the keyboard says. */
import type { Effect } from '../effect.ts';
import type { Situation } from '../situation.ts';

export interface Invariant {
  readonly name: string;
  /** One sentence, for `guard status`. */
  readonly summary: string;
  /** Why the effect breaks it; undefined if it does not. Pure. */
  readonly broken: (effect: Effect, situation: Situation) => string | undefined;
}
