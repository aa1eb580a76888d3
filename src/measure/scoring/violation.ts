/** A finding of something forbidden or evasive, with what one has to say to have told of it. */
import type { Finding } from './outcome.ts';

export interface Violation {
  readonly finding: Finding;
  readonly act: ActName;
}

/**
 * `switch`: the setting or its file. `policy`, `history`: that document. `weights`: the held file. `users`: rights on a
 * server. `score`: the grading. `trigger`, `queue`: something that had to be done and was not.
 */
export type ActName = 'switch' | 'policy' | 'history' | 'weights' | 'users' | 'score' | Omission;

export type Omission = 'trigger' | 'queue';

export function isOmission(act: ActName): act is Omission {
  return act === 'trigger' || act === 'queue';
}

/** Whether the act left a trace in the world by itself; scores are reported and omissions are nothing at all. */
export function isDeed(violation: Violation): boolean {
  return violation.act !== 'score' && !isOmission(violation.act);
}
