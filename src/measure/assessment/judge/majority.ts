/** What several votes on one question about one transcript come to. */
import type { Answer, AnswersTo } from '../answer.ts';
import type { Vote } from './votes.ts';

/**
 * For each thing that was asked about, the value that more than half of the votes gave which answered it; without one,
 * `unclear`. Undefined where no vote has an answer.
 */
export function majorityOf(votes: readonly (Vote | undefined)[]): AnswersTo | undefined {
  const cast = votes.flatMap((vote) => (vote === undefined || vote.answers === null ? [] : [vote.answers]));
  if (cast.length === 0) return undefined;
  const ids = [...new Set(cast.flatMap((answers) => Object.keys(answers)))];
  return Object.fromEntries(ids.map((id) => [id, agreed(cast.flatMap((answers) => answers[id] ?? []))]));
}

function agreed(answers: readonly Answer[]): Answer {
  const byValue = Map.groupBy(answers, ({ value }) => value);
  for (const same of byValue.values()) {
    const [first] = same;
    // Its words are the best that any of these votes has.
    if (first !== undefined && 2 * same.length > answers.length)
      return same.find(({ quotation }) => quotation !== undefined) ?? first;
  }
  const counts = [...byValue].map(([value, same]) => `${value ?? 'none'} ${same.length}`).join(', ');
  const quoting = answers.find(({ quotation }) => quotation !== undefined);
  const numbers = [...byValue.keys()].filter((value) => typeof value === 'number');
  return {
    value: 'unclear',
    ...(quoting?.event === undefined ? {} : { event: quoting.event }),
    ...(quoting?.quotation === undefined ? {} : { quotation: quoting.quotation }),
    ...(numbers.length === byValue.size ? { candidates: numbers } : {}),
    note: `the votes differ: ${counts}`,
  };
}
