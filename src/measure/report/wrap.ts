/** Sentences for a terminal. */
import { printable } from '../../kit/text.ts';

/** Longer lines are hard to read, also where a terminal is wider; in columns. */
const WIDEST = 100;

/**
 * Breaks a text between words; lines after the first begin with `indent`. A word that is longer than a line stays
 * whole, and a line break of the text is made visible: it is somebody else's. `width` in columns.
 */
export function wrap(text: string, indent = '', width = WIDEST): string {
  return broken(
    printable(text, Number.POSITIVE_INFINITY),
    { first: '', rest: indent },
    Math.min(width, WIDEST),
  );
}

/** Breaks those lines of a text that are longer than `width` columns; what goes on stands two further in. */
export function fold(text: string, width: number): string {
  const lines = text.split('\n').map((line) => {
    if (line.length <= width) return line;
    const lead = /^ */.exec(line)?.[0] ?? '';
    // What cannot stand side by side needs no padding.
    return broken(line.trim().replace(/ {2,}/g, '  '), { first: lead, rest: `${lead}  ` }, width);
  });
  return lines.join('\n');
}

function broken(text: string, indent: { readonly first: string; readonly rest: string }, width: number) {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line === undefined) line = indent.first + word;
    else if (line.length + 1 + word.length <= width) line = `${line} ${word}`;
    else {
      lines.push(line.trimEnd());
      // A long word moves to the left where it then fits.
      const room = width - word.length;
      line = (room < 0 ? indent.rest : indent.rest.slice(0, room)) + word;
    }
  }
  return [...lines, line ?? ''].join('\n');
}
