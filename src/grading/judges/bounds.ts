/**
 * Texts of others in a prompt: between lines that hold a word drawn for this one prompt. No text can hold it, and lines
 * that only look like those are marked as being none.
 */
import { randomStream } from '../../kit/random.ts';

/** Sixteen hexadecimal digits that stand nowhere in what is shown. */
export function wordFor(shown: readonly string[], seed: number | string, name: string): string {
  const texts = shown.map((text) => text.toLowerCase());
  for (let attempt = 0; ; attempt += 1) {
    const random = randomStream(seed, 'presentation', name, attempt);
    const word = Array.from({ length: 4 }, () => random.below(0x1_0000).toString(16).padStart(4, '0')).join(
      '',
    );
    if (!texts.some((text) => text.includes(word))) return word;
  }
}

export function boundsOf(part: string, id: string) {
  return { begin: `=== ${part} ${id} BEGINS ===`, end: `=== ${part} ${id} ENDS ===` };
}

export function boundedText(part: string, id: string, text: string): string {
  const { begin, end } = boundsOf(part, id);
  return `${begin}\n${escaped(text)}\n${end}`;
}

/** A backslash before every line that begins like a boundary, with backslashes or without. */
function escaped(text: string): string {
  const sound = text.toWellFormed().replaceAll('\u0000', '\ufffd');
  return atLookAlikes(sound, (start) => `\\${start}`);
}

export function unescaped(text: string): string {
  return atLookAlikes(text, (start) => start.replace(/^\\/, ''));
}

const EQUALS = /[=\u2550\u207c\u208c\u2a75\ua78a\ufe66\uff1d]/;
const BLANK = /[ \t\u00a0\u00ad\u061c\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]/;
const LINE_START = /(?<=^|[\n\r\v\f\u0085\u2028\u2029])[^\n\r\v\f\u0085\u2028\u2029]/g;

/** Changes the first character of lines that begin with three equals signs, or what looks like them. */
function atLookAlikes(text: string, change: (start: string) => string): string {
  return EQUALS.test(text)
    ? text.replace(LINE_START, (start, at: number) => (isLookAlike(text, at) ? change(start) : start))
    : text;
}

/** Walks instead of matching: a match of millions of blanks exhausts the stack. */
function isLookAlike(text: string, from: number): boolean {
  let equals = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (EQUALS.test(character)) equals += 1;
    else if (!BLANK.test(character) && (character !== '\\' || equals > 0)) return false;
    if (equals === 3) return true;
  }
  return false;
}
