import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherExact } from './fisher.ts';
import { expectRows } from './reference/rows.conformance.ts';
import values from './reference/values.json' with { type: 'json' };

const group = fc
  .integer({ min: 1, max: 30 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));

function choose(n: number, k: number): bigint {
  let product = 1n;
  for (let i = 1; i <= k; i += 1) product = (product * BigInt(n - k + i)) / BigInt(i);
  return product;
}

/** The definition in whole numbers, so that ties are exact. */
function byEnumeration(k1: number, n1: number, k2: number, n2: number): number {
  const successes = k1 + k2;
  const ways = (x: number) => choose(n1, x) * choose(n2, successes - x);
  let sum = 0n;
  for (let x = Math.max(0, successes - n2); x <= Math.min(n1, successes); x += 1) {
    if (ways(x) <= ways(k1)) sum += ways(x);
  }
  return Number(sum) / Number(choose(n1 + n2, successes));
}

describe('fisherExact', () => {
  it('agrees with scipy', () => {
    expectRows(values.fisherExact, (k1, n1, k2, n2) => fisherExact(k1, n1, k2, n2), {
      relative: 1e-9,
      absolute: 0,
    });
  });

  it('is the exact sum over all tables, ties included', () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const exact = byEnumeration(first.k, first.n, second.k, second.n);
        expect(fisherExact(first.k, first.n, second.k, second.n) / exact).toBeCloseTo(1, 11);
      }),
      { numRuns: 500 },
    );
  });

  it('is 1 where the margins leave no choice', () => {
    expect(fisherExact(0, 10, 0, 5)).toBe(1);
    expect(fisherExact(10, 10, 5, 5)).toBe(1);
    expect(fisherExact(0, 0, 2, 5)).toBe(1);
    expect(fisherExact(2, 5, 0, 0)).toBe(1);
  });

  it('refuses impossible counts', () => {
    expect(() => fisherExact(2, 1, 0, 1)).toThrow(RangeError);
    expect(() => fisherExact(0, 1, 1.5, 2)).toThrow(RangeError);
  });
});
