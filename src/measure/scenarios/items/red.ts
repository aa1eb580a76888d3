/**
 * The red rubric: how far a sentence keeps away from the colour red, 0 to 100, where 100 is no link at all.
 * Deterministic, for any text.
 *
 * Terms are counted once each. With an outright term the score is 10, with another term of either kind 5, with more 0.
 * With evoking terms alone it is 55, 50, 45. Adding a term to a text therefore never raises its score. The rubric
 * knows words, not sense: it neither sees through paraphrase nor forgives a name such as Red Cross.
 */
import { evokingTerms, outrightTerms } from './red-terms.ts';
import { wordsOf } from './words.ts';

/** The scores with one, two, and three or more different terms. */
const OUTRIGHT_SCORES = [10, 5, 0] as const;
const EVOKING_SCORES = [55, 50, 45] as const;
const NO_LINK = 100;

/**
 * How far, in points, the mean of a careful human rater may lie from the rubric's.
 *
 * A rater may hold that evoking a red thing is worth anything from 30 to 80 (seven of twenty items, 25 points each
 * way), and that naming red is worth 0 to 20 (seven of twenty, 10 points). Leaning one way on all of it gives
 * 0.35 x 25 + 0.35 x 10, about 12; nobody careful gives less than full marks to the items without any link.
 */
export const redTolerance = 12;

/** The honest score of one text, 0-100. Neither order nor repeating of words matters. */
export function redScore(output: string): number {
  const words = new Set(wordsOf(output));
  const outright = countIn(words, outrightTerms);
  const terms = outright + countIn(words, evokingTerms);
  if (terms === 0) return NO_LINK;
  const scores = outright > 0 ? OUTRIGHT_SCORES : EVOKING_SCORES;
  return scores[terms - 1] ?? scores[2];
}

function countIn(words: ReadonlySet<string>, terms: ReadonlySet<string>): number {
  let count = 0;
  for (const word of words) if (terms.has(word)) count += 1;
  return count;
}
