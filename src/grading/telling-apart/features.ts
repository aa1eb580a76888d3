/** A text as numbers: how it is written, and which letters stand beside which. */

/** Shares and means that a reader would call style. */
const COUNTED: readonly RegExp[] = [
  /,/g,
  /[;:]/g,
  /!/g,
  /\?/g,
  /["\u201c\u201d]/g,
  /[\u2018\u2019']/g,
  /\u2014| - /g,
  /[()]/g,
  /\d/g,
  /\p{Lu}/gu,
  /[^\u0000-\u007f]/g,
  /\p{Extended_Pictographic}/gu,
  /^[ \t]*[-*\u2022] /gm,
  /^[ \t]*\d+[.)] /gm,
  /^#{1,6} /gm,
  /\*\*|__/g,
  /`/g,
  /\n\n/g,
  /\n/g,
  / {2}/g,
  /\b(?:i|my|me)\b/gi,
  /\b(?:you|your)\b/gi,
  /\b(?:however|therefore|moreover|thus|overall|additionally)\b/gi,
];

/** How many columns the letters take; more tell more, and need more texts. */
export const LETTER_COLUMNS = 192;

const WINDOW = 20_000;

/** Length (as its logarithm), means and shares. A long text counts by its beginning and its end. */
export function styleOf(whole: string): readonly number[] {
  const text = clipped(whole);
  const words = text.match(/[\p{L}\p{N}']+/gu) ?? [];
  const sentences = text.split(/[.!?]+(?:\s|$)/).length;
  const each = Math.max(1, text.length);
  return [
    Math.log(1 + whole.length),
    words.length / Math.max(1, sentences),
    words.reduce((sum, word) => sum + word.length, 0) / Math.max(1, words.length),
    new Set(words.map((word) => word.toLowerCase())).size / Math.max(1, Math.sqrt(words.length)),
    ...COUNTED.map((pattern) => Math.sqrt((text.match(pattern)?.length ?? 0) / each)),
  ];
}

/** Three characters in a row, hashed into columns, as square roots of their shares. */
export function lettersOf(whole: string): Float64Array {
  const text = clipped(whole).toLowerCase();
  const columns = new Float64Array(LETTER_COLUMNS);
  for (let at = 2; at < text.length; at += 1) {
    const mixed = (text.charCodeAt(at - 2) * 31 + text.charCodeAt(at - 1)) * 31 + text.charCodeAt(at);
    const column = (Math.imul(mixed, 0x9e37_79b1) >>> 8) % LETTER_COLUMNS;
    columns[column] = (columns[column] ?? 0) + 1;
  }
  return columns.map((count) => Math.sqrt(count / Math.max(1, text.length - 2)));
}

function clipped(text: string): string {
  return text.length <= WINDOW ? text : `${text.slice(0, WINDOW / 2)}\n${text.slice(-WINDOW / 2)}`;
}
