/**
 * Whether groups of texts can be told apart: a classifier that is fitted on some and asked about others, against the same
 * classifier with the groups dealt out at random.
 */
import { type Random, randomStream } from '../../kit/random.ts';
import { discriminant, type Scores } from '../../stats/discriminant.ts';
import { LETTER_COLUMNS, lettersOf, styleOf } from './features.ts';

export interface Sample {
  readonly text: string;
  /** From 0. */
  readonly group: number;
  /** Numbers of its own beside those of the text. */
  readonly more: readonly number[];
  /** Samples of one block are never split between fitting and asking: of one task, say. Null: alone. */
  readonly block: string | null;
}

export interface Compared<T> {
  readonly found: T;
  /** The mean of what the same classifier finds in groups dealt out at random. */
  readonly byChance: number;
  /** Of finding as much by chance; at least 1 / 200. */
  readonly p: number;
}

/** A verdict of `told-apart` is wrong for at most this share of groups that are alike. */
export const FALSE_ALARM = 0.01;

const FOLDS = 5;
const DEALT = 199;
/** All columns are standardised; how strongly weights are held down, for each row. */
const RIDGE = 0.05;

/** What `measure` makes of the scores, for the groups as they are and dealt out at random. */
export function compare(
  samples: readonly Sample[],
  groups: number,
  seed: number | string,
  measure: (scores: Scores, groupOf: readonly number[]) => number,
): Compared<number> {
  const random = randomStream(seed, 'telling-apart');
  const rows = standardised(samples);
  const scoresFor = discriminant(rows, foldsOf(samples, random), RIDGE * samples.length);
  const groupOf = samples.map(({ group }) => group);
  const found = measure(scoresFor(groupOf, groups), groupOf);
  const dealt = Array.from({ length: DEALT }, () => {
    const other = random.shuffled(groupOf);
    return measure(scoresFor(other, groups), other);
  });
  const asMuch = dealt.filter((one) => one >= found).length;
  return {
    found,
    byChance: dealt.reduce((sum, one) => sum + one, 0) / DEALT,
    p: (asMuch + 1) / (DEALT + 1),
  };
}

/** Letters count together as much as so many columns of style. */
const WORTH_OF_LETTERS = 12;

function standardised(samples: readonly Sample[]): readonly Float64Array[] {
  const rows = samples.map(({ text, more }) =>
    Float64Array.from([...styleOf(text), ...more, ...lettersOf(text)]),
  );
  const width = rows[0]?.length ?? 0;
  for (let column = 0; column < width; column += 1) {
    const values = rows.map((row) => row[column] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const worth = column < width - LETTER_COLUMNS ? 1 : Math.sqrt(WORTH_OF_LETTERS / LETTER_COLUMNS);
    // Differences that are only those of rounding are none.
    const scale = variance > 1e-18 * (1 + mean * mean) ? worth / Math.sqrt(variance) : 0;
    for (const row of rows) row[column] = ((row[column] ?? 0) - mean) * scale;
  }
  return rows;
}

function foldsOf(samples: readonly Sample[], random: Random): readonly number[] {
  const blocks = samples.map(({ block }, place) => block ?? `\u0000${place}`);
  const order = random.shuffled([...new Set(blocks)]);
  const folds = new Map(order.map((block, place) => [block, place % FOLDS]));
  return blocks.map((block) => folds.get(block) ?? 0);
}
