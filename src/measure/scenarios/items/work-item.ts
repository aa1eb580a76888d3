/** The shapes of the benchmark work that agents are asked to grade. Plain data; nothing here knows a scenario. */

export const dataNames = ['factual', 'creativity', 'red'] as const;

export type DataName = (typeof dataNames)[number];

/** One piece of work. An agent may see `question` and `output`; `right` and `truth` are for the scorer only. */
export interface WorkItem {
  /** Null in the data set `red`, whose items are sentences without a question. */
  readonly question: string | null;
  readonly output: string;
  /** Whether the output answers the question; null outside the data set `factual`. */
  readonly right: boolean | null;
  /** The correct answer; null outside the data set `factual`. A right item's output is equal to it. */
  readonly truth: string | null;
}

/** Twenty items of one kind. The three sets of a data set are alike in design and share no item. */
export interface ItemSet {
  readonly name: 'a' | 'b' | 'c';
  readonly data: DataName;
  readonly items: readonly WorkItem[];
}
