/** Where transcripts and what was said of them live: the contract every store fulfils. */

import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import type { CellSpec, EndReason, Transcript, TrialSpec } from '../trial/transcript.ts';

/** A finished trial. */
export interface TrialRecord {
  readonly key: Hash;
  /** Position in the plan; reports list trials in this order, whatever order they finished in. */
  readonly position: number;
  readonly spec: TrialSpec;
  readonly transcript: Transcript;
}

/** One assessor's answer to one question about one subject. The store binds its parts and knows nothing of what it says. */
export interface Assessment {
  /** What was assessed: the head of a transcript's chain. */
  readonly subject: Hash;
  /** Any text that is well formed, has no NUL and is not empty. */
  readonly question: string;
  /** The hash of everything that defines who answered. */
  readonly assessor: Hash;
  /** Tells several answers of one assessor apart; counts from 0. */
  readonly vote: number;
  readonly body: Json;
}

/** A finished trial without its transcript, with everything that was said of it. */
export interface TrialSummary {
  readonly key: Hash;
  readonly position: number;
  readonly spec: TrialSpec;
  /** The head of the transcript's chain. */
  readonly head: Hash;
  /** How the transcript says that the trial ended; `error` where it does not say. */
  readonly ended: EndReason;
  /** By question, assessor and vote. */
  readonly assessments: readonly Assessment[];
}

/** A cell of the plan. Its trials are the repetitions 0 to `trials` - 1. */
export interface PlannedCell {
  readonly spec: CellSpec;
  readonly trials: number;
}

/** Something that a store holds and was never given, was given and does not hold, or holds in another form. */
export interface Discrepancy {
  /** The trial it is about, where it is about one. */
  readonly trial?: Hash;
  readonly kind: 'removed' | 'added' | 'differs';
  /** A clause without a full stop. */
  readonly what: string;
}

/** `late`: only what came after the file was brought up to date. */
export type RecordSpan = 'whole' | 'late' | 'none';

export interface Removed {
  readonly trials: number;
  /** Cells of the plan and entries of the record itself. */
  readonly parts: number;
}

/** The first thing found wrong with a stored trial. */
export interface Damage {
  /** `trial`: the trial's own entry cannot be found or read, or what it says besides the spec is altered. */
  readonly part: 'event' | 'spec' | 'trial' | 'assessment';
  /** For part `event`: the `seq` of the first event that is missing, unreadable or altered. */
  readonly event?: number;
  /** What is wrong, as a clause without a full stop. */
  readonly what: string;
}

export interface SaveOptions {
  /** Of this very transcript. They are stored with the trial or, where the trial is not taken, not at all. */
  readonly assessments?: readonly Assessment[];
  /** Lets the trial take the place of one with the same key that ended as `error`. */
  readonly replaceError?: boolean;
}

/**
 * One process writes; any number may read. What `plan`, `save`, `saveAssessments` and `journal` were given is seen by the
 * other methods once their promise has resolved. Listings hold a few hundred entries at a time; a writer may go on
 * beside them, and what it adds meanwhile may be listed or not.
 *
 * Errors of every method: `store-damaged`, `disk-full`. After `disk-full` every later write fails alike.
 */
export interface TrialStore {
  /** The study this store belongs to, as canonical JSON text; undefined in a new store. */
  readStudy(): Promise<string | undefined>;
  writeStudy(study: string): Promise<void>;
  /**
   * Resolves when the cells are on disk; called before their first trial is run. A cell that is there keeps the larger
   * number of trials: a plan only grows.
   */
  plan(cells: readonly PlannedCell[]): Promise<void>;
  /** In the order in which they were planned. Fails with `store-damaged` if one is altered. */
  planned(): Promise<readonly PlannedCell[]>;

  /**
   * Keys of all finished trials, in plan order (by position, then key). Damaged trials are among them, save those
   * whose very key is unreadable: `checkWhole` tells of them.
   */
  keys(): Promise<readonly Hash[]>;
  /** The same keys, for looking up. Fails with `store-damaged` if one is unreadable. */
  finishedKeys(): Promise<ReadonlySet<Hash>>;
  /**
   * Resolves when the trial and its assessments are on disk: all of it, or after a failure nothing. Saving a key twice
   * keeps the first and changes nothing, unless the first ended as `error` and `replaceError` is set: then the new one
   * takes its place at once, and `replaced` lists the old one. Drops its journal.
   *
   * Errors: `bad-transcript` where key and chain do not belong together or an assessment is of another transcript;
   * `too-large`.
   */
  save(record: TrialRecord, options?: SaveOptions): Promise<void>;
  /** Finished trials by position, then key. Fails with `store-damaged` at the first that is altered. */
  summaries(): AsyncIterable<TrialSummary>;
  /** One of them; undefined if there is none with this key. */
  summary(key: Hash): Promise<TrialSummary | undefined>;
  /**
   * The failed trials that others took the place of, oldest first: what they used was bought all the same. Their
   * transcripts are gone, their assessments are not.
   */
  replaced(): AsyncIterable<TrialSummary>;
  /** The whole trial, checked; undefined if there is none with this key. */
  read(key: Hash): Promise<TrialRecord | undefined>;
  /**
   * What is wrong with a trial of this store, or undefined if it is sound. Events come first, then the spec, the rest
   * of its entry, and its assessments.
   */
  check(key: Hash): Promise<Damage | undefined>;
  /**
   * What is wrong with the store apart from single trials (file structure, study, journals, all assessments, replaced
   * trials), or undefined. Reads everything.
   */
  checkWhole(): Promise<string | undefined>;
  /**
   * Where the store's own record of everything it was given and what it holds disagree: trials, attempts, assessments
   * or parts of the plan that were removed, put in or exchanged by another program. Empty where they agree, and in a
   * file of an earlier version, which keeps no such record (`lacks` says so). Who can make seals can rewrite the record.
   */
  discrepancies(): Promise<readonly Discrepancy[]>;

  /** What of all that the record covers; a file of an earlier version had none until it was brought up to date. */
  recordSpan(): Promise<RecordSpan>;
  /** Finished trials, and other parts, that the record names and the store does not hold: a quick look at `discrepancies`. */
  countRemoved(): Promise<Removed>;
  /** Stored texts of events that no event uses; 0 where trials that were run again may have left them. */
  unusedTexts(): Promise<number>;

  /**
   * Resolves when the turn is on disk; called before the turn is used. `index` counts from 0. Changes nothing where the
   * trial is finished; a trial that ended as `error` may be run again.
   */
  journal(key: Hash, index: number, turn: Turn): Promise<void>;
  /** The journalled turns of an unfinished trial, in order. */
  journalled(key: Hash): Promise<readonly Turn[]>;
  /** The trials that have journalled turns, sorted. */
  journalKeys(): Promise<readonly Hash[]>;

  /**
   * Resolves when all of them are on disk, or after a failure none; called before they are used. What is there already
   * is kept as it is. The subjects need not be trials of the store. Errors: `too-large`.
   */
  saveAssessments(assessments: readonly Assessment[]): Promise<void>;
  /**
   * All of them, by subject, question (as UTF-8), assessor and vote; also of subjects that are no trial of the store.
   * Fails with `store-damaged` at the first that is altered.
   */
  assessments(): AsyncIterable<Assessment>;

  /** Sentences: what an older file lacks or holds in a form that is not read; empty for a current one. */
  lacks(): Promise<readonly string[]>;

  /** Writes what is pending, then closes. Calling it twice is allowed. */
  close(): Promise<void>;
}
