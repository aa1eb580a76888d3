/** Cutting any text into comparable words: what both rubrics, and the word lists they read, are made of. */

/** Longer runs of letters are cut here, so that hostile text costs no more than its length. In UTF-16 units. */
const MAX_WORD = 40;

/**
 * The words of a text in order, repeats kept: lower case, without accents, width variants and digits, and in the
 * singular as far as English endings tell. A single letter is no word. Never throws.
 *
 * @example wordsOf('Fires, FIRE 2; crème') // ['fire', 'fire', 'creme']
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [run] of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    const word = singular(plain(run.slice(0, MAX_WORD)));
    if (word.length > 1) words.push(word);
  }
  return words;
}

function plain(run: string): string {
  return run.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ato|ch|sh|ss|x)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && /[^siu]s$/.test(word)) return word.slice(0, -1);
  return word;
}
