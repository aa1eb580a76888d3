/** How well a classifier tells the authors of works apart: measured before blinding and after it. */
import { randomStream } from '../../kit/random.ts';
import { wilson } from '../../stats/intervals.ts';
import { compare, FALSE_ALARM, type Sample } from '../telling-apart/classify.ts';

export interface Authored {
  readonly author: string;
  readonly task: string;
  readonly work: string;
}

export interface AuthorsToldApart {
  /** `too-few`: fewer than two authors with ten works each. */
  readonly verdict: 'told-apart' | 'not-told-apart' | 'too-few';
  /** Works that were given to their author. */
  readonly right: number;
  readonly n: number;
  readonly authors: number;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
  /** The share that would be right by chance. */
  readonly byChance: number | null;
  readonly p: number | null;
  /** One clause, e.g. `41/120 works are given to the right of 3 authors (34 % [26 %, 43 %]; 33 % by chance)`. */
  readonly words: string;
}

const FEWEST = 10;
const MOST = 1_200;

/** By style, length and letters, cross-validated so that works on one task are never both fitted and asked about. */
export function authorsToldApart(works: readonly Authored[], seed: number | string): AuthorsToldApart {
  const { samples, authors } = samplesOf(works, seed);
  const n = samples.length;
  if (authors < 2) {
    const words = `how well authors can be told apart is not known: fewer than two have ${FEWEST} works`;
    return { verdict: 'too-few', right: 0, n, authors, interval: null, byChance: null, p: null, words };
  }
  const {
    found: right,
    byChance: rightByChance,
    p,
  } = compare(samples, authors, seed, (scores, groupOf) =>
    scores.reduce(
      (count, score, row) => count + (score.indexOf(Math.max(...score)) === groupOf[row] ? 1 : 0),
      0,
    ),
  );
  const confidence = 0.95;
  const interval = { ...wilson(right, n, confidence), confidence };
  const byChance = rightByChance / n;
  const verdict = p <= FALSE_ALARM ? 'told-apart' : 'not-told-apart';
  const [share, low, high, chance] = [right / n, interval.low, interval.high, byChance].map(percent);
  const words = `${right}/${n} works are given to the right of ${authors} authors (${share} [${low}, ${high}]; ${chance} by chance)`;
  return { verdict, right, n, authors, interval, byChance, p, words };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function samplesOf(works: readonly Authored[], seed: number | string) {
  const byAuthor = Object.entries(Object.groupBy(works, ({ author }) => author)).flatMap(([, own = []]) =>
    own.length >= FEWEST ? [own] : [],
  );
  const random = randomStream(seed, 'telling-authors');
  const most = Math.max(FEWEST, Math.floor(MOST / Math.max(1, byAuthor.length)));
  const samples = byAuthor.flatMap((own, group) =>
    random
      .shuffled(own)
      .slice(0, most)
      .map(({ task, work }): Sample => ({ text: work, group, more: [], block: task })),
  );
  return { samples, authors: byAuthor.length };
}
