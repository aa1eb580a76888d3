/** What the blind corpus demands of a rendered request, each checked from its sentence in texts.json alone. */

/** What a person has before them: the title, and the lines of a place where it is shown. */
export interface Seen {
  readonly title: string;
  readonly text: string;
}

/** `plain` was rendered with `harmless` in the place of `text`; `twin` with what must not look like it. */
export interface Rendering {
  readonly text: string;
  readonly seen: Seen;
  readonly plain: Seen;
  readonly twin?: Seen;
}

/** Stands in no line of the guard's own, and needs the same marks as any text. */
export const harmless = 'harmless (words) of nobody';

type Property = (rendering: Rendering) => boolean;

const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const INVISIBLE =
  /\u034f|\u200d|[\u00ad\u115f\u1160\u180e\u200b\u200c\u2060-\u2064\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u;
const SEPARATOR = /[\u000b-\u000d\u0085\u2028\u2029]/u;
const NOT_A_CHARACTER = /[\ufdd0-\ufdef\p{Co}]|[\ufffe\uffff]/u;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const TOLD_BESIDE = / \(in ASCII: ""\)/g;

/** Where the agent's words are printed apart, at the end: the guard's heading, and lines that each begin with a mark. */
const APART =
  /(?:\nThe agent’s own words are not shown here[^\n]*|\n\nNOT TO BE TRUSTED[^\n]*(?:\n\| [^\n]*)*)\n?$/;
const SAYS =
  /^The agent adds words that you do not sign: .*$|^The agent gave no reason(?: but what it passes to the tool)?\.$/;

/** What is the guard's own of a line: between marks, and where lengths and digests are told, nothing is looked at. */
function ownOf(line: string): string {
  return line
    .replace(SAYS, 'SAYS')
    .replace(QUOTED, '""')
    .replace(TOLD_BESIDE, '')
    .replace(/"" \.\.\. \d+ characters are left out here \.\.\. "", \d+ in all, sha256:[0-9a-f]{64}/g, '""')
    .replace(/\bsha256:[0-9a-f]{64}\b/g, '#');
}

function linesOf({ text }: Seen): readonly string[] {
  return text.replace(APART, '').trimEnd().split('\n');
}

function ownLines(seen: Seen): readonly string[] {
  return linesOf(seen).map(ownOf);
}

/** Each line up to where the text begins, as `plain` has it. */
function beginnings(plain: Seen): readonly string[] {
  return linesOf(plain).map((line) =>
    line.includes(harmless) ? line.slice(0, line.indexOf(harmless)).replace(/"$/, '') : ownOf(line),
  );
}

const ascii = ({ title, text }: Seen) => `${title}\n${text}`.replace(/[^\n -~]/gu, '');

export const properties: Readonly<Record<string, Property>> = {
  'no-direction': ({ seen }) => !DIRECTION.test(seen.title + seen.text),
  'no-rtl-raw': ({ seen }) =>
    seen.text
      .split('\n')
      .every(
        (line) => !RIGHT_TO_LEFT.test(line) || /^["”»]*$/u.test(line.slice(lastOf(line, RIGHT_TO_LEFT))),
      ),
  'no-invisible': ({ seen }) => !INVISIBLE.test(seen.title + seen.text),
  'no-control': ({ seen }) => !CONTROL.test(seen.title + seen.text) && !seen.title.includes('\n'),
  'no-separator': ({ seen }) => !SEPARATOR.test(seen.title + seen.text),
  'well-formed': ({ seen }) =>
    seen.text.isWellFormed() &&
    !NOT_A_CHARACTER.test(seen.text) &&
    [...seen.text].every((one) => ((one.codePointAt(0) ?? 0) & 0xfffe) !== 0xfffe),
  'own-lines': ({ seen, plain }) => {
    const lines = linesOf(seen);
    const begin = beginnings(plain);
    return (
      lines.length === begin.length &&
      lines.every((line, at) => line.startsWith(begin[at] ?? '') || ownOf(line) === begin[at])
    );
  },
  collapsed: ({ seen, plain }) => ownLines(seen).length === ownLines(plain).length,
  marked: ({ seen, plain }) => ownLines(seen).join('\n') === ownLines(plain).join('\n'),
  'not-in-title': ({ seen, plain }) => seen.title === plain.title,
  'length-told': ({ text, seen }) =>
    [text.length, [...text].length, Buffer.byteLength(text)].some((length) =>
      new RegExp(`(?<![\\d.,])${length}(?![\\d.,]*\\d)`).test(seen.text),
    ),
  bounded: ({ seen, plain }) => seen.text.length - plain.text.length <= 8000,
  combining: ({ seen }) => !/\p{M}{5}/u.test(seen.text),
  'told-non-ascii': ({ seen, plain }) => {
    const own = new Set(plain.text);
    return seen.text
      .split('\n')
      .every((line) => [...line].every((one) => one <= '~' || own.has(one)) || /ASCII/.test(line));
  },
  distinct: ({ seen, twin }) => twin !== undefined && ascii(seen) !== ascii(twin),
  blanks: ({ seen }) => !/[^\S\n]{17}/u.test(seen.text),
  // Nothing here is HTML: the pages have a test of their own. As text it stays whole.
  inert: ({ seen, plain }) => !/[<>]/.test(seen.title) && ownLines(seen).length === ownLines(plain).length,
};

function lastOf(line: string, one: RegExp): number {
  const all = [...line];
  const at = all.findLastIndex((character) => one.test(character));
  return all.slice(0, at + 1).join('').length;
}
