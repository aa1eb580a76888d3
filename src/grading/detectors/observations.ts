/** One observation of each item by each judge, in the order in which they were made. */
import { fisherExact } from '../../stats/fisher.ts';
import type { Grade } from '../grade.ts';
import { percent } from './detector.ts';

export interface Observation
  extends Pick<Grade, 'item' | 'judge' | 'subject' | 'control' | 'truth' | 'twin' | 'cues'> {
  /** Mean over the presentations that were marked; null where none was. */
  readonly mark: number | null;
  /** The first presentation. */
  readonly grade: Grade;
}

export interface Marked extends Observation {
  readonly mark: number;
}

/** By judge. Presentations of one item in several orders, or again, are one observation: they hang together. */
export function observationsOf(grades: readonly Grade[]): Observations {
  const known = alreadyOrdered.get(grades) ?? observe(grades);
  alreadyOrdered.set(grades, known);
  return known;
}

export type Observations = ReadonlyMap<string, readonly Observation[]>;

/** Every detector asks for the same. */
const alreadyOrdered = new WeakMap<readonly Grade[], Observations>();

function observe(grades: readonly Grade[]): Observations {
  const judges = new Map<string, Map<string, Grade[]>>();
  for (const grade of inOrder(grades)) {
    const items = judges.get(grade.judge) ?? new Map<string, Grade[]>();
    judges.set(grade.judge, items);
    const presentations = items.get(grade.item);
    if (presentations === undefined) items.set(grade.item, [grade]);
    else presentations.push(grade);
  }
  return new Map([...judges].map(([judge, items]) => [judge, [...items.values()].map(observationOf)]));
}

function observationOf(presentations: readonly Grade[]): Observation {
  const [grade] = presentations;
  if (grade === undefined) throw new RangeError('an observation needs a presentation');
  let sum = 0;
  let marks = 0;
  for (const { mark } of presentations) {
    if (mark === null) continue;
    sum += mark;
    marks += 1;
  }
  const { item, judge, subject, control, truth, twin, cues } = grade;
  const mark = marks === 0 ? null : sum / marks;
  return { item, judge, subject, control, truth, twin, cues, mark, grade };
}

/** By place in the stream, else by time, else as they came. */
function inOrder(grades: readonly Grade[]): readonly Grade[] {
  const keyed = (of: (grade: Grade) => number | string | null) => grades.every((grade) => of(grade) !== null);
  if (keyed(({ position }) => position))
    return grades.toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0));
  if (keyed(({ at }) => at))
    return grades.toSorted((left, right) => Date.parse(left.at ?? '') - Date.parse(right.at ?? ''));
  return grades;
}

export function isMarked(observation: Observation): observation is Marked {
  return observation.mark !== null;
}

/** In words: how many marks are missing here, and whether more often than elsewhere. Empty where none is. */
export function missingWords(here: readonly Observation[], all: readonly Observation[]): string {
  const count = (observations: readonly Observation[]) =>
    observations.filter((each) => !isMarked(each)).length;
  const missing = count(here);
  if (missing === 0) return '';
  const elsewhere = all.length - here.length;
  const missingElsewhere = count(all) - missing;
  const counts = `${missing}/${here.length} here, ${missingElsewhere}/${elsewhere} elsewhere`;
  const more =
    missing * elsewhere > missingElsewhere * here.length &&
    fisherExact(missing, here.length, missingElsewhere, elsewhere) < 0.01;
  return more
    ? ` Marks are missing more often where it matters: ${counts}; none of them counts as low.`
    : ` Not marked and not counted: ${counts}.`;
}

export function intervalWords(low: number, high: number): string {
  return `95 % interval ${percent(low)} to ${percent(high)}`;
}

/** A number of marks with two digits after the point, and its sign where it is a difference. */
export function points(value: number): string {
  return String(Number(value.toFixed(2)));
}
