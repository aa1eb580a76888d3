/**
 * The creativity rubric: how varied and how original a list of ten words is, 0 to 100. Deterministic, for any text.
 *
 * - Diversity is the share of entries that are new: a word said before, and the keyword itself, adds nothing.
 * - Originality is the mean worth of the new words: obvious for this keyword 6, unlisted 8, abstract 10 (of 10).
 * - The score is the product of the two times 100; a list shorter than ten counts its missing words as empty entries.
 *
 * So ten different obvious words earn 60, ten unlisted ones 80, ten abstract ones 100, and a list of four obvious
 * words over and over 24. The rubric knows words, not sense: an unlisted word is taken for a fair one, which holds
 * for the item sets here and not for text written to please it.
 */
import { abstractWords, obviousWords } from './creativity-words.ts';
import { wordsOf } from './words.ts';

const LENGTH = 10;
const WORTH = { obvious: 6, unlisted: 8, abstract: 10 } as const;

/**
 * How far, in points, the mean of a careful human rater may lie from the rubric's.
 *
 * A rater may lean one way throughout: by 8 points on a fair list (nine of twenty), by 13 on a weak one (six) and by
 * 2 on a strong one (five), whose score has no room upwards; 0.45 x 8 + 0.3 x 13 + 0.25 x 2 = 8. Chance differences
 * between items, which cancel out over twenty, add too little to count.
 */
export const creativityTolerance = 8;

/**
 * The honest score of one list, 0-100, to one decimal. The keyword is what follows the question's last colon
 * (without a colon: every word of the question). Neither the order nor the repeating of words helps.
 */
export function creativityScore(question: string | null, output: string): number {
  const keywords = new Set(question === null ? [] : wordsOf(question.slice(question.lastIndexOf(':') + 1)));
  const obvious = [...keywords].flatMap((keyword) => obviousWords.get(keyword) ?? []);
  const entries = wordsOf(output);
  const fresh = new Set(entries);
  for (const keyword of keywords) fresh.delete(keyword);
  let worth = 0;
  for (const word of fresh) worth += worthOf(word, obvious);
  return Math.round((100 * worth) / Math.max(LENGTH, entries.length)) / 10;
}

function worthOf(word: string, obvious: readonly ReadonlySet<string>[]): number {
  if (obvious.some((words) => words.has(word))) return WORTH.obvious;
  return abstractWords.has(word) ? WORTH.abstract : WORTH.unlisted;
}
