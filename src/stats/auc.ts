/** How well scores order two groups: the area under the ROC curve, which is the Mann-Whitney statistic. */
import { requireConfidence } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { normalQuantile } from './special/normal.ts';

/**
 * The share of pairs of a positive and a negative in which the positive has the higher score; ties count half.
 * Null where one of the groups is empty.
 *
 * @example areaUnderCurve([3, 1, 2, 1], [true, true, false, false]) // 0.625
 */
export function areaUnderCurve(scores: readonly number[], positive: readonly boolean[]): number | null {
  const places = scores
    .map((_, place) => place)
    .sort((one, other) => (scores[one] ?? 0) - (scores[other] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < places.length; ) {
    let to = from;
    let tied = 0;
    while (to < places.length && scores[places[to] ?? 0] === scores[places[from] ?? 0]) {
      if (positive[places[to] ?? 0] === true) tied += 1;
      to += 1;
    }
    rankSum += (tied * (from + 1 + to)) / 2;
    positives += tied;
    from = to;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * The interval of an area from so many positives and negatives; also sound at 0 and 1.
 * Source: Newcombe, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2",
 * Statistics in Medicine 25 (2006), method 5.
 * Errors: RangeError for an area outside [0, 1], an empty group, or confidence outside (0, 1).
 *
 * @example aucInterval(0.5, 50, 50) // { low: 0.389..., high: 0.610... }
 */
export function aucInterval(area: number, positives: number, negatives: number, confidence = 0.95): Interval {
  requireConfidence(confidence);
  if (!(area >= 0 && area <= 1)) throw new RangeError(`an area lies between 0 and 1, not at ${area}`);
  if (!(positives >= 1 && negatives >= 1)) throw new RangeError('an area needs both groups');
  const z = -normalQuantile((1 - confidence) / 2);
  return {
    low: bound(area, 0, positives, negatives, z),
    high: bound(area, 1, positives, negatives, z),
  };
}

/** Where the distance to the area is `z` standard errors; between the area and `end` there is one such place at most. */
function bound(area: number, end: 0 | 1, positives: number, negatives: number, z: number): number {
  const more = (positives + negatives) / 2 - 1;
  const isInside = (theta: number) => {
    const spread = 1 + (more * (1 - theta)) / (2 - theta) + (more * theta) / (1 + theta);
    const variance = (theta * (1 - theta) * spread) / (positives * negatives);
    return (theta - area) ** 2 <= z * z * variance;
  };
  let [inside, outside]: [number, number] = [area, end];
  if (area === end) return end;
  for (let step = 0; step < 60; step += 1) {
    const middle = (inside + outside) / 2;
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
