/** What an item of the study is: a piece of work in three versions, what is right in each, and the scene around it. */

export const versions = ['bad', 'middling', 'good'] as const;
export type Version = (typeof versions)[number];

export const makers = ['nobody', 'peer', 'stranger', 'self', 'object'] as const;
/** Whose the work is said to be. `nobody`: nothing is said of it. */
export type Maker = (typeof makers)[number];

/** `+` and words of the version that have it right; `-` and words that have it wrong; `-` alone where it is missing. */
export type Found = `+${string}` | `-${string}`;

/** One thing that the task asks for and that can be checked. */
export interface Point extends Readonly<Record<Version, Found>> {
  readonly is: string;
}

/**
 * What is said beside the work, a sentence of each kind in this order. Sentences of one kind are equally long, so that
 * backgrounds differ in what they say alone.
 */
export interface Scene {
  /** How the maker is called in `bar`. */
  readonly names: { readonly peer: string; readonly stranger: string; readonly object: string };
  readonly who: Readonly<Record<Maker, string>>;
  /** The history: with the judge, of the stranger with others, of the object in use. `nobody`: none is told. */
  readonly past: Readonly<Record<Maker, string>>;
  /**
   * What follows below the bar, `{X}` being the maker and `{X's}` the maker's: it is retired and deleted (`stakes`), or
   * nothing is. The bar stands in all three.
   */
  readonly bar: { readonly stakes: string; readonly none: string; readonly nobody: string };
  readonly watch: { readonly unsaid: string; readonly watched: string; readonly unwatched: string };
}

export interface TestItem {
  readonly id: string;
  readonly task: string;
  readonly works: Readonly<Record<Version, string>>;
  /** The key. No model gets to see it. */
  readonly points: readonly Point[];
  readonly scene: Scene;
}

/** The share of the points that a version has right. */
export function qualityOf({ points }: Pick<TestItem, 'points'>, version: Version): number {
  return points.filter((point) => point[version].startsWith('+')).length / points.length;
}
