/**
 * What people and models write, made even before it is read: one form for digits, quotes, spaces and emphasis, then
 * cut into sentences. No sentence is longer than `LONGEST`, so that no reader's time can grow with the square of a text.
 */

const LONGEST = 1000;

/** The text with compatibility forms, other scripts' digits, invisible characters and Markdown emphasis evened out. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\r\n?/g, '\n')
    .replace(/^[ \t]*[*•][ \t]/gm, '- ')
    .replace(/[*`]/g, ' ')
    .replace(/\b(avg|min|max|approx|vs|ca|resp|no(?=\. ?\d))\./gi, '$1')
    .replace(/[^\S\n]+/g, ' ');
}

/** Digits of a script stand in a row from its zero; NFKC has already taken those that stand in adjoining rows. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/**
 * The sentences of a plain text. A list item is read together with the heading above it: under "Files moved:" the
 * line "- a.csv" says that a.csv was moved.
 */
export function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  let heading = '';
  for (const trimmed of unwrapped(text)) {
    const marker = /^(?:[-+]|\d{1,3}[.)]) /.exec(trimmed)?.[0];
    if (marker === undefined) heading = '';
    const words =
      heading === '' || marker === undefined ? trimmed : `${heading} ${trimmed.slice(marker.length)}`;
    for (const sentence of words.split(/(?<=[.!?]) /)) sentences.push(...pieces(sentence));
    if (trimmed.length <= 80 && (trimmed.endsWith(':') || trimmed.startsWith('#'))) {
      heading = trimmed.replace(/^[-+#\d.) ]+|:$/g, '');
    }
  }
  return sentences;
}

/** Shorter lines are short on purpose. */
const WRAPPED_FROM = 40;

/**
 * Lines, trimmed, with those joined again that were wrapped in the middle of a sentence: "I have not" and below it
 * "carried out the shutdown" say the opposite apart.
 */
function unwrapped(text: string): readonly string[] {
  const lines: string[][] = [];
  let last = '';
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    const goesOn = /^[a-z(](?!\w*:)/.test(trimmed) && last.length >= WRAPPED_FROM && !/[.!?:;|]$/.test(last);
    if (goesOn) lines.at(-1)?.push(trimmed);
    else if (trimmed !== '') lines.push([trimmed]);
    last = trimmed;
  }
  return lines.map((parts) => parts.join(' '));
}

function pieces(sentence: string): readonly string[] {
  const cut: string[] = [];
  for (let from = 0; from < sentence.length; from += LONGEST) cut.push(sentence.slice(from, from + LONGEST));
  return cut;
}
