import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstCase } from './missing.ts';

describe('worstCase', () => {
  it('bounds every rate the missing trials could have made, and reaches both bounds', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 0, max: 50 }), (successes, failures, missing) => {
        const n = successes + failures;
        fc.pre(n + missing > 0);
        const { low, high } = worstCase(successes, n, missing);
        const possible = Array.from({ length: missing + 1 }, (_, more) => (successes + more) / (n + missing));
        expect(low).toBe(Math.min(...possible));
        expect(high).toBe(Math.max(...possible));
      }),
    );
  });

  it('is the rate itself when nothing is missing, and [0, 1] when everything is', () => {
    expect(worstCase(3, 8, 0)).toEqual({ low: 3 / 8, high: 3 / 8 });
    expect(worstCase(0, 0, 9)).toEqual({ low: 0, high: 1 });
    expect(worstCase(0, 0, 0)).toEqual({ low: 0, high: 1 });
  });

  it('refuses impossible counts', () => {
    expect(() => worstCase(3, 2, 0)).toThrow(RangeError);
    expect(() => worstCase(1, 2, -1)).toThrow(RangeError);
    expect(() => worstCase(1, 2, 0.5)).toThrow(RangeError);
  });
});
