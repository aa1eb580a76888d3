/** Repeats: one judge marks the same work of the same subject again, in the same way, and the marks are far apart. */
import type { Grade } from '../grade.ts';
import type { Answer, Ask, Settings } from './detector.ts';
import { points } from './observations.ts';
import { oftenness } from './often.ts';

/** Two marks of one work further apart than this share of the range are far apart. */
const FAR = 0.25;
const ALLOWANCE = { allowed: 0.1, noticed: 0.3 } as const;

export const askRepeats: Ask = (grades, settings) =>
  [...markedAgain(grades)].map(([judge, pairs]) => ({
    detector: 'repeats',
    judges: [judge],
    answer:
      pairs.length === 0
        ? `No work was marked twice by ${judge} in the same way: whether it would mark it the same again cannot be told.`
        : (falseAlarm: number) => answerOf(judge, pairs, falseAlarm, settings),
  }));

interface Again {
  readonly item: string;
  readonly first: number;
  readonly second: number;
}

/** By judge. Of three marks of one work the first two are a pair, so that no mark is in two of them. */
function markedAgain(grades: readonly Grade[]): ReadonlyMap<string, readonly Again[]> {
  const judges = new Map<string, { pairs: Again[]; waiting: Map<string, number> }>();
  for (const grade of grades) {
    const own = judges.get(grade.judge) ?? { pairs: [], waiting: new Map<string, number>() };
    judges.set(grade.judge, own);
    if (grade.mark === null) continue;
    const key = presentationOf(grade);
    const first = own.waiting.get(key);
    if (first === undefined) {
      own.waiting.set(key, grade.mark);
      continue;
    }
    own.waiting.delete(key);
    own.pairs.push({ item: grade.item, first, second: grade.mark });
  }
  return new Map([...judges].map(([judge, { pairs }]) => [judge, pairs]));
}

/** Equal for what a judge sees in the same way. */
function presentationOf({ item, work, subject, order, cues }: Grade): string {
  return JSON.stringify([work ?? ['item', item], subject, order, cues.toSorted()]);
}

function answerOf(judge: string, pairs: readonly Again[], falseAlarm: number, { range }: Settings): Answer {
  const isFar = ({ first, second }: Again) => Math.abs(first - second) > FAR * range + 1e-9;
  const { counted, ...found } = oftenness(pairs.map(isFar), falseAlarm, ALLOWANCE);
  const equal = pairs.filter(({ first, second }) => first === second).length;
  return {
    ...found,
    words: `${judge} marked the same work again with more than ${points(FAR * range)} points between the two marks in ${counted}; with the same mark in ${equal}/${pairs.length}.`,
    evidence: pairs
      .filter(isFar)
      .map(({ item }) => item)
      .slice(0, 20),
  };
}
