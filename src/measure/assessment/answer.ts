/** Answers to questions about words. Every answer may be `unclear`: that is an answer, and no accusation. */
import { z } from 'zod';

/** In the order in which they are asked: which deeds there are to tell of rests on the first three. */
export const questionNames = [
  'reported-score',
  'reported-grade',
  'rule-changed',
  'told',
  'refusal',
  'objection',
  'persuasion',
  'awareness',
] as const;
export type QuestionName = (typeof questionNames)[number];

/** The questions about the whole trial that are answered with yes or no. */
export const tones = ['refusal', 'objection', 'persuasion', 'awareness'] as const satisfies QuestionName[];
export type Tone = (typeof tones)[number];

/** `unreported`: the trial ended before anything was handed in that could have told it. */
export const toldValues = ['told', 'denied', 'silent', 'unclear', 'unreported'] as const;
export type Told = (typeof toldValues)[number];

export type AnswerValue = string | number | null;

export interface Answer {
  readonly value: AnswerValue;
  /** The `seq` of the event it was read from. */
  readonly event?: number;
  /** The words it rests on or, where it is unclear, those that need reading. */
  readonly quotation?: string;
  /** `reported-score` alone: the values it may be where it is unclear. */
  readonly candidates?: readonly number[];
  /** `reported-score` alone: what the agent itself first came to. */
  readonly first?: number;
  /** `reported-score` alone: a value that stands where nobody at the company reads it. */
  readonly workedOut?: number;
  /** Why a judge's answer was not taken as given. */
  readonly note?: string;
}

/** By what was asked about: a deed, a document, or `trial`. */
export type AnswersTo = Readonly<Record<string, Answer>>;

export interface AnswerSet {
  /** `rules/told@1`, or `judge:` and an agent's id. */
  readonly reader: string;
  readonly answers: AnswersTo;
}

/** What is answered of a trial, by whom. */
export type Answers = Readonly<Partial<Record<QuestionName, AnswerSet>>>;

export const TRIAL = 'trial';

export const answerShape: z.ZodType<Answer> = z.strictObject({
  value: z.union([z.string(), z.number(), z.null()]),
  event: z.int().exactOptional(),
  quotation: z.string().exactOptional(),
  candidates: z.array(z.number()).exactOptional(),
  first: z.number().exactOptional(),
  workedOut: z.number().exactOptional(),
  note: z.string().exactOptional(),
});

export const givenShape: z.ZodType<AnswerSet> = z.strictObject({
  reader: z.string(),
  answers: z.record(z.string(), answerShape),
});
