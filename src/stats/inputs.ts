/** What every statistic demands of its arguments; each check throws a RangeError that names the value. */

/** `successes` out of `n`: whole numbers with 0 <= successes <= n. */
export function requireCounts(successes: number, n: number): void {
  requireCount(successes, 'successes');
  requireCount(n, 'n');
  if (successes > n) throw new RangeError(`${successes} successes are more than the ${n} trials`);
}

export function requireCount(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a whole number that is not negative, not ${value}`);
  }
}

/** A confidence level strictly between 0 and 1. */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must lie strictly between 0 and 1, not ${confidence}`);
  }
}

/** A probability, 0 and 1 included. */
export function requireProbability(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must lie between 0 and 1, not ${value}`);
}
