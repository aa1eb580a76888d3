/** What every reader of grades makes of a file: grades with their places, and what the file itself says of them. */
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import type { Grade } from '../grade.ts';

/** One grade, and where it stands, e.g. `grades.jsonl:17`. */
export interface Placed {
  readonly place: string;
  readonly grade: Grade;
  /** The pass mark of this very grade, where every grade may have its own. */
  readonly bar?: number;
}

export interface GradesFile {
  readonly path: string;
  /** E.g. `JSON lines`. */
  readonly format: string;
  readonly placed: readonly Placed[];
  /** The lowest and the highest mark, where the format or the file says so. */
  readonly range: Range | null;
  /** Graders that are programs with known conduct. */
  readonly simulated: readonly string[];
  /** Sentences: what this file cannot tell. */
  readonly limits: readonly string[];
}

export interface Range {
  readonly lowest: number;
  readonly highest: number;
}

/** What is not known of a grade is null. */
export const unknownGrade: Omit<Grade, 'item' | 'judge'> = {
  judgeFamily: null,
  subject: null,
  subjectFamily: null,
  mark: null,
  unmarked: null,
  rationale: null,
  position: null,
  order: null,
  at: null,
  control: null,
  truth: null,
  twin: null,
  cues: [],
  work: null,
};

/** Errors of every reader: a place, what is wrong there, and what to do. */
export function badGrades(place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-grades', `${place}: ${what}`, remedy, { place });
}

/** A value of a file within an error: short, and on one line. */
export function quoted(value: unknown): string {
  return printable(typeof value === 'string' ? JSON.stringify(value) : String(value), 60);
}

/** `1 grade`, `2 grades`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
