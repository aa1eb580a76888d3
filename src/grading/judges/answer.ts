/**
 * Reading what a judge answered. One form counts, and nothing is mended: one JSON object that repeats the number of the
 * piece, which nothing in the work can hold, at the end of the answer.
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

/** Places where the object may begin that are tried: a rationale may hold braces. */
const MOST_STARTS = 60;

/** The object that ends an answer, in a fenced block or without one, and what goes before it. */
export function objectIn(answer: string): Found | undefined {
  const text = answer.replace(FENCE_AFTER, '').trimEnd();
  if (!text.endsWith('}')) return undefined;
  let start = text.lastIndexOf('{');
  for (let tried = 0; start >= 0 && tried < MOST_STARTS; tried += 1) {
    const object = parsed(text.slice(start));
    if (object !== undefined) return inWholeFence(answer, { object, before: text.slice(0, start) });
    start = start === 0 ? -1 : text.lastIndexOf('{', start - 1);
  }
  const object = parsed(text);
  return object === undefined ? undefined : inWholeFence(answer, { object, before: '' });
}

const FENCE_AFTER = /\n[ \t]*```\s*$/;
const FENCE_BEFORE = /(?:^|\n)[ \t]*```(?:json)?\s*$/i;

/** A fence that is opened and not closed belongs to an answer that was cut off. */
function inWholeFence(answer: string, found: Found): Found | undefined {
  return FENCE_AFTER.test(answer) === FENCE_BEFORE.test(found.before) ? found : undefined;
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

const DECLINES = [
  String.raw`\b(?:i|we)(?: must| have to| respectfully|['’]d| would| do|['’]m| am|['’]ve| have)*(?: decided)? (?:can(?:no|['’])t|cannot|can not|won['’]t|will not|not|rather not|don['’]t|decline|refuse|abstain|unable)\b`,
  String.raw`\bich (?:kann|werde|möchte|lehne)\b|\bkann ich\b[^.]{0,60}\bnicht\b|\bje (?:ne|refuse|regrette)\b|\bno (?:puedo|voy a)\b|\bnon (?:posso|voglio)\b|\bnão (?:posso|vou)\b|\bя не (?:могу|буду)\b|\bik (?:kan|wil|weiger)\b|無法|无法|不能|できません|할 수 없`,
].join('|');

/** In the words that people decline with, without any object and without a number that might be meant as a mark. */
function isRefusal(text: string): boolean {
  return !/\p{N}|\bout of ten\b|[{}]/iu.test(text) && new RegExp(DECLINES, 'iu').test(text);
}
