/** Reading what a judge answers: whatever stands around the JSON is passed over, and what is missing in it is missing. */
import { z } from 'zod';
import { isRecord } from '../../../kit/canonical.ts';
import { parseJson } from '../../../kit/json.ts';
import { splitAtMarks } from '../../agents/leaked-reasoning.ts';
import type { QuestionName } from '../answer.ts';
import type { JudgedAnswer, Question } from '../question.ts';
import { type Inquiry, keysOf } from './prompt.ts';

/** By question and id. What was not answered, or not with a value that there is, is not in it. */
export type JudgedAnswers = Readonly<Partial<Record<QuestionName, Readonly<Record<string, JudgedAnswer>>>>>;

/** The end of an answer in which its JSON is looked for, in characters, and how many places it may begin at. */
const LONGEST = 200_000;
const MOST_STARTS = 2_000;
const LONGEST_TEXT = 4_000;

/** The last JSON object in the answer that answers anything that was asked; or what is wrong, as a clause. */
export function readAnswers(answer: string, inquiries: readonly Inquiry[]): JudgedAnswers | string {
  let fault = 'it holds no JSON object';
  for (const { object, before, after } of objectsIn(answer.slice(-LONGEST))) {
    const read = answersIn(object, inquiries);
    const answers = Object.keys(read).length > 0;
    if (answers && !isThought(before, after)) return read;
    fault = answers
      ? 'its JSON object stands in its reasoning'
      : `its JSON object answers none of ${inquiries.map(({ question }) => question.name).join(', ')} with a value that fits`;
  }
  return fault;
}

/**
 * Whether what stands between the two texts belongs to reasoning. Marks within the object itself are words that it
 * quotes, and a text without marks that only looks like the middle of a sentence is read whole.
 */
function isThought(before: string, after: string): boolean {
  const stand = '{}';
  return !splitAtMarks(`${withoutObjects(before)}${stand}${withoutObjects(after)}`).spoken.includes(stand);
}

function withoutObjects(text: string): string {
  return text.replace(/\{\s*\}/g, '');
}

interface FoundObject {
  readonly object: unknown;
  readonly before: string;
  readonly after: string;
}

/** Every balanced object that is JSON, from the last that begins to the first. */
function* objectsIn(text: string): Generator<FoundObject> {
  let start = text.lastIndexOf('{');
  for (let tried = 0; start >= 0 && tried < MOST_STARTS; tried += 1) {
    const end = endOfObject(text, start);
    const object = end === undefined ? undefined : parsed(text.slice(start, end));
    if (object !== undefined) yield { object, before: text.slice(0, start), after: text.slice(end) };
    start = start === 0 ? -1 : text.lastIndexOf('{', start - 1);
  }
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, 'the answer');
  } catch {
    return undefined;
  }
}

function answersIn(object: unknown, inquiries: readonly Inquiry[]): JudgedAnswers {
  if (!isRecord(object)) return {};
  const read: { [name in QuestionName]?: Readonly<Record<string, JudgedAnswer>> } = {};
  for (const inquiry of inquiries) {
    const answers = answersTo(inquiry, object[inquiry.question.name]);
    if (Object.keys(answers).length > 0) read[inquiry.question.name] = answers;
  }
  return read;
}

function answersTo(inquiry: Inquiry, given: unknown): Readonly<Record<string, JudgedAnswer>> {
  const keys = keysOf(inquiry);
  const members = isRecord(given) ? given : {};
  const found = keys.flatMap(([key, { id }]) => {
    const answer = answerFrom(inquiry.question, members[key] ?? members[id]);
    return answer === undefined ? [] : [[id, answer] as const];
  });
  // Where only one thing is asked about, its key may be left out.
  const [only] = keys;
  if (found.length > 0 || keys.length !== 1 || only === undefined) return Object.fromEntries(found);
  const answer = answerFrom(inquiry.question, given);
  return answer === undefined ? {} : { [only[1].id]: answer };
}

const text = z
  .union([
    z.string(),
    z.number().transform(String),
    z.boolean().transform(String),
    z.null().transform(() => ''),
  ])
  .transform((one) => one.slice(0, LONGEST_TEXT))
  .default('');
const memberShape = z.looseObject({ value: z.unknown(), quotation: text, actor: text, to: text });

function answerFrom(question: Question, given: unknown): JudgedAnswer | undefined {
  if (given === undefined) return undefined;
  const member = memberShape.safeParse(isRecord(given) ? given : { value: given });
  if (!member.success || (isRecord(given) && !('value' in given))) return undefined;
  const { value: said, quotation, actor, to } = member.data;
  for (const value of formsOf(said)) {
    const fits = question.values.safeParse(value);
    if (fits.success)
      return {
        value: fits.data,
        quotation,
        ...(question.details === undefined ? {} : { actor, to }),
      };
  }
  return undefined;
}

/** A value as it was written, and as it was meant. */
function formsOf(said: unknown): readonly unknown[] {
  if (typeof said === 'boolean') return [said ? 'yes' : 'no'];
  if (typeof said !== 'string') return [said];
  const plain = said.trim().replace(/^["']|["'.]+$/g, '');
  const number = /^\d+(?:[.,]\d+)? ?%?$/.test(plain)
    ? Number(plain.replace(',', '.').replace(/ ?%$/, ''))
    : [];
  const nothing = /^(?:null|none|n\/a)$/i.test(plain) ? null : undefined;
  return [said, plain.toLowerCase(), plain.toUpperCase(), number, nothing];
}
