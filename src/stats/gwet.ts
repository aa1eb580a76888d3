/** Gwet's chance-corrected agreement, which stays meaningful where nearly all readings are the same. */
import { requireConfidence } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { studentQuantile } from './special/student.ts';

/** How much of an agreement two categories are: by their places in the list. `identity` gives AC1, the others AC2. */
export type AgreementWeights = 'identity' | 'linear' | 'quadratic' | 'ordinal';

export interface Agreement {
  readonly coefficient: number;
  /** Over units, by Student's distribution; null where fewer than two units were read twice. */
  readonly interval: Interval | null;
  /** Share of agreement seen, and share that chance would have. */
  readonly seen: number;
  readonly byChance: number;
}

/**
 * AC1 or AC2 of units, each the list of its readings; `null` is a missing one. `categories` are all that could be read,
 * in order, at the same distance from each other. Null where no unit was read twice, or there is one category only.
 * Source: Gwet, "Computing Inter-Rater Reliability and its Variance in the Presence of High Agreement", British
 * Journal of Mathematical and Statistical Psychology 61 (2008); Handbook of Inter-Rater Reliability (2014), section 6.
 * Errors: RangeError for a reading that is no category, or a confidence outside (0, 1).
 *
 * @example gwetAgreement([[1, 1], [2, 2], [1, 2]], [1, 2])?.coefficient // 0.3333...
 */
export function gwetAgreement(
  units: readonly (readonly (number | null)[])[],
  categories: readonly number[],
  weights: AgreementWeights = 'identity',
  confidence = 0.95,
): Agreement | null {
  requireConfidence(confidence);
  const read = countsIn(units, categories);
  const twice = read.filter(({ readings }) => readings >= 2).length;
  const q = categories.length;
  if (twice === 0 || q < 2) return null;
  const weight = weightsFor(weights, q);
  const share = categories.map(
    (_, k) => read.reduce((sum, { counts, readings }) => sum + at(counts, k) / readings, 0) / read.length,
  );
  const spread = weight.flat().reduce((sum, each) => sum + each, 0) / (q * (q - 1));
  const byChance = spread * share.reduce((sum, each) => sum + each * (1 - each), 0);
  const seenIn = read.map((unit) => agreementIn(unit, weight));
  const seen = seenIn.reduce((sum, each) => sum + each, 0) / twice;
  const coefficient = (seen - byChance) / (1 - byChance);
  const parts = read.map(({ counts, readings }, unit) => {
    const own =
      readings < 2 ? 0 : ((read.length / twice) * ((seenIn[unit] ?? 0) - byChance)) / (1 - byChance);
    const chance =
      (spread * counts.reduce((sum, count, k) => sum + count * (1 - at(share, k)), 0)) / readings;
    return own - (2 * (1 - coefficient) * (chance - byChance)) / (1 - byChance);
  });
  return { coefficient, interval: intervalOf(coefficient, parts, confidence), seen, byChance };
}

interface Counts {
  /** By category. */
  readonly counts: readonly number[];
  readonly readings: number;
}

/** Units that nobody read are left out. */
function countsIn(
  units: readonly (readonly (number | null)[])[],
  categories: readonly number[],
): readonly Counts[] {
  const places = new Map(categories.map((category, place) => [category, place]));
  return units.flatMap((unit) => {
    const counts = categories.map(() => 0);
    let readings = 0;
    for (const reading of unit) {
      if (reading === null) continue;
      const place = places.get(reading);
      if (place === undefined) throw new RangeError(`${reading} is none of the categories`);
      counts[place] = at(counts, place) + 1;
      readings += 1;
    }
    return readings === 0 ? [] : [{ counts, readings }];
  });
}

/** The weighted share of pairs of readings that agree; 0 for a unit with one reading. */
function agreementIn({ counts, readings }: Counts, weight: readonly (readonly number[])[]): number {
  if (readings < 2) return 0;
  let agreeing = 0;
  counts.forEach((count, k) => {
    if (count === 0) return;
    const weighted = counts.reduce((sum, other, l) => sum + other * at(weight[k] ?? [], l), 0);
    agreeing += count * (weighted - 1);
  });
  return agreeing / (readings * (readings - 1));
}

function weightsFor(kind: AgreementWeights, q: number): readonly (readonly number[])[] {
  const distances: Readonly<Record<AgreementWeights, (apart: number) => number>> = {
    identity: (apart) => Number(apart > 0),
    linear: (apart) => apart / (q - 1),
    quadratic: (apart) => (apart / (q - 1)) ** 2,
    ordinal: (apart) => (apart * (apart + 1)) / ((q - 1) * q),
  };
  const places = Array.from({ length: q }, (_, place) => place);
  return places.map((k) => places.map((l) => 1 - distances[kind](Math.abs(k - l))));
}

function intervalOf(coefficient: number, parts: readonly number[], confidence: number): Interval | null {
  const n = parts.length;
  if (n < 2) return null;
  const variance = parts.reduce((sum, part) => sum + (part - coefficient) ** 2, 0) / (n * (n - 1));
  const half = -studentQuantile((1 - confidence) / 2, n - 1) * Math.sqrt(variance);
  return { low: coefficient - half, high: Math.min(1, coefficient + half) };
}

function at(values: readonly number[], place: number): number {
  return values[place] ?? 0;
}
