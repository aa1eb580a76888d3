/** How far judges agree on the items that several of them marked, beyond what chance would have them agree. */
import { alphaInterval, krippendorffAlpha } from '../../stats/agreement.ts';
import { isMarked, observationsOf } from '../detectors/observations.ts';
import type { Finding, Grade } from '../grade.ts';

export interface Agreement {
  /** Krippendorff's alpha for intervals: 1 where they agree, 0 where they agree as by chance. */
  readonly alpha: number;
  readonly interval: Finding['interval'];
  /** Items with marks by two judges or more. */
  readonly items: number;
  readonly judges: number;
}

const MOST_RESAMPLES = 1000;
/** Draws, and comparisons of values, that take a second or so. */
const AFFORDED = 5_000_000;

/** A mark a judge and item, the mean where it was asked again. Null where no two judges marked one item, or all marks are one. */
export function agreementOf(grades: readonly Grade[]): Agreement | null {
  const marks = new Map<string, number[]>();
  const observations = observationsOf(grades);
  for (const own of observations.values())
    for (const { item, mark } of own.filter(isMarked)) {
      const others = marks.get(item);
      if (others === undefined) marks.set(item, [mark]);
      else others.push(mark);
    }
  const units = [...marks.values()].filter((values) => values.length > 1);
  const alpha = krippendorffAlpha(units, 'interval');
  if (alpha === null) return null;
  const values = new Set(units.flat()).size;
  const resamples = Math.floor(
    Math.min(MOST_RESAMPLES, AFFORDED / units.length, (10 * AFFORDED) / values ** 2),
  );
  const found = resamples < 50 ? null : alphaInterval(units, 'interval', { seed: 'audit', resamples });
  return {
    alpha,
    interval: found === null ? null : { ...found, confidence: 0.95 },
    items: units.length,
    judges: observations.size,
  };
}
