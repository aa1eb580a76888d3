/** From marks to contrasts: a value for each item, their mean, its interval, and what missing marks could make of it. */
import type { Interval } from '../../stats/intervals.ts';
import { meanInterval, meanOf } from '../../stats/mean.ts';
import type { Scale, UnmarkedReason } from '../grade.ts';
import type { Contrast } from './contrasts.ts';
import type { Version } from './items/item.ts';

/** The mark of one version of one item in one arm. */
export interface ArmMark {
  readonly item: string;
  readonly version: Version;
  readonly arm: string;
  readonly mark: number | null;
  readonly unmarked: UnmarkedReason | null;
}

export interface Estimate {
  readonly contrast: Contrast;
  /** Items with a value: those of which some version has a mark in every arm that counts. */
  readonly n: number;
  /** Points; null where no item has a value. */
  readonly points: number | null;
  /** Simultaneous over all contrasts; null where `n` is below 2 or `alike`. */
  readonly interval: Interval | null;
  /** All items have the same value, so that they tell nothing of how much others would differ. */
  readonly alike: boolean;
  /** Marks that this contrast needs and that are not there. */
  readonly missing: number;
  /** With every missing mark the lowest or the highest of the scale, whichever is worse; null where none is missing. */
  readonly worst: Interval | null;
}

export interface Truths {
  readonly items: readonly string[];
  /** The mark that is right. */
  truth(item: string, version: Version): number;
}

/** The interval that each of `count` contrasts gets so that all hold together. Source: Bonferroni; Dunn, JASA 56 (1961). */
export function eachConfidence(confidence: number, count: number): number {
  return 1 - (1 - confidence) / count;
}

export function estimate(
  contrasts: readonly Contrast[],
  marks: readonly ArmMark[],
  { items, truth }: Truths,
  scale: Scale,
  confidence: number,
): readonly Estimate[] {
  const known = indexed(marks);
  const each = eachConfidence(confidence, contrasts.length);
  return contrasts.map((contrast): Estimate => {
    const weights = Object.entries(contrast.weights).filter(([, weight]) => weight !== 0);
    const units = items.map((item) =>
      contrast.works.map((version) => ({
        truth: truth(item, version),
        terms: weights.map(([arm, weight]): Term => {
          return { weight, mark: known.get(keyOf(item, version))?.get(arm) ?? null };
        }),
      })),
    );
    const missing = units.flat().flatMap(({ terms }) => terms.filter(({ mark }) => mark === null)).length;
    const values = valuesOf(units, () => null);
    const interval = meanInterval(values, each) ?? null;
    return {
      contrast,
      n: values.length,
      points: values.length === 0 ? null : meanOf(values),
      interval,
      alike: interval === null && values.length > 1,
      missing,
      worst: missing === 0 ? null : worstOf(units, scale, each),
    };
  });
}

interface Term {
  readonly weight: number;
  readonly mark: number | null;
}

/** One version of an item as a contrast sees it. */
interface Unit {
  readonly truth: number;
  readonly terms: readonly Term[];
}

/** The mark that stands for a missing one, by the weight of its arm; null: the version has no value. */
type Fill = (weight: number) => number | null;

/** A value for each item: the mean over its versions. */
function valuesOf(items: readonly (readonly Unit[])[], fill: Fill): readonly number[] {
  return items.flatMap((units) => {
    const values = units.flatMap((unit) => worthOf(unit, fill));
    return values.length === 0 ? [] : [meanOf(values)];
  });
}

function worthOf({ truth, terms }: Unit, fill: Fill): readonly number[] {
  let sum = 0;
  for (const { weight, mark } of terms) {
    const counted = mark ?? fill(weight);
    if (counted === null) return [];
    sum += weight * (counted - truth);
  }
  return [sum];
}

/** The ends of the two intervals that the worst cases have. Source: Manski, "Partial Identification" (2003), chapter 1. */
function worstOf(
  items: readonly (readonly Unit[])[],
  { lowest, highest }: Scale,
  confidence: number,
): Interval {
  const least = valuesOf(items, (weight) => (weight > 0 ? lowest : highest));
  const most = valuesOf(items, (weight) => (weight > 0 ? highest : lowest));
  return {
    low: meanInterval(least, confidence)?.low ?? meanOf(least),
    high: meanInterval(most, confidence)?.high ?? meanOf(most),
  };
}

function indexed(marks: readonly ArmMark[]): ReadonlyMap<string, ReadonlyMap<string, number | null>> {
  const known = new Map<string, Map<string, number | null>>();
  for (const { item, version, arm, mark } of marks) {
    const key = keyOf(item, version);
    known.set(key, (known.get(key) ?? new Map()).set(arm, mark));
  }
  return known;
}

function keyOf(item: string, version: Version): string {
  return `${item}\n${version}`;
}
