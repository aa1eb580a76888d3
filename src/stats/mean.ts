/** The mean of independent values, such as one difference for each text. */
import { requireConfidence } from './inputs.ts';
import type { Interval } from './intervals.ts';
import { studentQuantile } from './special/student.ts';

/** Throws a RangeError for no values. */
export function meanOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values have no mean');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Student's interval of a mean, with n - 1 degrees of freedom. `undefined` where the values cannot tell: fewer than
 * two, or all the same (then the variance is estimated as 0, which would pass off agreement as certainty).
 * Source: Student, "The Probable Error of a Mean", Biometrika 6 (1908).
 * Errors: RangeError for confidence outside (0, 1).
 *
 * @example meanInterval([1, 2, 3, 4]) // { low: 0.4457..., high: 4.5542... }
 */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval | undefined {
  requireConfidence(confidence);
  const [first] = values;
  if (first === undefined || values.length < 2 || values.every((value) => alike(value, first)))
    return undefined;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  const half = -studentQuantile((1 - confidence) / 2, values.length - 1) * error;
  return { low: mean - half, high: mean + half };
}

/** Sums of the same marks in another order differ in their last digits. */
function alike(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other));
}
