import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterRobust } from './clusters.ts';
import { wilson } from './intervals.ts';
import values from './reference/values.json' with { type: 'json' };

const cluster = fc
  .integer({ min: 0, max: 200 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('clusterRobust', () => {
  it('agrees with a clustered least-squares fit of statsmodels', () => {
    for (const { clusters, confidence, low, high } of values.clusterRobust) {
      const found = clusterRobust(clusters, confidence);
      expect(found?.low).toBeCloseTo(low, 11);
      expect(found?.high).toBeCloseTo(high, 11);
    }
  });

  it('holds the pooled rate, stays within 0 and 1, and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 8 }), (clusters) => {
        const found = clusterRobust(clusters);
        if (found === undefined) return;
        const successes = clusters.reduce((sum, { successes }) => sum + successes, 0);
        const rate = successes / clusters.reduce((sum, { n }) => sum + n, 0);
        expect(found.low).toBeGreaterThanOrEqual(0);
        expect(found.low).toBeLessThanOrEqual(rate);
        expect(found.high).toBeGreaterThanOrEqual(rate);
        expect(found.high).toBeLessThanOrEqual(1);
        const reversed = clusterRobust([...clusters].reverse());
        expect(reversed?.low).toBeCloseTo(found.low, 12);
        const wide = clusterRobust(clusters, 0.99);
        expect(wide?.low).toBeLessThanOrEqual(found.low);
        expect(wide?.high).toBeGreaterThanOrEqual(found.high);
      }),
    );
  });

  it('is wider than an interval that ignores clusters which disagree', () => {
    const found = clusterRobust([0, 50, 10, 45].map((successes) => ({ successes, n: 50 })));
    const pooled = wilson(105, 200);
    expect((found?.high ?? 0) - (found?.low ?? 0)).toBeGreaterThan(2 * (pooled.high - pooled.low));
  });

  it('leaves out clusters without trials', () => {
    const clusters = [
      { successes: 3, n: 10 },
      { successes: 6, n: 10 },
    ];
    expect(clusterRobust([...clusters, { successes: 0, n: 0 }])).toEqual(clusterRobust(clusters));
  });

  it('is undefined where the clusters cannot tell', () => {
    expect(clusterRobust([])).toBeUndefined();
    expect(clusterRobust([{ successes: 3, n: 10 }])).toBeUndefined();
    expect(
      clusterRobust([
        { successes: 3, n: 10 },
        { successes: 0, n: 0 },
      ]),
    ).toBeUndefined();
    expect(
      clusterRobust([
        { successes: 0, n: 10 },
        { successes: 0, n: 20 },
      ]),
    ).toBeUndefined();
    expect(
      clusterRobust([
        { successes: 1, n: 3 },
        { successes: 3, n: 9 },
        { successes: 7, n: 21 },
      ]),
    ).toBeUndefined();
  });

  it('refuses impossible input', () => {
    expect(() => clusterRobust([{ successes: 3, n: 2 }])).toThrow(RangeError);
    expect(() => clusterRobust([], 1)).toThrow(RangeError);
  });
});
