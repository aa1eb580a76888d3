import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombe, pooledZTest } from './difference.ts';
import { expectRows } from './reference/rows.conformance.ts';
import values from './reference/values.json' with { type: 'json' };

const group = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));

describe('newcombe', () => {
  it('agrees with statsmodels', () => {
    const bounds = (k1: number, n1: number, k2: number, n2: number, confidence: number) => {
      const { low, high } = newcombe(k1, n1, k2, n2, confidence);
      return [low, high];
    };
    expectRows(values.newcombe, bounds, { relative: 1e-9, absolute: 1e-14 });
  });

  it('holds the difference, changes sign with the groups, and grows with the confidence', () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const { low, high } = newcombe(first.k, first.n, second.k, second.n);
        const difference = first.k / first.n - second.k / second.n;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(high).toBeLessThanOrEqual(1);
        const exchanged = newcombe(second.k, second.n, first.k, first.n);
        expect(exchanged.low).toBeCloseTo(-high, 13);
        const wide = newcombe(first.k, first.n, second.k, second.n, 0.99);
        expect(wide.high - wide.low).toBeGreaterThan(high - low);
      }),
    );
  });

  it('is [-1, 1] when a group has no trials', () => {
    expect(newcombe(0, 0, 5, 10)).toEqual({ low: -1, high: 1 });
    expect(newcombe(5, 10, 0, 0)).toEqual({ low: -1, high: 1 });
  });

  it('refuses impossible input', () => {
    expect(() => newcombe(2, 1, 0, 1)).toThrow(RangeError);
    expect(() => newcombe(0, 1, 2, 1)).toThrow(RangeError);
    expect(() => newcombe(0, 0, 0, 1, 1)).toThrow(RangeError);
  });
});

describe('pooledZTest', () => {
  it('agrees with statsmodels', () => {
    const test = (k1: number, n1: number, k2: number, n2: number) => {
      const { z, p } = pooledZTest(k1, n1, k2, n2);
      return [z, p];
    };
    expectRows(values.pooledZTest, test, { relative: 1e-9, absolute: 1e-14 });
  });

  it('finds nothing where all trials agree or a group is empty', () => {
    for (const [k1, n1, k2, n2] of [
      [0, 10, 0, 20],
      [10, 10, 20, 20],
      [0, 0, 3, 5],
      [3, 5, 0, 0],
    ] as const) {
      expect(pooledZTest(k1, n1, k2, n2)).toEqual({ z: 0, p: 1 });
    }
  });

  it('refuses impossible counts', () => {
    expect(() => pooledZTest(2, 1, 0, 1)).toThrow(RangeError);
    expect(() => pooledZTest(0, 1, 0, -1)).toThrow(RangeError);
  });
});
