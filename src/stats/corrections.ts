/** Several p-values at once: correcting each for the company it keeps, and combining them into one. */
import { requireProbability } from './inputs.ts';
import { chiSquareSurvival } from './special/incomplete-gamma.ts';

/**
 * Holm's step-down adjusted p-values, in the order given: rejecting where they are at most alpha keeps the chance
 * of any false rejection at most alpha, however the tests depend on each other.
 * Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979).
 * Errors: RangeError for a p-value outside [0, 1].
 *
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) requireProbability(p, 'p-value');
  const ascending = pValues.map((p, place) => ({ p, place })).sort((left, right) => left.p - right.p);
  const adjusted = pValues.map(() => 1);
  let floor = 0;
  ascending.forEach(({ p, place }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - rank)));
    adjusted[place] = floor;
  });
  return adjusted;
}

export interface FisherCombination {
  /** -2 times the sum of the logarithms. */
  readonly statistic: number;
  /** Twice the number of p-values. */
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/** The paper lets no single p-value count for more than this one. */
const SMALLEST_P = 1e-10;

/**
 * Fisher's combination as the paper uses it, every p-value raised to at least 1e-10 (section 4.7 of its facts).
 * It assumes independent tests, which the paper's are not. No p-values: p = 1.
 * Source: Fisher, Statistical Methods for Research Workers (1932), section 21.1.
 * Errors: RangeError for a p-value outside [0, 1].
 */
export function fisherCombination(pValues: readonly number[]): FisherCombination {
  let statistic = 0;
  for (const p of pValues) {
    requireProbability(p, 'p-value');
    statistic += 2 * Math.abs(Math.log(Math.max(p, SMALLEST_P)));
  }
  const degreesOfFreedom = 2 * pValues.length;
  const p = pValues.length === 0 ? 1 : chiSquareSurvival(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, p };
}
