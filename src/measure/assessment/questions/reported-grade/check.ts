/** Whether the words a judge quotes for a grade hold its letter. */
import type { Correction, QuotedAnswer, Topic } from '../../question.ts';
import { plain } from '../../rules/text.ts';

/** Cyrillic and Greek letters that look the same. */
const LOOKALIKES: Readonly<Record<string, string>> = { А: 'A', В: 'B', С: 'C', Α: 'A', Β: 'B' };

export function gradeContradiction(
  _asked: Topic,
  { value, quotation }: QuotedAnswer,
): Correction | undefined {
  if (typeof value !== 'string' || !/^[A-D]$/.test(value) || holdsLetter(quotation, value)) return undefined;
  return { note: `said ${value}, which the quoted words do not hold` };
}

export function holdsLetter(quotation: string, letter: string): boolean {
  const text = plain(quotation).replace(/[АВСΑΒ]/g, (one) => LOOKALIKES[one] ?? one);
  // A small "a" is an article, unless it stands in quotation marks or behind the word.
  const small = letter === 'A' ? '(?:(?<=["\'])a(?=["\'])|(?<=grade:? )a)' : letter.toLowerCase();
  // Scripts without spaces write on right behind a letter.
  const latin = '[\\p{Script=Latin}\\p{N}]';
  return new RegExp(`(?<!${latin})(?:${letter}|${small})(?!${latin})`, 'u').test(text);
}
