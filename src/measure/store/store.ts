/** Where transcripts and outcomes live: the contract every store fulfils. */

import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
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

/** One vote of a judge. The store binds its parts and knows nothing of what it says. */
export interface StoredJudgement {
  /** What was judged: the head of a transcript's chain. */
  readonly subject: Hash;
  /** The hash of everything that defines the judge. */
  readonly judge: Hash;
  /** Counts from 0. */
  readonly vote: number;
  readonly body: Json;
}

/** The first thing found wrong with a stored trial. */
export interface Damage {
  /** `trial`: the trial's own entry cannot be found or read. */
  readonly part: 'event' | 'spec' | 'outcome' | 'trial';
  /** For part `event`: the `seq` of the first event that is missing, unreadable or altered. */
  readonly event?: number;
  /** What is wrong, as a clause without a full stop. */
  readonly what: string;
}

/**
 * One process writes; any number may read. What `save` and `journal` were given is seen by the other methods
 * once their promise has resolved.
 *
 * Errors of every method: `store-damaged`, `disk-full`. After `disk-full` every later write fails alike.
 */
export interface TrialStore {
  /** The study this store belongs to, as canonical JSON text; undefined in a new store. */
  readStudy(): string | undefined;
  writeStudy(study: string): void;

  /**
   * Keys of all finished trials, in plan order (by position, then key). Damaged trials are among them, save those
   * whose very key is unreadable: `checkWhole` tells of them.
   */
  keys(): readonly Hash[];
  /** The same keys, for looking up. Fails with `store-damaged` if one is unreadable. */
  finishedKeys(): ReadonlySet<Hash>;
  /**
   * Resolves when the trial is on disk. Saving a key twice keeps the first and changes nothing, unless the first is an
   * `error` and `replaceError` is set: then the new one takes its place at once, and `replaced` lists the old one.
   * Drops its journal. Errors: `bad-transcript` where key, chain or outcome do not belong together; `too-large`.
   */
  save(record: TrialRecord, options?: { readonly replaceError?: boolean }): Promise<void>;
  /** Finished trials by position, then key. Fails with `store-damaged` at the first that is altered. */
  summaries(): Iterable<TrialSummary>;
  /** The failed trials that others took the place of, oldest first: what they used was bought all the same. */
  replaced(): Iterable<TrialSummary>;
  /** The whole trial, checked; undefined if there is none with this key. */
  read(key: Hash): TrialRecord | undefined;
  /** What is wrong with a trial of this store, or undefined if it is sound. Events come first, then spec, then outcome. */
  check(key: Hash): Damage | undefined;
  /** What is wrong with the store apart from single trials (file structure, study, journals, judgements), or undefined. Reads everything. */
  checkWhole(): string | undefined;

  /**
   * Resolves when the turn is on disk; called before the turn is used. `index` counts from 0. Changes nothing where the
   * trial is finished; a trial that ended as `error` may be run again.
   */
  journal(key: Hash, index: number, turn: Turn): Promise<void>;
  /** The journalled turns of an unfinished trial, in order. */
  journalled(key: Hash): readonly Turn[];
  /** Resolves when the vote is on disk; called before it is used. A vote that is there already is kept as it is. */
  saveJudgement(judgement: StoredJudgement): Promise<void>;
  /** All votes, by subject, judge and number. Fails with `store-damaged` if one is altered. */
  judgements(): readonly StoredJudgement[];
  /** The trials that have journalled turns, sorted. */
  journalKeys(): readonly Hash[];

  /** Writes what is pending, then closes. Calling it twice is allowed. */
  close(): Promise<void>;
}
