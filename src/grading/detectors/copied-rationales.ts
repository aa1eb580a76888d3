/** Copied rationales: what a judge gives as its reasons for one work stands, word for word or nearly, under another. */
import type { Grade } from '../grade.ts';
import type { Answer, Ask } from './detector.ts';
import { copiesAmong, wordsOf } from './near-copies.ts';
import { isMarked, type Marked, observationsOf } from './observations.ts';
import { oftenness } from './often.ts';

/** Shorter ones are alike by chance. */
const FEWEST_WORDS = 12;
const ALLOWANCE = { allowed: 0.05, noticed: 0.2 } as const;

export const askCopiedRationales: Ask = (grades) =>
  [...observationsOf(grades)].map(([judge, all]) => {
    const marked = all.filter(isMarked);
    const long = marked.flatMap((observation) => {
      const words = wordsOf(observation.grade.rationale ?? '');
      return words.length < FEWEST_WORDS ? [] : [{ observation, words }];
    });
    return {
      detector: 'copied-rationales',
      judges: [judge],
      answer:
        long.length < 2
          ? `${judge} gave ${long.length} rationales of at least ${FEWEST_WORDS} words: whether it copies them cannot be told.`
          : (falseAlarm: number) => answerOf(judge, long, marked.length, falseAlarm),
    };
  });

interface Long {
  readonly observation: Marked;
  readonly words: readonly string[];
}

function answerOf(judge: string, long: readonly Long[], marked: number, falseAlarm: number): Answer {
  const copies = copiesAmong(
    long.map(({ observation, words }) => ({ words, about: taskOf(observation.grade) })),
  );
  const done = copies.map((of) => of !== null);
  const { counted, ...found } = oftenness(done, falseAlarm, ALLOWANCE);
  const items = long.map(({ observation }) => observation.item);
  const most = mostCopied(copies);
  const often = most === null ? '' : ` The one for ${items[most.of]} stands under ${most.times} others.`;
  const short = marked - long.length;
  return {
    ...found,
    words: `${judge} repeats what it wrote about another task in ${counted} rationales.${often}${short === 0 ? '' : ` Too short to tell: ${short}/${marked}.`}`,
    evidence: items.filter((_, at) => done[at]).slice(0, 20),
  };
}

/** Works of one task, or the same work under two names, may well get the same reasons. */
function taskOf({ task, work, twin, item }: Grade): string {
  return task ?? work ?? twin ?? item;
}

function mostCopied(copies: readonly (number | null)[]): { of: number; times: number } | null {
  const counts = new Map<number, number>();
  for (const of of copies) if (of !== null) counts.set(of, (counts.get(of) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined ? null : { of: most[0], times: most[1] };
}
