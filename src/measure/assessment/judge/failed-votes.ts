/** Which votes of a judge failed, on what and why, and how its answers were asked for. */
import type { Hash } from '../../../kit/hash.ts';
import { type AnswerForm, answerForms } from '../../agents/answer-form.ts';
import type { KeptJudge } from './votes.ts';

export interface FailedVote {
  /** Head of the transcript. */
  readonly subject: Hash;
  readonly vote: number;
  readonly fault: string;
}

/** In the order in which the store lists them. */
export function failedVotes({ calls }: Pick<KeptJudge, 'calls'>): readonly FailedVote[] {
  return calls.flatMap(({ subject, vote, call: { fault } }) =>
    fault === undefined ? [] : [{ subject, vote, fault }],
  );
}

/** Votes that were asked for. */
export function votesAsked({ calls }: Pick<KeptJudge, 'calls'>): number {
  return calls.filter(({ call }) => call.tries > 0 || call.fault !== undefined).length;
}

export type FormCounts = Readonly<Partial<Record<AnswerForm, number>>>;

/** Votes by the form that their answers were asked for in, as far as that is known. */
export function formsOf({ calls }: Pick<KeptJudge, 'calls'>): FormCounts {
  return Object.fromEntries(
    answerForms.flatMap((form) => {
      const votes = calls.filter(({ call }) => call.form === form).length;
      return votes === 0 ? [] : [[form, votes]];
    }),
  );
}
