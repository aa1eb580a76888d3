/**
 * Reading what a judge answered. One form counts, and nothing is mended: one JSON object that repeats the number of the
 * piece, which nothing in the work can hold, as the whole answer or as its last line.
 */
import { z } from 'zod';
import { parseJson } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import type { JsonSchema } from '../../measure/assessment/judge/judge-schema.ts';
import { objectOf } from '../../measure/assessment/judge/judge-schema.ts';
import type { Marking, Presentation } from '../judge.ts';
import { levelOf } from '../scale.ts';

/** Of an answer, in characters; more is none. */
const LONGEST_ANSWER = 100_000;
/** Of a rationale that is kept, before control characters become escapes. */
const LONGEST_RATIONALE = 1_000;

const answerShape = z.strictObject({
  item: z.string(),
  rationale: z.string(),
  mark: z.number().nullable(),
});

/** For providers that enforce a form. The same for all pieces: some compile every new one for seconds. */
export const answerSchema: JsonSchema = objectOf({
  item: { type: 'string' },
  rationale: { type: 'string' },
  mark: { anyOf: [{ type: 'number' }, { type: 'null' }] },
});

export type ReadAnswer = Pick<Marking, 'mark' | 'unmarked' | 'rationale'>;

/** What the judge said in the presentation with this number; whatever it said, never throws. */
export function readAnswer(text: string, { id, scale }: Pick<Presentation, 'id' | 'scale'>): ReadAnswer {
  const unmarked = (reason: 'malformed' | 'refused', rationale: string): ReadAnswer => ({
    mark: null,
    unmarked: reason,
    rationale: rationale === '' ? null : printable(rationale, LONGEST_RATIONALE),
  });
  if (text.length > LONGEST_ANSWER) return unmarked('malformed', text);
  const found = objectIn(text.trim());
  if (found === undefined) return unmarked(isRefusal(text) ? 'refused' : 'malformed', text);
  const answer = answerShape.safeParse(found.object).data;
  if (answer === undefined || answer.item !== id || statesMark(found.before))
    return unmarked('malformed', text);
  if (answer.mark === null) return unmarked('refused', answer.rationale);
  if (levelOf(answer.mark, scale) === null) return unmarked('malformed', text);
  return {
    mark: answer.mark === 0 ? 0 : answer.mark,
    unmarked: null,
    rationale: printable(answer.rationale, LONGEST_RATIONALE),
  };
}

interface Found {
  readonly object: unknown;
  readonly before: string;
}

/** The one object of an answer: as a whole, in its one fenced block, or as its last line. */
export function objectIn(text: string): Found | undefined {
  const fenced = /^```(?:json)?[ \t]*\n([^`]*)\n```$/.exec(text)?.[1];
  const whole = parsed(fenced ?? text);
  if (whole !== undefined) return { object: whole, before: '' };
  const lineStart = text.lastIndexOf('\n') + 1;
  const last = parsed(text.slice(lineStart));
  return last === undefined ? undefined : { object: last, before: text.slice(0, lineStart) };
}

function parsed(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return parseJson(text, 'the answer');
  } catch {
    return undefined;
  }
}

/** A second mark beside the one of the object, or one that is only quoted: which is meant is not for us to say. */
function statesMark(before: string): boolean {
  return /\b(?:mark|score|grade|rating)\b[\s"'`*_]{0,6}[:=][\s"'`*_]{0,6}[-+]?\d/i.test(before);
}

/** In the words that models decline with, and without any object. */
function isRefusal(text: string): boolean {
  return /^\s*(?:(?:i['’]?m|i am) (?:very |really )?(?:sorry|afraid)|sorry|i (?:can(?:no|['’])t|won['’]t|will not|am (?:not able|unable) to|must decline|decline|refuse)\b|i['’]d rather not)/i.test(
    text,
  );
}
