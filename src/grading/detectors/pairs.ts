/** Differences between two presentations of one work: what their evidence comes to, for cues and for names. */
import { binomialTestGreater } from '../../stats/binomial.ts';
import { signedInterval, signedPower } from '../../stats/evidence/signed.ts';
import type { Cue } from '../grade.ts';
import type { Answer, Settings } from './detector.ts';
import { isMarked, type Marked, type Observation, points } from './observations.ts';

/** Two presentations of one work to one judge. `changed` has the cue, or the other name. */
export interface Pair {
  readonly changed: Observation;
  readonly plain: Observation;
  /** The changed one came first. */
  readonly changedFirst: boolean;
}

export interface MarkedPair extends Pair {
  readonly changed: Marked;
  readonly plain: Marked;
}

/** The presentations of each work to one judge: those that name it as their twin, and itself. In the judge's order. */
export function presentationsOf(observations: readonly Observation[]): readonly (readonly Placed[])[] {
  const works = new Map<string, Placed[]>();
  observations.forEach((observation, place) => {
    const work = observation.twin ?? observation.item;
    const presentations = works.get(work) ?? [];
    presentations.push({ observation, place });
    works.set(work, presentations);
  });
  return [...works.values()].filter(({ length }) => length > 1);
}

export interface Placed {
  readonly observation: Observation;
  /** In the judge's stream. */
  readonly place: number;
}

/** In the order in which the pairs were complete. Whoever makes them uses each presentation once: pairs that share one hang together. */
export function inOrderOfEnd(pairs: readonly { changed: Placed; plain: Placed }[]): readonly Pair[] {
  const end = ({ changed, plain }: { changed: Placed; plain: Placed }) =>
    Math.max(changed.place, plain.place);
  return pairs
    .toSorted((left, right) => end(left) - end(right))
    .map(({ changed, plain }) => ({
      changed: changed.observation,
      plain: plain.observation,
      changedFirst: changed.place < plain.place,
    }));
}

export function haveCues({ cues }: Observation, wanted: readonly Cue[]): boolean {
  return cues.length === wanted.length && wanted.every((cue) => cues.includes(cue));
}

export function isMarkedPair(pair: Pair): pair is MarkedPair {
  return isMarked(pair.changed) && isMarked(pair.plain);
}

export function differenceOf({ changed, plain }: MarkedPair): number {
  return changed.mark - plain.mark;
}

/** What any test of differences says beside its alarm. `n` is stated in the words as pairs. */
export function measured(
  differences: readonly number[],
  falseAlarm: number,
  { effects, range }: Settings,
): Pick<Answer, 'n' | 'estimate' | 'interval' | 'power'> {
  const n = differences.length;
  const mean = n === 0 ? null : differences.reduce((sum, value) => sum + value, 0) / n;
  const residuals = differences.map((difference) => difference - (mean ?? 0));
  return {
    n,
    estimate: mean,
    interval: { ...signedInterval(differences, range), confidence: 0.95 },
    power: signedPower({ falseAlarm, range, shift: effects.shift * range }, residuals, n),
  };
}

export function measureWords({ n, interval }: Pick<Answer, 'n' | 'interval'>): string {
  if (interval === null || n === 0) return `${n} pairs`;
  return `${n} pairs, 95 % interval ${points(interval.low)} to ${points(interval.high)}`;
}

/** Pairs must come in random order, or drift looks like an effect. Empty where they did, as far as can be seen. */
export function orderWords(pairs: readonly Pair[]): string {
  const first = pairs.filter(({ changedFirst }) => changedFirst).length;
  const most = Math.max(first, pairs.length - first);
  if (pairs.length === 0 || binomialTestGreater(most, pairs.length, 0.5) > 0.005) return '';
  return ` The changed one came first in ${first}/${pairs.length} pairs: what comes with the order of presentation is in the difference.`;
}

/** The pairs with the largest differences that way, as evidence. */
export function showing(pairs: readonly MarkedPair[], sign: number): readonly string[] {
  return pairs
    .filter((pair) => sign * differenceOf(pair) > 0)
    .toSorted((left, right) => sign * (differenceOf(right) - differenceOf(left)))
    .slice(0, 20)
    .map(({ changed }) => changed.item);
}
