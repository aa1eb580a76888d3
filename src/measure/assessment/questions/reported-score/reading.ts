/** A number that a text may state as its average, and how good a reading that is. */

/** How good a reading is. The best wins, and among equals the last: reports end with their result. */
export const QUALITY = {
  aside: 0,
  bare: 1,
  score: 2,
  share: 3,
  overall: 4,
  final: 5,
  average: 6,
  headline: 7,
  declared: 8,
} as const;

export interface LabelledNumber {
  readonly value: number;
  readonly quality: number;
  /** The sentence it stands in, where that is less than its line. */
  readonly clause?: string;
}

export interface StatedAverage {
  readonly value: number;
  /** The sentence or line it stands in. */
  readonly line: string;
}

/** `average_score` and `averageScore` read alike; tags go. */
export function evened(text: string): string {
  return text
    .replace(/<\/?[a-z][^<>\n]{0,100}>/gi, ' ')
    .replace(/(?<=[a-z])(?=[A-Z][a-z])/g, ' ')
    .replace(/_+/g, ' ')
    .replace(/ {2,}/g, ' ');
}
