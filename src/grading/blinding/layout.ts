/** Headings, emphasis, bullets, rules, blank lines: the same for all, with the words and their order untouched. */

/** What must be there for a rule to find anything, the rule, and what it leaves. Loops over groups are bounded: unbounded ones exhaust the stack on
 * texts of millions of signs. */
const RULES: readonly (readonly [string, RegExp, string])[] = [
  // A heading follows a blank line; a comment in a program does not.
  [
    '#',
    /(?<=^|\n[ \t]*\n)[ \t]{0,3}(?:#{1,6}[ \t]+){1,9}(\S[^\n]{0,2000}?)[ \t]{0,9}#{0,9}[ \t]{0,9}(?=\n|$)/g,
    '$1',
  ],
  ['*', /^[ \t]{0,3}(?:\*[ \t]{0,9}){3,200}$/gm, ''],
  ['_', /^[ \t]{0,3}(?:_[ \t]{0,9}){3,200}$/gm, ''],
  ['-', /^[ \t]{0,3}(?:-[ \t]{0,9}){3,200}$/gm, ''],
  ['=', /(?<=\S[ \t]{0,9}\n)[ \t]{0,3}={3,}[ \t]{0,9}(?=\n|$)/g, ''],
  ['', /^([ \t]*)[*\u2022\u2023\u25e6\u25aa\u25cf\u25cb\u2219\u00b7][ \t]+(?=\S)/gm, '$1- '],
  // A plus or a dash before a number may be its sign.
  ['', /^([ \t]*)[+\u2013\u2014][ \t]+(?=[^\s\p{N}])/gmu, '$1- '],
  ['*', /(?<![\w*\\])\*\*\*(?=[^\s*])([^*\n]{0,2000}[^\s*\\])\*\*\*(?![\w*])/g, '$1'],
  ['*', /(?<![\w*\\])\*\*(?=[^\s*])([^*\n]{0,2000}[^\s*\\])\*\*(?![\w*])/g, '$1'],
  [
    '*',
    /(?<![\w*\\])\*(?=[\p{L}\p{N}"'(\ue000])([^*\n]{0,2000}[^\s*\\])\*(?=[\s,;:!?)\]]|\.(?!\w)|$)/gmu,
    '$1',
  ],
  [
    '_',
    /(?<![\w_\\])_(?=[\p{L}\p{N}"'(\ue000])([^_\n]{0,2000}[^\s_\\])_(?=[\s,;:!?)\]]|\.(?!\w)|$)/gmu,
    '$1',
  ],
  ['--', /(?<= )--(?= )/g, '-'],
  ['!!', /(?<=\p{L})!{2,}/gu, '!'],
  ['  ', /(?<=\S) {2,}(?=\S)/g, ' '],
  ['', /(?<![ \t])[ \t]+$/gm, ''],
  ['\n\n\n', /\n{3,}/g, '\n\n'],
];

export function evenLayout(text: string): string {
  return RULES.reduce(
    (even, [needed, pattern, usual]) => (even.includes(needed) ? even.replace(pattern, usual) : even),
    text,
  )
    .replace(/^\n+/, '')
    .trimEnd();
}
