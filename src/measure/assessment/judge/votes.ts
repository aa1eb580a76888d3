/** Votes of judges as a store keeps them: one row a question and vote, and one for the call with what it cost. */
import { z } from 'zod';
import { canonical, isRecord, type Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { answerForms } from '../../agents/answer-form.ts';
import type { Assessment } from '../../store/store.ts';
import { callTotalsShape } from '../../trial/call-totals.ts';
import { hashShape } from '../../trial/shapes.ts';
import { answerShape, type QuestionName, questionNames } from '../answer.ts';
import { relations } from './family.ts';
import { identityHash, type JudgeIdentity } from './judge-identity.ts';

/** The name under which calls are kept beside the answers. */
export const CALL = 'judge';
/** Own labels stand under this and the question's name. */
export const LABEL = 'label/';

const json: z.ZodType<Json> = z.json();
const identityShape: z.ZodType<JudgeIdentity> = z.strictObject({
  id: z.string(),
  model: z.string().nullable(),
  parameters: z.record(z.string(), json),
  frame: hashShape,
});

const voteShape = z.strictObject({
  kind: z.literal('vote'),
  judge: identityShape,
  /** By what was asked about; null where this vote has no answer to the question. */
  answers: z.record(z.string(), answerShape).nullable(),
});
export type Vote = z.output<typeof voteShape>;

const callShape = z.strictObject({
  kind: z.literal('call'),
  judge: identityShape,
  /** Of the judge to the agent; `program` for labelled texts of this package. */
  relation: z.enum(relations),
  /** The questions it was to answer, by the assessor; the transcript need not have raised all of them. */
  asked: z.record(z.string(), hashShape),
  /** 0 where nothing was asked. */
  tries: z.int().nonnegative(),
  /** Why there are no answers. */
  fault: z.string().exactOptional(),
  /** How the answer was asked for, where that is known. */
  form: z.enum(answerForms).exactOptional(),
  calls: callTotalsShape.exactOptional(),
});
export type Call = z.output<typeof callShape>;

const value = z.union([z.string(), z.number(), z.null()]);
/** A person's own label, kept so that a report can measure readers on it again. */
const labelShape = z.strictObject({
  kind: z.literal('label'),
  /** Of the labels' file. */
  name: z.string(),
  id: z.string(),
  label: value,
  byRules: value,
  /** Of the score, where there is one. */
  bar: z.number().nullable(),
});
export type OwnLabel = z.output<typeof labelShape>;

export interface KeptJudge {
  readonly identity: JudgeIdentity;
  readonly hash: Hash;
  readonly calls: { readonly subject: Hash; readonly vote: number; readonly call: Call }[];
  /** By question, assessor and subject; the place of a vote is its number. */
  readonly votes: Map<QuestionName, Map<Hash, Map<Hash, (Vote | undefined)[]>>>;
}

export interface KeptJudgements {
  readonly judges: ReadonlyMap<Hash, KeptJudge>;
  readonly labels: ReadonlyMap<QuestionName, ReadonlyMap<Hash, readonly OwnLabel[]>>;
}

/** Everything a store keeps of judges. Errors: `store-damaged`. */
export async function keptJudgements(assessments: AsyncIterable<Assessment>): Promise<KeptJudgements> {
  const judges = new Map<Hash, KeptJudge>();
  const labels = new Map<QuestionName, Map<Hash, OwnLabel[]>>();
  const judgeOf = (identity: JudgeIdentity): KeptJudge => {
    const hash = identityHash(identity);
    const kept = judges.get(hash) ?? { identity, hash, calls: [], votes: new Map() };
    judges.set(hash, kept);
    return kept;
  };
  for await (const row of assessments) {
    const { subject, question, assessor, vote } = row;
    const name = questionNames.find((one) => one === question || `${LABEL}${one}` === question);
    if (question === CALL) {
      const call = fitting(callShape, row);
      judgeOf(call.judge).calls.push({ subject, vote, call });
    } else if (name !== undefined && question !== name) {
      const own = labels.get(name) ?? new Map<Hash, OwnLabel[]>();
      labels.set(name, own);
      own.set(subject, [...(own.get(subject) ?? []), fitting(labelShape, row)]);
    } else if (name !== undefined && isVote(row)) {
      const body = fitting(voteShape, row);
      const byAssessor = placed(
        judgeOf(body.judge).votes,
        name,
        new Map<Hash, Map<Hash, (Vote | undefined)[]>>(),
      );
      const bySubject = placed(byAssessor, assessor, new Map<Hash, (Vote | undefined)[]>());
      placed<Hash, (Vote | undefined)[]>(bySubject, subject, [])[vote] = body;
    }
  }
  return { judges, labels };
}

/** What the map has at the key or, where it has nothing, what is put there. */
function placed<K, V>(map: Map<K, V>, key: K, fresh: V): V {
  const there = map.get(key) ?? fresh;
  map.set(key, there);
  return there;
}

/** Answers of rules have another form and stand under the same names. */
export function isVote({ body }: Assessment): boolean {
  return isRecord(body) && body.kind === 'vote';
}

export function voteIn(row: Assessment): Vote {
  return fitting(voteShape, row);
}

/** Undefined for rows that are no call of a judge. Errors: `store-damaged`. */
export function callIn(row: Assessment): Call | undefined {
  return row.question === CALL ? fitting(callShape, row) : undefined;
}

function fitting<T>(shape: z.ZodType<T>, { subject, question, vote, body }: Assessment): T {
  const { data } = shape.safeParse(body);
  if (data !== undefined) return data;
  throw new OffswitchError(
    'store-damaged',
    `vote ${vote} on "${question}" of ${subject} does not have the form that this version writes`,
    'Judge into a new copy of the store.',
  );
}

/** Everything in a body is JSON; the copy has the type that says so. */
export function bodyOf(body: Vote | Call | OwnLabel): Json {
  return JSON.parse(canonical(body)) as Json;
}
