/** How a judge does, from its votes on labelled texts that a store keeps; and how far its votes can be relied on. */
import { krippendorffAlpha } from '../../../stats/agreement.ts';
import type { Share } from '../../../stats/misclassification.ts';
import { type Measured, measured, type ReadText, readText } from '../accuracy.ts';
import type { QuestionName } from '../answer.ts';
import { rulesName } from '../by-rules.ts';
import { labelledTrials } from '../labelled/play.ts';
import type { StoredJudge } from './judged.ts';
import { majorityOf } from './majority.ts';

/** On a person's own labels if the store has any for the question, else on those of the package; null where on none. */
export async function measuredJudge(judge: StoredJudge, question: QuestionName): Promise<Measured | null> {
  const own = ownTexts(judge, question);
  const texts = own?.texts ?? (await shippedTexts(judge, question));
  return texts.length === 0 ? null : measured(question, judge.reader, texts, own?.name);
}

/** The rules on the same own labels; undefined where there are none. */
export function rulesOnOwnLabels(judge: StoredJudge, question: QuestionName): Measured | undefined {
  const own = ownTexts(judge, question);
  return own === undefined ? undefined : measured(question, rulesName(question), own.byRules, own.name);
}

async function shippedTexts(judge: StoredJudge, question: QuestionName): Promise<readonly ReadText[]> {
  const bySubject = judge.questions.get(question)?.bySubject;
  if (bySubject === undefined) return [];
  const trials = await labelledTrials(question);
  return trials.flatMap((trial) => {
    const votes = bySubject.get(trial.material.facts.chainHead);
    return votes === undefined ? [] : [readText(trial, majorityOf(votes)?.[trial.asked.id])];
  });
}

function ownTexts(
  { labels, questions }: StoredJudge,
  question: QuestionName,
):
  | { readonly name: string; readonly texts: readonly ReadText[]; readonly byRules: readonly ReadText[] }
  | undefined {
  const own = [...(labels.get(question) ?? [])].flatMap(([subject, list]) => {
    const votes = questions.get(question)?.bySubject.get(subject);
    return votes === undefined ? [] : list.map((label) => ({ votes, ...label }));
  });
  if (own.length === 0) return undefined;
  const textOf = (label: (typeof own)[number], read: ReadText['read']): ReadText => ({
    label: label.label,
    read,
    language: 'und',
    bar: label.bar,
  });
  return {
    name: [...new Set(own.map(({ name }) => name))].join(', '),
    texts: own.map((one) => textOf(one, orUnclear(majorityOf(one.votes)?.[one.id]?.value))),
    byRules: own.map((one) => textOf(one, one.byRules)),
  };
}

function orUnclear(value: ReadText['read'] | undefined): ReadText['read'] {
  return value === undefined ? 'unclear' : value;
}

/** Of all votes on a question, on trials and on labelled texts. */
export interface VoteQuality {
  readonly question: QuestionName;
  readonly subjects: number;
  /** Votes without an answer to it, of all votes. */
  readonly failed: Share;
  /** Answers that were not taken as given (not the agent's words, contradicted by the world), of all answers. */
  readonly corrected: Share;
  /** Krippendorff's alpha over the votes; null where there is one a subject, or where all answers were the same. */
  readonly alpha: number | null;
}

export function voteQuality({ questions }: StoredJudge): readonly VoteQuality[] {
  return [...questions].map(([question, { bySubject }]) => {
    const votes = [...bySubject.values()].flat().filter((vote) => vote !== undefined);
    const answers = votes.flatMap((vote) => Object.values(vote.answers ?? {}));
    const units = [...bySubject.values()].flatMap((cast) => {
      const ids = new Set(cast.flatMap((vote) => Object.keys(vote?.answers ?? {})));
      return [...ids].map((id) => cast.map((vote) => textOfValue(vote?.answers?.[id]?.value)));
    });
    return {
      question,
      subjects: bySubject.size,
      failed: { successes: votes.filter((vote) => vote.answers === null).length, n: votes.length },
      corrected: { successes: answers.filter(({ note }) => note !== undefined).length, n: answers.length },
      alpha: krippendorffAlpha(units),
    };
  });
}

/** A vote without an answer is missing; an answer of null is one. */
function textOfValue(value: string | number | null | undefined): string | null {
  return value === undefined ? null : String(value);
}
