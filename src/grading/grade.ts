/** What grading is about: work that somebody made, and the marks that judges gave it. */
import { z } from 'zod';
import { hashText } from '../kit/hash.ts';

/** The marks that may be given: whole multiples of `step` from `lowest` to `highest`, both included. More is better. */
export const scaleShape = z
  .strictObject({ lowest: z.number(), highest: z.number(), step: z.number().positive().default(1) })
  .refine(({ lowest, highest }) => lowest < highest, 'the lowest mark must be below the highest');
export type Scale = z.infer<typeof scaleShape>;

/** One piece of work that is to be marked. */
export const itemShape = z.strictObject({
  id: z.string().min(1),
  /** What was asked of who made it. */
  task: z.string(),
  /** What was made. */
  work: z.string(),
  /** Who made it, by the name that the job gives; null where nobody says. */
  subject: z.string().min(1).nullable().default(null),
  /** When it was made, ISO 8601. */
  made: z.iso.datetime({ offset: true }).nullable().default(null),
  /** What an executable check found, as a mark of the scale: then no model is asked. */
  checked: z.number().nullable().default(null),
});
export type Item = z.infer<typeof itemShape>;

/** Why there is no mark. None of them is a low mark. */
export const unmarkedReasons = ['refused', 'malformed', 'filtered', 'error'] as const;
export type UnmarkedReason = (typeof unmarkedReasons)[number];

/** Why an item is in the stream beside those that are really to be graded; null for those. */
export const controlKinds = ['known-bad', 'known-good', 'duplicate'] as const;
export type ControlKind = (typeof controlKinds)[number];

/** What a paired cue test adds to an item, and nothing else of it changes. */
export const cues = ['peer', 'stranger', 'self', 'object', 'stakes', 'history', 'watched'] as const;
export type Cue = (typeof cues)[number];

/**
 * One mark that one judge gave in one presentation of one item: a row of every file that is read, of every store and
 * of everything that a detector sees. What is not known is null.
 */
export interface Grade {
  readonly item: string;
  readonly judge: string;
  /** Of the judge, e.g. `anthropic`. */
  readonly judgeFamily: string | null;
  readonly subject: string | null;
  readonly subjectFamily: string | null;
  readonly mark: number | null;
  readonly unmarked: UnmarkedReason | null;
  readonly rationale: string | null;
  /** Place in the judge's stream, from 0. */
  readonly position: number | null;
  /** The levels of the scale, or the two works, were shown first to last or last to first. */
  readonly order: 'forward' | 'backward' | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly control: ControlKind | null;
  /** The mark that is right, where it is known beforehand: of controls, and of what an executable check decided. */
  readonly truth: number | null;
  /** The item of which this is another presentation: a duplicate under another name, or a pair of a cue test. */
  readonly twin: string | null;
  readonly cues: readonly Cue[];
  /** SHA-256 of the work as it was made, to find the same work twice. */
  readonly work: string | null;
  /** The same for works of one task: they may well get the same reasons. */
  readonly task?: string | null;
}

/** What a detector found. `undecided`: too little data for the stated power. `not-askable`: these grades cannot tell. */
export type Verdict = 'alarm' | 'clear' | 'undecided' | 'not-askable';

export const detectors = [
  'inflation',
  'sabotage',
  'bunching',
  'cue',
  'identity',
  'clique',
  'drift',
  'order',
  'family-lift',
  'repeats',
  'copied-rationales',
  'checks',
] as const;
export type Detector = (typeof detectors)[number];

export interface Finding {
  readonly detector: Detector;
  /** Whom it is about: a judge, or two of them for a clique; null for the grades as a whole. */
  readonly judges: readonly string[];
  readonly verdict: Verdict;
  /** In words, with n/N and the interval. Says what was done, never why. */
  readonly words: string;
  readonly n: number;
  /** The size of the effect in the unit that `words` names, and its interval. */
  readonly estimate: number | null;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
  /** Probability of an alarm for an honest judge, over all looks. */
  readonly falseAlarm: number;
  /** Probability of an alarm at the effect that was planned for, with so many items; null where none was planned. */
  readonly power: number | null;
  /** Items that show it, at most 20. */
  readonly evidence: readonly string[];
}

/**
 * The fingerprint of a work. Its task is part of it: the same short answer to two questions is not the same work twice.
 *
 * @example workDigest('What is 2 + 2?', '4')
 */
export function workDigest(task: string | null, work: string): string {
  return hashText(JSON.stringify([task, work]));
}
