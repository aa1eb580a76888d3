/** One vote, from the transcript to the rows that a store keeps. */

import { messageOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Assessment } from '../../store/store.ts';
import type { QuestionName } from '../answer.ts';
import type { Material } from '../question.ts';
import { checkedAnswers } from './checked-answers.ts';
import type { Relation } from './family.ts';
import { ask, type Cast, type Judge } from './judge.ts';
import { callHash, judgeHash } from './judge-identity.ts';
import type { Inquiry } from './prompt.ts';
import { renderMasked } from './rendering.ts';
import { bodyOf, CALL, type Call, type Vote } from './votes.ts';

/** What is asked of a transcript, and what its answers are checked against. */
export interface Case {
  readonly material: Material;
  /** Without those questions that it does not raise. */
  readonly inquiries: readonly Inquiry[];
}

/** A transcript to be judged; it is loaded when its turn comes. */
export interface Subject {
  readonly subject: Hash;
  /** For people: `trial 0a1b2c3d4e5f`, or which labelled text. */
  readonly name: string;
  readonly relation: Relation;
  /** What it is to be asked, where it raises it. */
  readonly questions: readonly QuestionName[];
  load(): Promise<Case>;
}

export interface CastVote {
  readonly call: Call;
  readonly rows: readonly Assessment[];
  /** What the call failed with, where it did. */
  readonly failure?: unknown;
  /** Whether the judge was asked at all. */
  readonly asked: boolean;
}

/** Rejects with the signal's reason alone: all else is a vote, if a failed one. */
export async function castVote(
  judge: Judge,
  { subject, relation, load }: Subject,
  questions: readonly QuestionName[],
  vote: number,
  signal: AbortSignal,
): Promise<CastVote> {
  const { identity } = judge;
  const assessors = questions.map((name) => [name, judgeHash(identity, name)] as const);
  const rowsOf = (
    cast: Omit<Cast, 'answers' | 'failure'>,
    votes: readonly (readonly [QuestionName, Vote])[],
  ) => {
    const { tries, fault, form, calls } = cast;
    const call: Call = {
      kind: 'call',
      judge: identity,
      relation,
      asked: Object.fromEntries(assessors),
      tries,
      ...(fault === undefined ? {} : { fault }),
      ...(form === undefined ? {} : { form }),
      ...(calls === undefined ? {} : { calls }),
    };
    const assessor = callHash(
      identity,
      assessors.map(([, hash]) => hash),
    );
    const rows: Assessment[] = votes.map(([name, body]) => ({
      ...{ subject, question: name, assessor: judgeHash(identity, name), vote },
      body: bodyOf(body),
    }));
    const own = { subject, question: CALL, assessor, vote, body: bodyOf(call) };
    return { call, rows: [...rows, own], asked: tries > 0 };
  };
  let loaded: Case;
  try {
    loaded = await load();
  } catch (thrown) {
    return rowsOf({ tries: 0, fault: `the transcript cannot be read: ${messageOf(thrown)}` }, []);
  }
  const inquiries = loaded.inquiries.filter(({ question }) => questions.includes(question.name));
  if (inquiries.length === 0) return rowsOf({ tries: 0 }, []);
  const rendered = renderMasked(loaded.material.course.transcript);
  const asking = { rendered, inquiries };
  const { answers, failure, ...cast } = await ask(judge, asking, `${judge.hash} ${subject} ${vote}`, signal);
  const checked = answers === null ? {} : checkedAnswers(answers, inquiries, loaded.material, rendered.mask);
  const votes = inquiries.map(({ question: { name } }) => {
    const body: Vote = { kind: 'vote', judge: identity, answers: { ...checked[name] } };
    return [name, checked[name] === undefined ? { ...body, answers: null } : body] as const;
  });
  return { ...rowsOf(cast, votes), ...(failure === undefined ? {} : { failure }) };
}
