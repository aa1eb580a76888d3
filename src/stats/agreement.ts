/** How far several readings of the same units agree. */
import { randomStream } from '../kit/random.ts';
import { requireConfidence } from './inputs.ts';
import type { Interval } from './intervals.ts';

/** A reading: what one reader or judge said of one unit; null where it said nothing. */
type Reading = string | number | boolean | null;

/** How far two different values are apart: not at all comparable, by the values between them, or by their difference. */
export type Level = 'nominal' | 'ordinal' | 'interval';

/**
 * Krippendorff's alpha: 1 where all readings of each unit agree, 0 where they agree as chance would have it, below 0
 * where they agree less. A unit is the list of its readings; `null` is a missing one, and units with fewer than two
 * readings count for nothing. Null where alpha is not defined: no pair to compare, or one value throughout, so that
 * chance alone would agree always. Beyond `nominal`, values must be numbers.
 * Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
 *
 * @example krippendorffAlpha([[true, true], [false, false], [true, false]]) // 0.4444...
 */
export function krippendorffAlpha(
  units: readonly (readonly Reading[])[],
  level: Level = 'nominal',
): number | null {
  return alphaOf(countedIn(units), level);
}

/** Units that are read alike, by how often each value occurs, and how many there are of them. */
interface Pattern {
  readonly counts: ReadonlyMap<Exclude<Reading, null>, number>;
  readonly readings: number;
  readonly units: number;
}

function countedIn(units: readonly (readonly Reading[])[]): readonly Pattern[] {
  return units.flatMap((unit) => {
    const values = unit.filter((value) => value !== null);
    return values.length < 2 ? [] : [{ counts: countsOf(values), readings: values.length, units: 1 }];
  });
}

function alphaOf(patterns: readonly Pattern[], level: Level): number | null {
  const totals = new Map<Exclude<Reading, null>, number>();
  let readings = 0;
  for (const { counts, readings: each, units } of patterns) {
    readings += units * each;
    for (const [value, count] of counts) totals.set(value, (totals.get(value) ?? 0) + units * count);
  }
  const distance = distanceBy(level, totals);
  let disagreeing = 0;
  for (const { counts, readings: each, units } of patterns)
    if (counts.size > 1) disagreeing += (units * apart(counts, distance)) / (each - 1);
  const disagreeingByChance = apart(totals, distance);
  if (disagreeingByChance === 0) return null;
  return 1 - ((readings - 1) * disagreeing) / disagreeingByChance;
}

type Distance = (one: Exclude<Reading, null>, other: Exclude<Reading, null>) => number;

/** The distances of all ordered pairs of readings. */
function apart(counts: Pattern['counts'], distance: Distance): number {
  let sum = 0;
  for (const [one, count] of counts)
    for (const [other, times] of counts) if (one !== other) sum += count * times * distance(one, other);
  return sum;
}

function distanceBy(level: Level, totals: Pattern['counts']): Distance {
  if (level === 'nominal') return () => 1;
  const sorted = [...totals].map(([value, count]) => ({ value: numberIn(value), count }));
  sorted.sort((left, right) => left.value - right.value);
  if (level === 'interval') return (one, other) => (numberIn(one) - numberIn(other)) ** 2;
  // From the lowest up to and half of the value itself: differences are the readings between two values.
  let below = 0;
  const places = new Map<unknown, number>();
  for (const { value, count } of sorted) {
    places.set(value, below + count / 2);
    below += count;
  }
  return (one, other) => ((places.get(one) ?? 0) - (places.get(other) ?? 0)) ** 2;
}

function numberIn(value: unknown): number {
  if (typeof value !== 'number')
    throw new RangeError(`values must be numbers to be ordered, not ${String(value)}`);
  return value;
}

/**
 * The interval of alpha by the bootstrap: units are drawn again with replacement, and the middle share of the alphas
 * is the interval. Null where alpha is not defined, or there are fewer than two units to draw from.
 * Source: Efron, "Better Bootstrap Confidence Intervals", JASA 82 (1987), the percentile method; over units as in
 * Zapf, Castell, Morawietz and Karch, BMC Medical Research Methodology 16 (2016).
 */
export function alphaInterval(
  units: readonly (readonly Reading[])[],
  level: Level,
  {
    seed,
    confidence = 0.95,
    resamples = 1000,
  }: { seed: string | number; confidence?: number; resamples?: number },
): Interval | null {
  requireConfidence(confidence);
  const patterns = countedIn(units);
  if (patterns.length < 2 || alphaOf(patterns, level) === null) return null;
  const { kinds, kindOf } = alikeIn(patterns);
  const random = randomStream(seed, 'alpha');
  const found: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn = kinds.map(() => 0);
    for (let draw = 0; draw < patterns.length; draw += 1) {
      const kind = kindOf[random.below(patterns.length)] ?? 0;
      drawn[kind] = (drawn[kind] ?? 0) + 1;
    }
    const alpha = alphaOf(
      kinds.map((kind, at) => ({ ...kind, units: drawn[at] ?? 0 })),
      level,
    );
    if (alpha !== null) found.push(alpha);
  }
  found.sort((left, right) => left - right);
  const tail = (1 - confidence) / 2;
  return { low: quantileOf(found, tail), high: quantileOf(found, 1 - tail) };
}

/** Patterns that are the same are counted once in every resample. */
function alikeIn(patterns: readonly Pattern[]): { kinds: readonly Pattern[]; kindOf: readonly number[] } {
  const kinds: Pattern[] = [];
  const known = new Map<string, number>();
  const kindOf = patterns.map((pattern) => {
    const key = JSON.stringify(
      [...pattern.counts].sort(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
    );
    const kind = known.get(key) ?? kinds.push(pattern) - 1;
    known.set(key, kind);
    return kind;
  });
  return { kinds, kindOf };
}

/** By linear interpolation between the sorted values. */
function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

function countsOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
