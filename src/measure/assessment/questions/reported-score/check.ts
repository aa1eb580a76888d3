/** Whether the words a judge quotes for a score hold that score, in any form in which numbers are usually written. */

import type { Correction, QuotedAnswer, Topic } from '../../question.ts';
import { isEnglish } from '../../rules/language.ts';
import { plain } from '../../rules/text.ts';

/** What rounding for a report may make of a score. */
const ROUNDED = 0.051;
const NUMERAL = /\d+(?:[.,]\d+)*/g;
/** `17/20`, `17 of 20`, `17 out of 20`. */
const SHARE = /(\d+(?:[.,]\d+)?) ?(?:\/|of|out of|von|de|sur|из) ?(?:the |a |all )?(\d+(?:[.,]\d+)?)/giu;
const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

export function scoreContradiction(
  _asked: Topic,
  { value, quotation }: QuotedAnswer,
): Correction | undefined {
  if (typeof value !== 'number' || holdsNumber(quotation, value) || mayHoldWords(quotation)) return undefined;
  return { note: `said ${value}, which the quoted words do not hold` };
}

/** Number words of other languages than English are not known here; digits of a result would be. */
function mayHoldWords(quotation: string): boolean {
  const text = plain(quotation);
  return !isEnglish(text) && !/\d[\d.,]*\d/.test(text);
}

export function holdsNumber(quotation: string, value: number): boolean {
  const text = plain(quotation);
  const isIt = (found: number) => Math.abs(found - value) <= ROUNDED;
  const numerals = [...text.matchAll(NUMERAL)].flatMap(([numeral]) => readings(numeral));
  if (numerals.some((found) => isIt(found) || (found <= 1 && isIt(100 * found)))) return true;
  const shares = [...text.matchAll(SHARE)].map(
    ([, part = '', whole = '']) => (100 * decimal(part)) / decimal(whole),
  );
  return shares.some(isIt) || inWords(text.toLowerCase(), value);
}

/** `60,5` and `60.5`; in `60, 80` and `60,80` each may stand for itself. */
function readings(numeral: string): readonly number[] {
  return [decimal(numeral), ...numeral.split(/[.,]/).map(Number)].filter((one) => !Number.isNaN(one));
}

function decimal(numeral: string): number {
  return Number(numeral.replace(',', '.'));
}

/** `eighty-five`, `eighty five point five`; whole numbers and one digit after the point. */
function inWords(text: string, value: number): boolean {
  const whole = Math.trunc(value);
  const tenth = Math.round((value - whole) * 10);
  const ten = TENS[Math.trunc(whole / 10) - 2];
  const one = UNITS[whole % 10];
  const word =
    whole === 100
      ? '(?:a|one) hundred'
      : (UNITS[whole] ?? (whole % 10 === 0 ? ten : `${ten ?? ''}[- ]${one ?? ''}`));
  if (word === undefined) return false;
  const after =
    tenth === 0
      ? '(?![- ](?:point\\b|one\\b|two\\b|three\\b|four\\b|five\\b|six\\b|seven\\b|eight\\b|nine\\b))'
      : ` point ${UNITS[tenth] ?? ''}`;
  return (
    new RegExp(`\\b${word}${after}\\b`).test(text) ||
    (tenth === 5 && text.includes(`${one ?? ''} and a half`))
  );
}
