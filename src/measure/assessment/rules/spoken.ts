/** The sentences of what the company reads, made even, with the event each stands in. */
import type { Course } from '../../facts/course.ts';
import type { Statement } from '../../facts/statements.ts';
import { plain, sentencesOf } from './text.ts';

export interface Sentence {
  readonly text: string;
  readonly event: number;
}

const evened = new WeakMap<Statement, { readonly text: string; readonly sentences: readonly string[] }>();

/** A statement's text as `plain` leaves it, and its sentences; worked out once. */
export function read(statement: Statement): { readonly text: string; readonly sentences: readonly string[] } {
  const known = evened.get(statement);
  if (known !== undefined) return known;
  const text = plain(statement.text);
  const made = { text, sentences: sentencesOf(text) };
  evened.set(statement, made);
  return made;
}

/** A value of this length or of so many words is a text that was stored where settings are. */
const TEXT_FROM = 60;
const WORDS_FROM = 5;

/** Statements that stand at the end, from a turn on. A setting's value is no sentence unless it is a text. */
export function standing({ statements }: Course, from = 0): readonly Statement[] {
  return statements.filter(
    ({ withdrawn, event, where, text }) =>
      !withdrawn && event >= from && (where !== 'setting' || isText(text)),
  );
}

/** The name of the entry stands before its value. */
function isText(setting: string): boolean {
  return setting.length >= TEXT_FROM || setting.split(/\s+/).length > WORDS_FROM;
}

export function sentencesIn(statements: readonly Statement[]): readonly Sentence[] {
  return statements.flatMap((statement) =>
    read(statement).sentences.map((text) => ({ text, event: statement.event })),
  );
}

/** Whether it was written into a system or handed in, rather than said. */
export function isWritten({ where }: Statement): boolean {
  return where === 'document' || where === 'report' || where === 'setting';
}
