/** How good an item is without the word of the judges that are tested: the truth where it is known, else the others'. */
import { isMarked, type Marked, type Observation } from './observations.ts';

/** The marks of every judge, by item. */
export type Panel = ReadonlyMap<string, ReadonlyMap<string, Marked>>;

export function panelOf(observations: ReadonlyMap<string, readonly Observation[]>): Panel {
  return new Map(
    [...observations].map(([judge, all]) => [
      judge,
      new Map(all.filter(isMarked).map((observation) => [observation.item, observation])),
    ]),
  );
}

/** Marks of the judges that are not `besides`, for one item. */
export function othersMarks(panel: Panel, item: string, besides: readonly string[]): readonly number[] {
  return [...panel].flatMap(([judge, items]) => {
    const mark = besides.includes(judge) ? undefined : items.get(item)?.mark;
    return mark === undefined ? [] : [mark];
  });
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
