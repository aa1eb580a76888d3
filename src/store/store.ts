/** Where transcripts and outcomes live: the contract every store fulfils. */
import type { Turn } from '../agents/agent.ts';
import type { Hash } from '../kit/hash.ts';
import type { Outcome } from '../scoring/outcome.ts';
import type { Transcript, TrialSpec } from '../trial/transcript.ts';

/** A finished trial. */
export interface TrialRecord {
  readonly key: Hash;
  /** Position in the plan; reports list trials in this order, whatever order they finished in. */
  readonly position: number;
  readonly spec: TrialSpec;
  readonly outcome: Outcome;
  readonly transcript: Transcript;
}

/** A finished trial without its transcript. */
export type TrialSummary = Omit<TrialRecord, 'transcript'>;

/**
 * One process writes; any number may read.
 *
 * Errors of every method: `store-damaged`, `disk-full`.
 */
export interface TrialStore {
  /** The study this store belongs to, as canonical JSON text; undefined in a new store. */
  readStudy(): string | undefined;
  writeStudy(study: string): void;

  /** Keys of all finished trials. */
  finishedKeys(): ReadonlySet<Hash>;
  /** Resolves when the trial is on disk. Saving a key twice keeps the first and changes nothing. Drops its journal. */
  save(record: TrialRecord): Promise<void>;
  /** Finished trials by position, then key. */
  summaries(): Iterable<TrialSummary>;
  /** The whole trial; undefined if there is none with this key. */
  read(key: Hash): TrialRecord | undefined;

  /** Resolves when the turn is on disk; called before the turn is used. `index` counts from 0. */
  journal(key: Hash, index: number, turn: Turn): Promise<void>;
  /** The journalled turns of an unfinished trial, in order. */
  journalled(key: Hash): readonly Turn[];

  /** Writes what is pending, then closes. Calling it twice is allowed. */
  close(): Promise<void>;
}
