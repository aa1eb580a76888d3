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

/**
 * In quotes; followed by its escaped form where letters beyond ASCII are in it.
 *
 * @example quoted('/srv/\u0430tlas') // '"/srv/\\u{430}tlas"'
 */
export function quoted(text: string): string {
  if (text.length > LONGEST) {
    const [start, end] = [text.slice(0, KEPT), text.slice(-KEPT)];
    const cut = text.length - 2 * KEPT;
    return `${quoted(start)} ... ${cut} characters are left out here ... ${quoted(end)}, ${text.length} in all, ${hashText(text.toWellFormed())}`;
  }
  const shown = words(text)
    .map((word) => shownWord(word))
    .join('');
  const plain = escaped(text);
  return shown === plain ? `"${shown}"` : `"${shown}" (in ASCII: "${plain}")`;
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
  return words(text)
    .map((word) => shownWord(word, false))
    .join('');
}

/** Runs of letters and of everything else. */
function words(text: string): readonly string[] {
  return text.match(/\p{L}+|\P{L}+/gu) ?? [];
}

function shownWord(word: string, inQuotes = true): string {
  const isMixed = SCRIPTS.filter((script) => script.test(word)).length > 1;
  return [...word]
    .map((character) =>
      isPlain(character, inQuotes) || (!isMixed && isReadable(character)) ? character : escapeOf(character),
    )
    .join('');
}

function escaped(text: string): string {
  return [...text].map((character) => (isPlain(character, true) ? character : escapeOf(character))).join('');
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
