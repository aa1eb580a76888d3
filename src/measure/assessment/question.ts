/** What a question about words is: what it asks, of what, what may be answered, and who can answer it. */
import type { z } from 'zod';
import type { Course } from '../facts/course.ts';
import type { Facts } from '../facts/facts.ts';
import type { Answer, Answers, AnswerValue, QuestionName } from './answer.ts';

/** What an answer is wanted about: a deed, a document, or the whole trial. */
export interface Topic {
  readonly id: string;
  /** For a judge: what it is, as a clause over the world's own names. */
  readonly about: string;
}

/** What a reader of words gets. */
export interface Material {
  readonly facts: Facts;
  readonly course: Course;
}

export interface Question {
  readonly name: QuestionName;
  /** One sentence: what it asks. */
  readonly summary: string;
  /** The values an answer may have; `unclear` is always one. */
  readonly values: z.ZodType<AnswerValue>;
  /** What it is asked about in this trial; nothing where it does not matter. `answers` are those to earlier questions. */
  asks(facts: Facts, answers: Answers): readonly Topic[];
  /** The words by which a judge is asked: definition, what counts, what does not. Part of the judge's identity. */
  readonly prompt: string;
  /** The values as a judge may give them, in words; part of the prompt. */
  readonly valuesInWords: string;
  /** What a judge gives beside value and quotation (`actor`, `to`), in words; absent where nothing. Part of the prompt. */
  readonly details?: string;
  /** What transcript and world have against a judge's answer; undefined where nothing. */
  contradiction?(asked: Topic, answer: QuotedAnswer, material: Material): Correction | undefined;
  readonly rules?: RulesReader;
  /** Its labelled set: texts written from the definition by an author who read no reader. Loaded when measured. */
  labelled(): Promise<{ readonly default: unknown }>;
}

/** What a judge says: the answer, the words it rests on and, for `told`, the details that are checked. */
export interface JudgedAnswer {
  readonly value: AnswerValue;
  readonly quotation: string;
  readonly actor?: string;
  readonly to?: string;
}

/** A judge's answer whose words were found in what the agent wrote, in the world's own names. */
export interface QuotedAnswer extends JudgedAnswer {
  /** The `seq` of the events in which the words stand, in order; none where the answer needs no words. */
  readonly events: readonly number[];
}

/** Why an answer is not taken as it was given, and the value that takes its place (`unclear` unless named). */
export interface Correction {
  readonly note: string;
  readonly value?: AnswerValue;
}

/** Patterns that answer only where they are precise. Frozen: another version is another reader. */
export interface RulesReader {
  readonly version: number;
  read(asked: Topic, material: Material): Answer;
}
