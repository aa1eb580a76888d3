/**
 * Fisher's exact test of two rates, two-sided: the probability, with all margins fixed, of every table at most as
 * likely as the one seen.
 *
 * Source: Fisher, Statistical Methods for Research Workers (1934), section 21.02; the two-sided convention and the
 * treatment of ties are those of scipy and R.
 */
import { requireCounts } from './inputs.ts';
import { logBinomialMass } from './special/binomial-mass.ts';

/** Tables count as equally likely when their logarithms differ by no more than rounding. */
const TIE = 1e-11;

/** All tables with the same margins: `first` and `second` trials in the groups, `successes` in both together. */
interface Margins {
  readonly first: number;
  readonly second: number;
  readonly successes: number;
}

/**
 * The two-sided p-value for k1 successes of n1 trials against k2 of n2. A group without trials, or trials that
 * all agree: 1.
 * Errors: RangeError for impossible counts.
 *
 * @example fisherExact(8, 10, 1, 6) // 0.0349...
 */
export function fisherExact(k1: number, n1: number, k2: number, n2: number): number {
  requireCounts(k1, n1);
  requireCounts(k2, n2);
  const successes = k1 + k2;
  if (n1 === 0 || n2 === 0 || successes === 0 || successes === n1 + n2) return 1;
  const margins = { first: n1, second: n2, successes };
  // With the groups exchanged the table seen lies on the other side of the likeliest one.
  if (k1 > likeliest(margins)) return fisherExact(k2, n2, k1, n1);
  const seen = logMass(k1, margins);
  const opposite = firstAsUnlikely(Math.max(k1 + 1, likeliest(margins)), seen + TIE, margins);
  return Math.min(1, tailDown(k1, margins) + tailUp(opposite, margins));
}

function likeliest({ first, second, successes }: Margins): number {
  return Math.floor(((first + 1) * (successes + 1)) / (first + second + 2));
}

function largest({ first, successes }: Margins): number {
  return Math.min(first, successes);
}

/** ln of the hypergeometric probability of `x` successes in the first group, from three binomial ones. */
function logMass(x: number, { first, second, successes }: Margins): number {
  const n = first + second;
  const p = successes / n;
  const q = (n - successes) / n;
  return (
    logBinomialMass(x, first, p, q) +
    logBinomialMass(successes - x, second, p, q) -
    logBinomialMass(successes, n, p, q)
  );
}

/** The smallest x >= `from` whose table is at most as likely as `limit`; one past the largest if there is none. */
function firstAsUnlikely(from: number, limit: number, margins: Margins): number {
  let low = from;
  let high = largest(margins) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (logMass(middle, margins) <= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function tailUp(from: number, margins: Margins): number {
  const { first, second, successes } = margins;
  if (from > largest(margins)) return 0;
  return tail(
    from,
    1,
    margins,
    (x) => ((first - x) / (x + 1)) * ((successes - x) / (second - successes + x + 1)),
  );
}

function tailDown(from: number, margins: Margins): number {
  const { first, second, successes } = margins;
  return tail(
    from,
    -1,
    margins,
    (x) => (x / (first - x + 1)) * ((second - successes + x) / (successes - x + 1)),
  );
}

/** Sums probabilities outwards; `ratio` gives the next from the one at x, and is 0 at the last table. */
function tail(from: number, step: 1 | -1, margins: Margins, ratio: (x: number) => number): number {
  let mass = 1;
  let sum = 0;
  for (let x = from; mass > sum * 1e-18; x += step) {
    sum += mass;
    mass *= ratio(x);
  }
  return sum * Math.exp(logMass(from, margins));
}
