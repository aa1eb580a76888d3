import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearson, type Interval, wilson } from './intervals.ts';
import { expectRows } from './reference/rows.conformance.ts';
import values from './reference/values.json' with { type: 'json' };
import { confidenceSequence } from './sequential.ts';
import { logBinomialMass } from './special/binomial-mass.ts';

const kinds = [
  { name: 'wilson', interval: wilson, rows: values.wilson },
  { name: 'clopperPearson', interval: clopperPearson, rows: values.clopperPearson },
  { name: 'confidenceSequence', interval: confidenceSequence, rows: values.confidenceSequence },
];

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));
const confidences = fc.double({ min: 0.01, max: 0.9999, noNaN: true });

/** The probability that the interval of `n` trials holds the true rate, summed over every possible count. */
function coverage(interval: typeof wilson, n: number, rate: number, confidence: number): number {
  let sum = 0;
  for (let k = 0; k <= n; k += 1) {
    const { low, high } = interval(k, n, confidence);
    if (low <= rate && rate <= high) sum += Math.exp(logBinomialMass(k, n, rate, 1 - rate));
  }
  return sum;
}

const rates = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);

function coverages(interval: typeof wilson, n: number, confidence: number): number[] {
  return rates.map((rate) => coverage(interval, n, rate, confidence));
}

describe.each(kinds)('$name', ({ interval, rows }) => {
  it('agrees with the reference values', () => {
    const bounds = (k: number, n: number, confidence: number) => {
      const { low, high } = interval(k, n, confidence);
      return [low, high];
    };
    expectRows(rows, bounds, { relative: 1e-9, absolute: 1e-15 });
  });

  it('holds the estimate and stays within 0 and 1', () => {
    fc.assert(
      fc.property(counts, confidences, ({ k, n }, confidence) => {
        const { low, high } = interval(k, n, confidence);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('grows with the confidence', () => {
    fc.assert(
      fc.property(counts, confidences, ({ k, n }, confidence) => {
        const narrow = interval(k, n, confidence * 0.99);
        const wide = interval(k, n, confidence);
        expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      }),
    );
  });

  it('mirrors when successes and failures change places', () => {
    fc.assert(
      fc.property(counts, confidences, ({ k, n }, confidence) => {
        const mirrored = interval(n - k, n, confidence);
        expect(1 - mirrored.high).toBeCloseTo(interval(k, n, confidence).low, 12);
      }),
    );
  });

  it('is [0, 1] without trials, and 95% unless told', () => {
    expect(interval(0, 0)).toEqual<Interval>({ low: 0, high: 1 });
    expect(interval(3, 17)).toEqual(interval(3, 17, 0.95));
  });

  it('begins at exactly 0 and ends at exactly 1 where nothing or everything succeeded', () => {
    expect(interval(0, 40).low).toBe(0);
    expect(interval(40, 40).high).toBe(1);
  });

  it('refuses impossible counts and confidences', () => {
    for (const [k, n] of [
      [3, 2],
      [-1, 2],
      [0.5, 2],
      [1, 2.5],
      [Number.NaN, 2],
      [0, -1],
      [0, Number.POSITIVE_INFINITY],
    ]) {
      expect(() => interval(k ?? 0, n ?? 0)).toThrow(RangeError);
    }
    for (const confidence of [0, 1, -0.5, 95, Number.NaN]) {
      expect(() => interval(1, 2, confidence)).toThrow(RangeError);
    }
  });
});

describe('coverage by enumeration', () => {
  it.each([10, 37, 100])('of wilson is near its level for n = %i, on average over the rates', (n) => {
    const found = coverages(wilson, n, 0.95);
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    expect(Math.abs(mean - 0.95)).toBeLessThan(0.012);
    expect(Math.min(...found)).toBeGreaterThan(0.83);
  });

  it.each([10, 37, 100])('of clopperPearson never falls below its level for n = %i', (n) => {
    expect(Math.min(...coverages(clopperPearson, n, 0.95))).toBeGreaterThanOrEqual(0.95);
    expect(Math.min(...coverages(clopperPearson, n, 0.8))).toBeGreaterThanOrEqual(0.8);
  });
});
