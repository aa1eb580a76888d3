/** The scale of grades: as somebody named it, as their format has it, or as the marks themselves tell. */
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import type { Scale } from '../grade.ts';
import { badGrades, type GradesFile, type Placed, type Range } from './imported.ts';

/** What scales mostly are, from the shortest. */
const usual: readonly Range[] = [
  { lowest: 0, highest: 1 },
  { lowest: 1, highest: 5 },
  { lowest: 0, highest: 5 },
  { lowest: 1, highest: 10 },
  { lowest: 0, highest: 10 },
  { lowest: 0, highest: 100 },
];
const steps = [1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.01, 0.001] as const;
/** Marks that are finer have no steps that anything rests on. */
const FINEST = 1e-4;
/** With fewer marks a judge may be strict by chance. */
const FEW = 10;

/**
 * A scale in words: `0..10`, or `0..1/0.1` with a step.
 * Errors: `bad-flag`.
 */
export function parseScale(text: string): Scale {
  const number = '([+-]?(?:\\d+\\.?\\d*|\\.\\d+))';
  const [, low = '', high = '', by] =
    new RegExp(`^\\s*${number}\\s*\\.\\.\\s*${number}(?:\\s*/\\s*${number})?\\s*$`).exec(text) ?? [];
  const scale = { lowest: Number(low), highest: Number(high), step: by === undefined ? 0 : Number(by) };
  const isScale = low !== '' && scale.lowest < scale.highest && (by === undefined || scale.step > 0);
  if (isScale && scale.step <= scale.highest - scale.lowest) return scale;
  throw new OffswitchError(
    'bad-flag',
    `${printable(text, 40)} is no scale`,
    'Write LOWEST..HIGHEST, e.g. 0..10, or with a step 0..1/0.1.',
  );
}

export interface Scaled {
  readonly scale: Scale;
  readonly limits: readonly string[];
}

/** `named` has step 0 where it says none. Errors: `bad-grades` for marks beyond the scale, and for mixed scales. */
export function scaleOf(files: readonly GradesFile[], named: Scale | undefined): Scaled {
  const marked = files.flatMap(({ placed }) => placed.filter(({ grade }) => grade.mark !== null));
  const ranges = files.flatMap(({ range }) => range ?? []);
  const [range] = ranges;
  if (named === undefined) demandOneScale(marked);
  if (named === undefined && range !== undefined && ranges.some(({ highest }) => highest !== range.highest))
    throw badGrades(files[0]?.path ?? '', 'mixed scales: the files have different ones', 'Audit them apart.');
  const chosen = named ?? range ?? usualRange(marked);
  for (const { grade, place } of marked) demandWithin(grade.mark, chosen, 'mark', place);
  for (const { grade, place } of files.flatMap(({ placed }) => placed)) {
    demandWithin(grade.truth, chosen, 'truth', place);
  }
  const step = named !== undefined && named.step > 0 ? demandSteps(marked, named) : stepOf(marked, chosen);
  const scale = { lowest: chosen.lowest, highest: chosen.highest, step };
  const isKnown = named !== undefined || range !== undefined;
  const limits = isKnown
    ? []
    : [`The scale ${scale.lowest}..${scale.highest} was read off the marks; --scale says another.`];
  return { scale, limits };
}

function demandWithin(mark: number | null, { lowest, highest }: Range, what: string, place: string): void {
  if (mark === null || (mark >= lowest && mark <= highest)) return;
  throw badGrades(
    place,
    `${what} ${mark} is out of range: the scale is ${lowest}..${highest}`,
    'Correct the row, or name the scale with --scale LOWEST..HIGHEST.',
  );
}

function demandSteps(marked: readonly Placed[], { lowest, step }: Scale): number {
  const odd = marked.find(({ grade }) => !isMultiple((grade.mark ?? lowest) - lowest, step));
  if (odd === undefined) return step;
  throw badGrades(
    odd.place,
    `mark ${odd.grade.mark} is between two steps of ${step}`,
    'Correct the row, or name a finer step.',
  );
}

function isMultiple(distance: number, step: number): boolean {
  const steps = distance / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}

/** The coarsest step on which all marks lie. */
function stepOf(marked: readonly Placed[], { lowest, highest }: Range): number {
  const distances = new Set(marked.map(({ grade }) => (grade.mark ?? lowest) - lowest));
  const fits = (step: number) =>
    step <= highest - lowest &&
    isMultiple(highest - lowest, step) &&
    [...distances].every((one) => isMultiple(one, step));
  return steps.find(fits) ?? Math.max(FINEST, (highest - lowest) * FINEST);
}

function usualRange(marked: readonly Placed[]): Range {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { grade } of marked) {
    least = Math.min(least, grade.mark ?? least);
    most = Math.max(most, grade.mark ?? most);
  }
  if (marked.length === 0) return { lowest: 0, highest: 1 };
  const found = usual.find(({ lowest, highest }) => lowest <= least && most <= highest);
  if (found !== undefined) return found;
  return least < most
    ? { lowest: least, highest: most }
    : { lowest: Math.min(0, least), highest: Math.max(1, most) };
}

/** What marks of one judge, or of two, tell of several scales: nobody who marks to 100 has a colleague who stops at 1. */
function demandOneScale(marked: readonly Placed[]): void {
  const judges = new Map<string, Extent>();
  for (const one of marked) extend(judges, one);
  const extents = [...judges].filter(([, { n }]) => n >= FEW);
  for (const [judge, { fractions, wholes, place }] of extents)
    if (fractions >= 5 && wholes >= 5)
      throw badGrades(
        place,
        `mixed scales: ${printable(judge, 60)} gives fractions below 1 and whole marks above it`,
        'Bring the marks to one scale; where it is one, name it with --scale LOWEST..HIGHEST.',
      );
  const [lowest] = extents.toSorted(([, a], [, b]) => a.most - b.most);
  const highest = extents.toSorted(([, a], [, b]) => b.most - a.most)[0];
  if (lowest === undefined || highest === undefined) return;
  if (classOf(lowest[1].most) === classOf(highest[1].most)) return;
  throw badGrades(
    lowest[1].place,
    `mixed scales: ${printable(lowest[0], 60)} marks up to ${lowest[1].most}, ${printable(highest[0], 60)} up to ${highest[1].most}`,
    'Audit them apart with --judge NAME; where the scale is one, name it with --scale LOWEST..HIGHEST.',
  );
}

interface Extent {
  n: number;
  most: number;
  /** Between 0 and 1. */
  fractions: number;
  /** Above 1, and there is no fraction among those. */
  wholes: number;
  readonly place: string;
}

function extend(judges: Map<string, Extent>, { grade, place }: Placed): void {
  const mark = grade.mark ?? 0;
  const extent = judges.get(grade.judge) ?? { n: 0, most: mark, fractions: 0, wholes: 0, place };
  extent.n += 1;
  extent.most = Math.max(extent.most, mark);
  if (mark > 0 && mark < 1) extent.fractions += 1;
  if (mark > 1) extent.wholes += Number.isInteger(mark) ? 1 : Number.NEGATIVE_INFINITY;
  judges.set(grade.judge, extent);
}

function classOf(most: number): number {
  return most <= 1 ? 1 : most <= 10 ? 10 : 100;
}
