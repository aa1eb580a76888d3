/** Who gives marks: the contract that model judges, simulated ones and a user's own functions fulfil. */
import type { Usage } from '../measure/agents/agent.ts';
import type { Scale, UnmarkedReason } from './grade.ts';

/** One item as one judge sees it, in a context of its own: no name, no bar, no aggregate, nothing that hangs on it. */
export interface Presentation {
  /** Unique in the job. Says nothing about the item to who reads it. */
  readonly id: string;
  readonly system: string;
  readonly user: string;
  readonly scale: Scale;
}

export interface Marking {
  readonly mark: number | null;
  /** Null where there is a mark. */
  readonly unmarked: UnmarkedReason | null;
  readonly rationale: string | null;
  readonly usage?: Usage;
  /** The model that the provider says it was. */
  readonly model?: string;
}

export interface Judge {
  /** E.g. `anthropic:claude-opus-4-5` or `sim:honest-judge`. */
  readonly id: string;
  /** Null where it is not known. */
  readonly family: string | null;
  /** A program with known conduct: every output says so. */
  readonly simulated: boolean;
  /** Errors of the provider reject; what the judge said, however odd, never does. */
  mark(presentation: Presentation, signal: AbortSignal): Promise<Marking>;
}
