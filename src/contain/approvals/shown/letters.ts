/**
 * Letters of others, so that two different texts never look alike: whatever has no ink, changes the order of what is read,
 * or is another character in disguise, is written as an escape. The page in a browser shows texts by it, too.
 */

/** Scripts that are read as they are written, from the left. */
const READABLE =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;
const LETTER = /^\p{L}$/u;
const WITHOUT_INK = /^\p{Default_Ignorable_Code_Point}$/u;
const SCRIPTS = ['Latin', 'Greek', 'Cyrillic'].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

/** One line of ours, in which words of others may stand, however long it is. */
export function wholeLine(text: string): string {
  const shown = shownText(text, false);
  return /^[ -~]*$/.test(shown) ? shown : `${shown} (in ASCII: "${escaped(text)}")`;
}

/** Runs of letters and of everything else. */
function words(text: string): readonly string[] {
  return text.match(/\p{L}+|\P{L}+/gu) ?? [];
}

export function shownText(text: string, inQuotes: boolean): string {
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

export function escaped(text: string): string {
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
