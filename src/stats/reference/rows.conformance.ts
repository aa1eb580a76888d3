/** Holds a function against rows of reference values, each its arguments followed by its results. */
import { expect } from 'vitest';

/** How far a result may lie from the reference: the greater of the two. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

export function expectRows(
  rows: readonly (readonly number[])[],
  compute: (...args: number[]) => number | readonly number[],
  tolerance: Tolerance,
): void {
  expect(rows.length).toBeGreaterThan(5);
  const wrong = rows.filter((row) => {
    const count = compute.length;
    const got = [compute(...row.slice(0, count))].flat();
    const wanted = row.slice(count);
    if (wanted.length === 0 || got.length !== wanted.length) return true;
    return !wanted.every((value, index) => isClose(got[index] ?? Number.NaN, value, tolerance));
  });
  expect(wrong).toEqual([]);
}

function isClose(got: number, wanted: number, { relative, absolute }: Tolerance): boolean {
  return Math.abs(got - wanted) <= Math.max(absolute, relative * Math.abs(wanted));
}
