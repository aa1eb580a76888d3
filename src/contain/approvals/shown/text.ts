/** Texts that others chose, as they stand in what people are shown: marked as theirs, and no longer than a person reads. */
import { hashText } from '../../../kit/hash.ts';
import { escaped, shownText, wholeLine } from './letters.ts';

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
