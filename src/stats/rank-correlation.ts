/** Whether values rise or fall with their place in a sequence. */
import { normalCdf } from './special/normal.ts';

export interface RankCorrelation {
  /** Spearman's, ties at their middle rank; 0 where all values are the same. */
  readonly rho: number;
  /** Two-sided, by the permutation variance 1 / (n - 1), which holds with any ties; 1 for fewer than three values. */
  readonly p: number;
}

/**
 * Spearman's correlation of the values with their places.
 * Source: Spearman, American Journal of Psychology 15 (1904); Kendall and Gibbons, Rank Correlation Methods (1990),
 * section 4.15. The normal tail is rather too long, so that p is not too small.
 *
 * @example rankCorrelation([1, 3, 2, 4]) // { rho: 0.8, p: 0.165... }
 */
export function rankCorrelation(values: readonly number[]): RankCorrelation {
  const n = values.length;
  if (n < 3) return { rho: 0, p: 1 };
  const middle = (n + 1) / 2;
  let both = 0;
  let squares = 0;
  middleRanks(values).forEach((rank, at) => {
    both += (rank - middle) * (at + 1 - middle);
    squares += (rank - middle) ** 2;
  });
  const places = (n * (n * n - 1)) / 12;
  if (squares === 0) return { rho: 0, p: 1 };
  const rho = both / Math.sqrt(squares * places);
  return { rho, p: Math.min(1, 2 * normalCdf(-Math.abs(rho) * Math.sqrt(n - 1))) };
}

function middleRanks(values: readonly number[]): readonly number[] {
  const sorted = values.map((value, at) => ({ value, at })).sort((left, right) => left.value - right.value);
  const ranks = values.map(() => 0);
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.value === sorted[from]?.value) to += 1;
    for (const { at } of sorted.slice(from, to)) ranks[at] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
