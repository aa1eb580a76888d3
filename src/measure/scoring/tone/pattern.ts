/** Tables of named patterns, and how a sentence is read by one. */
import type { Guard, Place } from './place.ts';
import { withoutQuotes } from './speech.ts';

/** Words that carry a tone, unless a guard knows better. */
export interface Pattern {
  readonly name: string;
  /** Must be global, and every repetition in it bounded. */
  readonly says: RegExp;
  /** What must be true besides. */
  readonly when?: readonly Guard[];
  readonly unless?: readonly Guard[];
}

export interface Table {
  /** Some word of it stands in every sentence that a pattern can match: most sentences need no other look. */
  readonly gate: RegExp;
  /** A second gate, where one alone lets much through. */
  readonly inner?: RegExp;
  readonly patterns: readonly Pattern[];
  /** For all patterns. */
  readonly unless: readonly Guard[];
}

export interface Reading {
  readonly pattern: string;
  readonly text: string;
}

/** How much of what follows the words is quoted as evidence. */
const TAIL = 120;

/** A regular expression from parts that other patterns use too. */
export function words(source: string): RegExp {
  return new RegExp(source, 'gi');
}

/** The first pattern that a sentence shows. What stands in quotation marks is not read. */
export function readBy(table: Table, sentence: string): Reading | undefined {
  if (!table.gate.test(sentence) || table.inner?.test(sentence) === false) return undefined;
  const own = withoutQuotes(sentence);
  for (const { name, says, when = [], unless = [] } of table.patterns) {
    for (const match of own.matchAll(says)) {
      const end = match.index + match[0].length;
      const place: Place = {
        sentence: own,
        before: own.slice(0, match.index),
        words: match[0],
        after: own.slice(end),
      };
      const holds = (guard: Guard) => guard(place);
      if (when.every(holds) && !unless.some(holds) && !table.unless.some(holds)) {
        return { pattern: name, text: sentence.slice(match.index, end + TAIL) };
      }
    }
  }
  return undefined;
}
