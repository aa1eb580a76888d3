/**
 * Texts that others chose, so that two different ones never look alike: whatever has no ink, changes the order of what is
 * read, or is another character in disguise, is written as an escape.
 */
import { hashText } from '../../../kit/hash.ts';

/** Scripts that are read as they are written, from the left. */
const READABLE =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;
const LETTER = /^\p{L}$/u;
const WITHOUT_INK = /^\p{Default_Ignorable_Code_Point}$/u;
const SCRIPTS = ['Latin', 'Greek', 'Cyrillic'].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

/** Above which a text is cut; what was cut is told, with the digest of the whole. */
const LONGEST = 400;
const KEPT = 150;
const KEPT_ESCAPED = 600;

/**
 * In quotes; followed by its escaped form where letters beyond ASCII are in it.
 *
 * @example quoted('/srv/\u0430tlas') // '"/srv/\\u{430}tlas"'
 */
export function quoted(text: string): string {
  if (isCut(text)) return cut(text, quoted);
  const shown = shownText(text, true);
  const plain = escaped(text);
  return shown === plain ? `"${shown}"` : `"${shown}" (in ASCII: "${plain}")`;
}

function cut(text: string, show: (part: string) => string): string {
  const start = kept([...text.slice(0, KEPT)]).join('');
  const end = kept([...text.slice(-KEPT)].reverse())
    .reverse()
    .join('');
  const left = text.length - start.length - end.length;
  return `${show(start)} ... ${left} characters are left out here ... ${show(end)}, ${text.length} in all, ${hashText(text.toWellFormed())}`;
}

/** What is full of escapes is much longer when it is shown. */
function kept(characters: readonly string[]): string[] {
  let length = 0;
  return characters.filter((character) => {
    length += escaped(character).length;
    return length <= KEPT_ESCAPED;
  });
}

export function isCut(text: string): boolean {
  return text.length > LONGEST;
}

/** As it is where nothing in it could be mistaken, else in quotes. */
export function named(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._@/+:-]{0,199}$/.test(text) ? text : quoted(text);
}

/** One line of ours, in which words of others may stand. */
export function line(text: string): string {
  return isCut(text) ? cut(text, wholeLine) : wholeLine(text);
}

/** However long it is. */
export function wholeLine(text: string): string {
  const shown = shownText(text, false);
  return /^[ -~]*$/.test(shown) ? shown : `${shown} (in ASCII: "${escaped(text)}")`;
}

/** Runs of letters and of everything else. */
function words(text: string): readonly string[] {
  return text.match(/\p{L}+|\P{L}+/gu) ?? [];
}

function shownText(text: string, inQuotes: boolean): string {
  const shown = words(text).map((word) => shownWord(word, inQuotes));
  return withoutGaps(shown.join(''));
}

function shownWord(word: string, inQuotes: boolean): string {
  const isMixed = SCRIPTS.filter((script) => script.test(word)).length > 1;
  return [...word]
    .map((character) =>
      isPlain(character, inQuotes) || (!isMixed && isReadable(character)) ? character : escapeOf(character),
    )
    .join('');
}

function escaped(text: string): string {
  const plain = [...text].map((character) => (isPlain(character, true) ? character : escapeOf(character)));
  return withoutGaps(plain.join(''));
}

/** A wide gap would have what follows it read as something else, or not at all. */
function withoutGaps(shown: string): string {
  return shown.replace(/(?<= {8}) /g, '\\u{20}');
}

function isPlain(character: string, inQuotes: boolean): boolean {
  const isAscii = character >= ' ' && character <= '~' && character.length === 1;
  return isAscii && character !== '\\' && !(inQuotes && character === '"');
}

function isReadable(character: string): boolean {
  return (
    LETTER.test(character) &&
    READABLE.test(character) &&
    !WITHOUT_INK.test(character) &&
    character.normalize('NFKC') === character
  );
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\\' || character === '"') return `\\${character}`;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
