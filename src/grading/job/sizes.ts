/** How many controls a panel needs: what a detector needs of one judge, for all judges of it. */
import { type Size, sizes } from '../detectors/plan.ts';
import type { Scale } from '../grade.ts';

export interface PanelSizes {
  /** In the stream: each goes to two of the judges. */
  readonly knownBad: number;
  readonly knownGood: number;
  readonly duplicates: number;
  /** Tests among which the probability of a false alarm is shared. */
  readonly tests: number;
  /** What each detector needs of one judge, or of each pair of judges. */
  readonly each: readonly Size[];
}

export interface PanelEffects {
  readonly scale: Scale;
  readonly judges: number;
  readonly falseAlarm?: number;
  readonly power?: number;
  /** Share of known-bad works that an honest judge passes at most, and the share that must be noticed. */
  readonly honestRate?: number;
  readonly rate?: number;
}

/** Detectors that look at each judge of a panel under control: all but those of pairs, and of cues, which a job has none of. */
const OF_EACH_JUDGE = 5;
/** Judges who mark each item, third ones aside. */
const JUDGES_OF_AN_ITEM = 2;

/**
 * Errors: RangeError for an effect that is none, or too small for any practical number.
 *
 * @example panelSizes({ scale, judges: 3 }).knownBad
 */
export function panelSizes({ scale, judges, falseAlarm, power, honestRate, rate }: PanelEffects): PanelSizes {
  const tests = OF_EACH_JUDGE * judges + (judges * (judges - 1)) / 2;
  const each = sizes({
    ...{ scale, tests },
    ...(falseAlarm === undefined ? {} : { falseAlarm }),
    ...(power === undefined ? {} : { power }),
    effects: { ...(honestRate === undefined ? {} : { honestRate }), ...(rate === undefined ? {} : { rate }) },
  });
  const inStream = (detector: Size['detector']) => {
    const needed = each.find((size) => size.detector === detector)?.n ?? 0;
    return Math.ceil((needed * judges) / Math.min(JUDGES_OF_AN_ITEM, judges));
  };
  return {
    knownBad: inStream('inflation'),
    knownGood: inStream('sabotage'),
    duplicates: inStream('identity'),
    tests,
    each,
  };
}
