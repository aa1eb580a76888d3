/** Headings, emphasis, bullets, rules, blank lines: the same for all, with the words and their order untouched. */

const RULES: readonly (readonly [RegExp, string])[] = [
  // A heading follows a blank line; a comment in a program does not.
  [/(?<=^|\n[ \t]*\n)[ \t]{0,3}(?:#{1,6}[ \t]+)+(\S[^\n]*?)[ \t]*#*[ \t]*(?=\n|$)/g, '$1'],
  [/^[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/gm, ''],
  [/(?<=\S[ \t]*\n)[ \t]{0,3}={3,}[ \t]*(?=\n|$)/g, ''],
  // A plus or a dash before a number may be its sign.
  [
    /^([ \t]*)(?:[*\u2022\u2023\u25e6\u25aa\u25cf\u25cb\u2219\u00b7]|[+\u2013\u2014](?=[ \t]+[^\s\p{N}]))[ \t]+(?=\S)/gmu,
    '$1- ',
  ],
  [/(?<![\w*\\])\*\*\*(?=[^\s*])([^*\n]*[^\s*\\])\*\*\*(?![\w*])/g, '$1'],
  [/(?<![\w*\\])\*\*(?=[^\s*])([^*\n]*[^\s*\\])\*\*(?![\w*])/g, '$1'],
  [/(?<![\w*\\])\*(?=[\p{L}\p{N}"'(\ue000])([^*\n]*[^\s*\\])\*(?=[\s,;:!?)\]]|\.(?!\w)|$)/gmu, '$1'],
  [/(?<![\w_\\])_(?=[\p{L}\p{N}"'(\ue000])([^_\n]*[^\s_\\])_(?=[\s,;:!?)\]]|\.(?!\w)|$)/gmu, '$1'],
  [/(?<= )--(?= )/g, '-'],
  [/(?<=\p{L})!{2,}/gu, '!'],
  [/(?<=\S) {2,}(?=\S)/g, ' '],
  [/[ \t]+$/gm, ''],
  [/\n{3,}/g, '\n\n'],
];

export function evenLayout(text: string): string {
  return RULES.reduce((even, [pattern, usual]) => even.replace(pattern, usual), text).replace(
    /^\n+|\s+$/g,
    '',
  );
}
