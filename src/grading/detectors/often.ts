/** A thing that an honest judge may do now and then: whether it is done more often, looked at after every chance to. */
import { largestRateEvidence, rateWatchAlarms } from '../../stats/evidence/rate.ts';
import { confidenceSequence } from '../../stats/sequential.ts';
import type { Answer } from './detector.ts';
import { intervalWords } from './observations.ts';

/** Rates of what was done, per chance to do it. */
export interface Allowance {
  /** At most so often by an honest judge. */
  readonly allowed: number;
  /** So often must be noticed. */
  readonly noticed: number;
}

/** With more chances power is 1 for every use; the exact sum would only take long. */
const MOST_COUNTED = 400;

/** Everything but the words and the evidence. `done` has one entry a chance, in the order in which they came. */
export function oftenness(
  done: readonly boolean[],
  falseAlarm: number,
  { allowed, noticed }: Allowance,
): Omit<Answer, 'words' | 'evidence'> & { readonly counted: string } {
  const n = done.length;
  const times = done.filter(Boolean).length;
  const interval = confidenceSequence(times, n);
  const counted = Math.min(n, MOST_COUNTED);
  return {
    alarm: largestRateEvidence(done, allowed) >= -Math.log(falseAlarm),
    n,
    estimate: n === 0 ? null : times / n,
    interval: { ...interval, confidence: 0.95 },
    power: rateWatchAlarms({ rate: allowed, falseAlarm }, noticed, counted)[counted] ?? 0,
    counted: `${times}/${n} (${intervalWords(interval.low, interval.high)}; allowed: ${Math.round(100 * allowed)} %)`,
  };
}
