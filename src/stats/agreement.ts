/** How far several readings of the same trials agree. */

/**
 * Krippendorff's alpha for nominal values: 1 where all readings of each unit agree, 0 where they agree as chance
 * would have it, below 0 where they agree less. A unit is the list of its readings; `null` is a missing one, and
 * units with fewer than two readings count for nothing. Null where alpha is not defined: no pair to compare, or one
 * value throughout, so that chance alone would agree always.
 * Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
 *
 * @example krippendorffAlpha([[true, true], [false, false], [true, false]]) // 0.4444...
 */
export function krippendorffAlpha(
  units: readonly (readonly (string | number | boolean | null)[])[],
): number | null {
  const totals = new Map<string | number | boolean, number>();
  let readings = 0;
  let disagreeing = 0;
  for (const unit of units) {
    const values = unit.filter((value) => value !== null);
    if (values.length < 2) continue;
    const counts = countsOf(values);
    const equal = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
    disagreeing += (values.length * (values.length - 1) - equal) / (values.length - 1);
    readings += values.length;
    for (const [value, count] of counts) totals.set(value, (totals.get(value) ?? 0) + count);
  }
  const equalByChance = [...totals.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  const disagreeingByChance = readings * (readings - 1) - equalByChance;
  if (disagreeingByChance === 0) return null;
  return 1 - ((readings - 1) * disagreeing) / disagreeingByChance;
}

function countsOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
