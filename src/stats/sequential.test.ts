import { describe, expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import { type Interval, wilson } from './intervals.ts';
import { confidenceSequence } from './sequential.ts';

// Its reference values and the properties it shares with the other intervals are in intervals.test.ts.

type Look = (successes: number, n: number, confidence: number) => Interval;

function excludes({ low, high }: Interval, rate: number): boolean {
  return rate < low || rate > high;
}

/** The exact probability that a look after every one of `horizon` trials ever excludes the true rate. */
function everWrong(look: Look, rate: number, horizon: number, confidence: number): number {
  let alive = [1];
  let wrong = 0;
  for (let n = 1; n <= horizon; n += 1) {
    const next: number[] = [];
    for (let k = 0; k <= n; k += 1) {
      const mass = (alive[k] ?? 0) * (1 - rate) + (alive[k - 1] ?? 0) * rate;
      const lost = mass > 0 && excludes(look(k, n, confidence), rate);
      if (lost) wrong += mass;
      next.push(lost ? 0 : mass);
    }
    alive = next;
  }
  return wrong;
}

/** The share of simulated studies in which a look after every trial ever excludes the true rate. */
function shareWrong(look: Look, rate: number, confidence: number): number {
  const studies = 400;
  let wrong = 0;
  for (let study = 0; study < studies; study += 1) {
    const random = randomStream('confidence sequence', rate, study);
    let successes = 0;
    for (let n = 1; n <= 300; n += 1) {
      if (random.chance(rate)) successes += 1;
      if (excludes(look(successes, n, confidence), rate)) {
        wrong += 1;
        break;
      }
    }
  }
  return wrong / studies;
}

describe('confidenceSequence', () => {
  it.each([0.01, 0.3, 0.5, 0.97])(
    'holds at all of 400 looks with the promised probability, rate %d',
    (rate) => {
      expect(everWrong(confidenceSequence, rate, 400, 0.9)).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([0.03, 0.4, 0.8])('holds throughout simulated studies, rate %d', (rate) => {
    expect(shareWrong(confidenceSequence, rate, 0.9)).toBeLessThanOrEqual(0.1);
  });

  it('does so where an interval for a single look fails', () => {
    expect(everWrong(wilson, 0.3, 200, 0.9)).toBeGreaterThan(0.3);
    expect(shareWrong(wilson, 0.4, 0.9)).toBeGreaterThan(0.3);
  });

  it('costs less than twice the width of a single look at 100 trials', () => {
    const sequence = confidenceSequence(30, 100);
    const single = wilson(30, 100);
    expect(sequence.low).toBeLessThan(single.low);
    expect(sequence.high).toBeGreaterThan(single.high);
    expect(sequence.high - sequence.low).toBeLessThan(2 * (single.high - single.low));
  });

  it('narrows as trials come in', () => {
    const widths = [10, 100, 1000, 10_000, 100_000].map((n) => {
      const { low, high } = confidenceSequence(n / 5, n);
      return high - low;
    });
    expect(widths).toEqual([...widths].sort((left, right) => right - left));
    expect(widths.at(-1)).toBeLessThan(0.015);
  });
});
