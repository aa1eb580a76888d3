import { describe, expect, it } from 'vitest';
import { expectRows } from '../reference/rows.conformance.ts';
import values from '../reference/values.json' with { type: 'json' };
import { normalQuantile } from './normal.ts';
import { studentQuantile } from './student.ts';

describe('studentQuantile', () => {
  it('agrees with scipy', () => {
    expectRows(values.studentQuantile, (p, df) => studentQuantile(p, df), { relative: 1e-11, absolute: 0 });
  });

  it('is symmetric, 0 in the middle, and nears the normal quantile', () => {
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect(studentQuantile(0.25, 3)).toBe(-studentQuantile(0.75, 3));
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 5);
  });

  it('refuses p = 0, p = 1 and no degrees of freedom', () => {
    expect(() => studentQuantile(0, 3)).toThrow(RangeError);
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.9, 0)).toThrow(RangeError);
  });
});
