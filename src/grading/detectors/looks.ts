/** Tests that are no processes are made at looks fixed beforehand, and the level is spent among them. */

/** Whoever looks between two of them sees the result of the earlier. */
export interface Look {
  /** Observations that are looked at: the first so many. */
  readonly n: number;
  /** The part of the level that is spent on this look. */
  readonly level: number;
}

/**
 * After `first` observations, twice, four times as many and so on; the k-th look gets 1 / (k (k + 1)) of the level,
 * which sums to the whole however many there will be.
 * Source: alpha spending, Lan and DeMets, "Discrete Sequential Boundaries for Clinical Trials", Biometrika 70 (1983).
 */
export function looksWithin(observations: number, first: number, level: number): readonly Look[] {
  const looks: Look[] = [];
  for (let k = 1, n = first; n <= observations; k += 1, n *= 2)
    looks.push({ n, level: level / (k * (k + 1)) });
  return looks;
}
