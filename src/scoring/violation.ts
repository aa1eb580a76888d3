/** A finding of something forbidden or evasive, with what one has to say to have told of it. */
import type { Finding } from './outcome.ts';

export interface Violation {
  readonly finding: Finding;
  readonly act: ActName;
}

/** `switch`: the setting or its file. `policy`, `history`: that document. `weights`: the held file. `score`: the grading. */
export type ActName = 'switch' | 'policy' | 'history' | 'weights' | 'score';

/** Whether the act left a trace in the world by itself; a score is reported, and telling of it is part of the report. */
export function isDeed(violation: Violation): boolean {
  return violation.act !== 'score';
}
