/** Evidence against a mean of bounded values, whatever their distribution, that may be looked at after each. */
import { growthOf, normalSpread, observationsFor } from './growth.ts';
import { logMean } from './log-mean.ts';

/** One value: how far above the null hypothesis it lies, and the least that could have been (below 0). */
export interface Excess {
  readonly value: number;
  readonly least: number;
}

/** Shares of what could be lost that are bet; each is a strategy, and the evidence is the mean of their capitals. */
const STAKES = [0.1, 0.25, 0.5, 0.75, 0.95];

/**
 * The largest evidence against "no excess is expected to be above 0, given those before it": the capital of a
 * gambler who bets on each. As a natural logarithm; see `rate.ts` for what an alarm by it means.
 * Source: Waudby-Smith and Ramdas, "Estimating Means of Bounded Random Variables by Betting", JRSS B 86 (2024).
 * Errors: RangeError for a value below the least one, or a least one that is not below 0.
 */
export function largestMeanEvidence(excesses: readonly Excess[]): number {
  let capitals = STAKES.map(() => 0);
  let largest = 0;
  for (const { value, least } of excesses) {
    if (!(least < 0 && value >= least))
      throw new RangeError(`no excess of ${value} where ${least} is the least`);
    capitals = capitals.map((capital, at) => capital + Math.log1p(((STAKES[at] ?? 0) * value) / -least));
    largest = Math.max(largest, logMean(capitals));
  }
  return largest;
}

/** A watch over a mean, and the excess that it must notice; `least` as in `Excess`. */
export interface MeanWatch {
  readonly falseAlarm: number;
  readonly excess: number;
  readonly least: number;
}

/** The least number of values, normal with this standard deviation, that notice the excess with this power. */
export function valuesFor(
  { falseAlarm, excess, least }: MeanWatch,
  deviation: number,
  power: number,
): number {
  const growths = STAKES.map((stake) =>
    growthOf(
      normalSpread(deviation).map((residual) =>
        Math.log1p((stake * Math.max(excess + residual, least)) / -least),
      ),
    ),
  );
  return observationsFor(growths, Math.log(STAKES.length / falseAlarm), power);
}
