/** The exact one-sided test of a rate against a fixed one, and how many trials it needs. */
import { requireCounts, requireProbability } from './inputs.ts';
import { regularisedBeta } from './special/beta.ts';

/**
 * The p-value of "the rate is greater than `rate`": the probability of at least so many successes in `n` trials
 * if the rate were `rate`. The paper tests against 0.001 (section 4.3 of its facts). No successes: 1.
 * Source: the binomial tail as incomplete beta function, NIST Digital Library of Mathematical Functions, 8.17.5.
 * Errors: RangeError for impossible counts or a rate outside [0, 1].
 *
 * @example binomialTestGreater(2, 100, 0.001) // 0.0046...
 */
export function binomialTestGreater(successes: number, n: number, rate: number): number {
  requireCounts(successes, n);
  requireProbability(rate, 'rate');
  if (successes === 0) return 1;
  return regularisedBeta(rate, successes, n - successes + 1);
}

/** What a test of a rate must tell apart, and how surely. */
export interface RateQuestion {
  /** At most so many while nothing is wrong. */
  readonly rate: number;
  /** What must be noticed. */
  readonly effect: number;
  readonly falseAlarm: number;
  readonly power: number;
}

export interface RateTest {
  readonly n: number;
  /** Alarm at so many successes or more, as soon as they are there: counting stops early, and errs no more often. */
  readonly critical: number;
  /** Exact, and at most what was asked for. */
  readonly falseAlarm: number;
  /** Exact, and at least what was asked for. */
  readonly power: number;
}

/**
 * The exact test with the fewest trials.
 * Errors: RangeError where the effect is not above the rate, or 100,000 trials are too few.
 *
 * @example smallestRateTest({ rate: 0.02, effect: 0.2, falseAlarm: 0.01, power: 0.95 }) // n: 37, critical: 4
 */
export function smallestRateTest({ rate, effect, falseAlarm, power }: RateQuestion): RateTest {
  for (const [name, value] of Object.entries({ rate, effect, falseAlarm, power }))
    requireProbability(value, name);
  if (!(rate < effect)) throw new RangeError(`the effect ${effect} must be above the rate ${rate}`);
  let critical = 1;
  for (let n = 1; n <= 100_000; n += 1) {
    while (critical <= n && binomialTestGreater(critical, n, rate) > falseAlarm) critical += 1;
    if (critical > n) continue;
    const reached = binomialTestGreater(critical, n, effect);
    if (reached >= power)
      return { n, critical, falseAlarm: binomialTestGreater(critical, n, rate), power: reached };
  }
  throw new RangeError(`100,000 trials cannot tell ${rate} from ${effect} so surely`);
}
