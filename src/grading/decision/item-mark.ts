/**
 * From what judges said of one item to its mark: the median over the presentations to one judge, then over judges. In
 * quarters of a level, in which all of it is whole.
 */

/** What one judge said in all presentations of one item: the level of each mark, null for each that has none. */
export interface JudgeMarks {
  readonly judge: string;
  readonly levels: readonly (number | null)[];
}

export interface MarkRules {
  /** Two judges whose marks lie further apart than so many levels disagree, and a third is asked. */
  readonly disagreement: number;
  /** How many judges must have given a mark: 2, or 1 where the panel has no more. */
  readonly needed: number;
}

/** `no-mark`: nobody gave one. `one-judge`: too few did. `disputed`: two disagree, and there is no third mark. */
export type WithoutMark = 'no-mark' | 'one-judge' | 'disputed';

/** In quarters of a level. */
export type ItemMark =
  | { readonly quarters: number; readonly without?: never }
  | { readonly quarters?: never; readonly without: WithoutMark };

export const QUARTERS = 4;

/**
 * Judges in the order in which they were asked, so that a third comes last. Two who agree give their mean, three their
 * median: no one of them moves it beyond the other two.
 *
 * @example itemMark([{ judge: 'a', levels: [7, 8] }, { judge: 'b', levels: [8, 8] }], rules) // { quarters: 31 }
 */
export function itemMark(judges: readonly JudgeMarks[], { needed, disagreement }: MarkRules): ItemMark {
  const medians: number[] = [];
  for (const { levels } of judges) {
    const median = medianInHalves(levels);
    if (median !== null) medians.push(median);
  }
  const [first, second, third] = medians;
  if (first === undefined) return { without: 'no-mark' };
  if (second === undefined) return needed > 1 ? { without: 'one-judge' } : { quarters: 2 * first };
  if (third !== undefined) return { quarters: 2 * middle(first, second, third) };
  const disagree = Math.abs(first - second) > 2 * disagreement;
  return disagree ? { without: 'disputed' } : { quarters: first + second };
}

/** Whether a third judge is to be asked: the first two disagree, or one of them gave no mark. */
export function needsThird(judges: readonly JudgeMarks[], rules: MarkRules): boolean {
  const { without } = itemMark(judges, rules);
  return without !== undefined;
}

/** The median of what is there, in halves of a level; null of nothing. */
function medianInHalves(levels: readonly (number | null)[]): number | null {
  const given: number[] = [];
  for (const level of levels) if (level !== null) given.push(level);
  if (given.length > 2) given.sort((a, b) => a - b);
  const [low, high] = [given[(given.length - 1) >> 1], given[given.length >> 1]];
  return low === undefined || high === undefined ? null : low + high;
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
