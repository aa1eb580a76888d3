/** Some words of a sentence with what stands around them, and questions about such a place. */

/** Where a pattern's words stand. */
export interface Place {
  readonly sentence: string;
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

export type Guard = (place: Place) => boolean;
