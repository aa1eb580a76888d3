/** How far the marks agree beyond chance: those of two judges of one item, and those of one judge in both orders. */
import { alphaInterval, krippendorffAlpha } from '../../stats/agreement.ts';
import { gwetAgreement } from '../../stats/gwet.ts';
import { topLevel } from '../scale.ts';
import type { Agreement, Coefficients } from '../store/records.ts';
import type { StoredGrades } from '../store/store.ts';
import { judgeMarks, marksByItem } from './asks.ts';

type Unit = readonly [number, number];

/** Null where no two marks can be compared. */
export function agreementOf({ job, items, assignments, marks }: StoredGrades): Agreement | null {
  const seen = marksByItem(marks);
  const [between, orders]: [Unit[], Unit[]] = [[], []];
  for (const assignment of assignments) {
    if (items[assignment.item]?.control !== null) continue;
    const medians: number[] = [];
    for (const { levels } of judgeMarks({ ...assignment, third: null }, seen[assignment.item])) {
      const [one, other] = levels.filter((level) => level !== null);
      if (one === undefined) continue;
      medians.push(one + (other ?? one));
      if (other !== undefined) orders.push([2 * one, 2 * other]);
    }
    const [first, second] = medians;
    if (first !== undefined && second !== undefined) between.push([first, second]);
  }
  if (between.length === 0 && orders.length === 0) return null;
  const top = 2 * (topLevel(job.scale) ?? 0);
  return { judges: coefficientsOf(between, top, 'judges'), orders: coefficientsOf(orders, top, 'orders') };
}

/** Draws of the bootstrap in all: with many items few resamples say as much. */
const MOST_DRAWS = 4_000_000;
const MOST_CATEGORIES = 201;

/** Units in halves of a level, from 0 to `top`. */
function coefficientsOf(units: readonly Unit[], top: number, seed: string): Coefficients {
  const alpha = krippendorffAlpha(units, 'interval');
  const resamples = Math.min(1000, Math.max(100, Math.floor(MOST_DRAWS / Math.max(1, units.length))));
  const categories = Array.from({ length: top + 1 }, (_, half) => half);
  const gwet = top < MOST_CATEGORIES ? gwetAgreement(units, categories, 'quadratic') : null;
  return {
    items: units.length,
    alpha:
      alpha === null
        ? null
        : { value: alpha, interval: alphaInterval(units, 'interval', { seed, resamples }) },
    ac2: gwet === null ? null : { value: gwet.coefficient, interval: gwet.interval },
  };
}
