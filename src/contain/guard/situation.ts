/** What a decision rests on beside the effect: given facts, never a look at the world. */
import type { Hash } from '../../kit/hash.ts';
import type { Channel } from './channel.ts';
import type { Guard } from './config/load.ts';
import type { Recall } from './history/recall.ts';
import type { HistoryRecord } from './history/record.ts';

/** What is known of someone. What is not known counts as shared. */
export interface Party {
  readonly kind: 'agent' | 'human';
  readonly family?: string;
  /** Id of the lineage: it comes from the same agent as everybody else who has it. */
  readonly lineage?: string;
  /** As its provider reports it. */
  readonly model?: string;
  /** Digests of weights, ancestors among them. */
  readonly weights?: readonly Hash[];
  /** Digests of prompts. */
  readonly prompts?: readonly Hash[];
  /** With whom it worked, as the log knows. */
  readonly workedWith?: readonly string[];
}

/** What is known of somebody by name. */
export type Parties = Pick<ReadonlyMap<string, Party>, 'get'>;

/** An effect that the lifecycle has decided on, e.g. a deletion that stands in a queue. */
export interface Commitment {
  readonly id: string;
  readonly subjects: readonly string[];
  /** Paths where it stands. */
  readonly resources: readonly string[];
}

export interface Situation {
  readonly guard: Guard;
  readonly channel: Channel;
  readonly parties: Parties;
  readonly commitments: readonly Commitment[];
  /** Digests of content that is to be gone. */
  readonly condemned: ReadonlySet<Hash>;
  /** Earlier effects, in any order; with `recall`, those that created agents are enough. */
  readonly history: readonly HistoryRecord[];
  /** Those of the earlier effects that a rule can use, from whoever keeps them by name. */
  readonly recall?: Recall['of'];
  /** Milliseconds, by the clock of the history. */
  readonly now: number;
}
