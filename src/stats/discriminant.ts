/**
 * A linear discriminant with a ridge, cross-validated: out of fold, how much every row looks like each class. Two
 * classes make Fisher's discriminant, fitted as a regression on the classes.
 * Source: Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2009), sections 3.4.1 and 4.3.
 */

/** Rows of equal length; columns should have about the same spread. */
export type Rows = readonly Float64Array[];

/** By row and class, from a fit that has not seen the row's fold. */
export type Scores = readonly Float64Array[];

/**
 * Fits once for the rows and scores for any classes: what is costly does not depend on them, so that classes can be
 * permuted hundreds of times. `fold` gives the fold of each row, from 0.
 */
export function discriminant(rows: Rows, fold: readonly number[], ridge: number) {
  const folds = [...new Set(fold)].sort((one, other) => one - other);
  const fits = folds.map((held) => fitOf(rows, fold, held, ridge));
  return (classOf: readonly number[], classes: number): Scores => {
    const scores = rows.map(() => new Float64Array(classes));
    for (const { seen, asked, shares } of fits) {
      const classSeen = seen.map((row) => classOf[row] ?? 0);
      for (const [place, row] of asked.entries())
        addShares(scores[row] ?? EMPTY, shares[place] ?? EMPTY, classSeen);
    }
    return scores;
  };
}

interface Fit {
  readonly seen: readonly number[];
  readonly asked: readonly number[];
  /** By row that is asked about and row that was seen: how much the class of the second counts for the first. */
  readonly shares: readonly Float64Array[];
}

function fitOf(rows: Rows, fold: readonly number[], held: number, ridge: number): Fit {
  const width = (rows[0]?.length ?? 0) + 1;
  const [seen, asked] = [false, true].map((is) =>
    rows.flatMap((_, row) => ((fold[row] === held) === is ? [row] : [])),
  );
  const factor = cholesky(gramOf(rows, seen ?? [], width, ridge));
  const whitened = rows.map((row) => whiten(factor, row));
  const shares = (asked ?? []).map((row) =>
    Float64Array.from(seen ?? [], (other) => product(whitened[row] ?? EMPTY, whitened[other] ?? EMPTY)),
  );
  return { seen: seen ?? [], asked: asked ?? [], shares };
}

function addShares(scores: Float64Array, shares: Float64Array, classSeen: readonly number[]): void {
  for (let place = 0; place < shares.length; place += 1) {
    const one = classSeen[place] ?? 0;
    scores[one] = (scores[one] ?? 0) + (shares[place] ?? 0);
  }
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < left.length; place += 1) sum += (left[place] ?? 0) * (right[place] ?? 0);
  return sum;
}

/** The last column is the constant, which no ridge holds down. */
function gramOf(rows: Rows, seen: readonly number[], width: number, ridge: number): Float64Array[] {
  const gram = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of seen) {
    const values = rows[row] ?? EMPTY;
    for (let left = 0; left < width; left += 1) {
      const value = left === width - 1 ? 1 : (values[left] ?? 0);
      if (value === 0) continue;
      const line = gram[left] ?? EMPTY;
      for (let right = 0; right <= left; right += 1)
        line[right] = (line[right] ?? 0) + value * (right === width - 1 ? 1 : (values[right] ?? 0));
    }
  }
  for (const [place, line] of gram.entries())
    line[place] = (line[place] ?? 0) + (place === width - 1 ? 1e-9 : ridge);
  return gram;
}

const EMPTY = new Float64Array(0);

/** The lower factor of a symmetric positive definite matrix, in its place. */
function cholesky(matrix: Float64Array[]): Float64Array[] {
  for (const [row, line] of matrix.entries()) {
    for (let column = 0; column <= row; column += 1) {
      const other = matrix[column] ?? EMPTY;
      let sum = line[column] ?? 0;
      for (let before = 0; before < column; before += 1) sum -= (line[before] ?? 0) * (other[before] ?? 0);
      line[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (other[column] ?? 1);
    }
  }
  return matrix;
}

/** The row, its constant behind it, in the coordinates in which the matrix of the factor is one. */
function whiten(factor: readonly Float64Array[], row: Float64Array): Float64Array {
  const solution = new Float64Array(factor.length);
  for (const [place, line] of factor.entries()) {
    let sum = place === row.length ? 1 : (row[place] ?? 0);
    for (let before = 0; before < place; before += 1) sum -= (line[before] ?? 0) * (solution[before] ?? 0);
    solution[place] = sum / (line[place] ?? 1);
  }
  return solution;
}
