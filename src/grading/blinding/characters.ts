/** Characters that few people type, as those that everybody does. Digits stay as they are. */

/** Nothing of it can be seen. Joiners belong to some scripts and are taken only beside others. */
const INVISIBLE = String.raw`[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|(?<![\u0600-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc])[\u200c\u200d]`;
const UNSEEN = new RegExp(INVISIBLE, 'gu');

/** Letters of mathematics, full width, circles and squares, and ligatures. */
const STYLED =
  /[\u{1d400}-\u{1d7cb}\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\u{1f130}-\u{1f149}\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\ufb00-\ufb06\u2100-\u2138\u2145-\u2149]/gu;
const ENCLOSED = /[\u{1f130}-\u{1f189}]/u;

/** Letters of other alphabets that look like Latin ones, where they stand in one word with Latin ones. */
const LOOK_ALIKES = new Map([
  ...'АВЕКМНОРСТУХЅІЈаеорсухіјѕԁһԛԝ'
    .split('')
    .map((letter, place): [string, string] => [letter, 'ABEKMHOPCTYXSIJaeopcyxijsdhqw'[place] ?? letter]),
  ...'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο'
    .split('')
    .map((letter, place): [string, string] => [letter, 'ABEZHIKMNOPTYXo'[place] ?? letter]),
]);
const MIXED_WORD = /[A-Za-z\u0370-\u052f]+/g;

/** Pictures, save signs that mean something in text: rights, trademarks, arrows. */
const PICTURE = String.raw`(?![\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\d#*])[\p{Emoji_Presentation}\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}\u20e3]`;
const PICTURES = new RegExp(String.raw`(?:(?<![ \t])[ \t]+)?(?:${PICTURE}[ \t]{0,8}){1,50}`, 'gu');

const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/[\u201c-\u201f\u275d\u275e\u301d\u301e\u00ab\u00bb]/g, '"'],
  [/[\u2018-\u201b\u02bc\u2039\u203a\u275b\u275c]/g, "'"],
  // A run of blanks is tried from its start alone: from each of them would take the square of its length.
  [/(?:(?<![ \t])[ \t]+)?[\u2014\u2015\u2e3a\u2e3b][ \t]*(?=\S)/g, ' - '],
  [/[\u2014\u2015\u2e3a\u2e3b]/g, '-'],
  [/(?<!\p{N})[\u2012\u2013](?![ \t]*\p{N})|(?<=\p{N})[\u2012\u2013](?![ \t]*\p{N})/gu, '-'],
  [/[\u2010\u2011](?!\p{N})/gu, '-'],
  [/\u2026(?!\p{N})/gu, '...'],
  [/[\u2192\u27f6\u279c\u2794]/g, '->'],
  [/[\u21d2\u27f9]/g, '=>'],
];

export function evenCharacters(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return isPlain(lines) ? lines : evenUnusual(lines.toWellFormed());
}

function isPlain(text: string): boolean {
  return !/[^\t\n -~\ue000]/.test(text);
}

function evenUnusual(text: string): string {
  const visible = text
    .replace(/[\u000b\u000c\u0085\u2028\u2029]/g, '\n')
    .replace(/(?<=[\d#*])\ufe0f?\u20e3/g, '')
    .replace(UNSEEN, '\u200b')
    // Two numbers stay two.
    .replace(/(?<=\p{N})\u200b+(?=\p{N})/gu, ' ')
    .replace(/\u200b+/g, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(STYLED, (letter) => (ENCLOSED.test(letter) ? enclosed(letter) : letter.normalize('NFKC')))
    .normalize('NFC');
  const plain = withoutLookAlikes(visible)
    .replace(/[\u2705\u2611\u2714\u2713]/g, '(yes)')
    .replace(/[\u274c\u2716-\u2718\u274e]/g, '(no)')
    .replace(PICTURES, (pictures, at: number, whole: string) =>
      betweenWords(whole, at, at + pictures.length),
    );
  return OTHERS.reduce((even, [pattern, usual]) => even.replace(pattern, usual), plain);
}

/** Unicode gives these no letter of their own. */
function enclosed(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return String.fromCharCode(65 + ((code - 0x1f130) % 32));
}

/** What pictures between two words leave: a space, so that they stay two. */
function betweenWords(text: string, from: number, to: number): string {
  const isAtEdge = from === 0 || to === text.length || text[from - 1] === '\n';
  return isAtEdge || /[\s.,;:!?)]/.test(text[to] ?? '') ? '' : ' ';
}

function withoutLookAlikes(text: string): string {
  if (!/[\u0370-\u052f]/.test(text)) return text;
  return text.replace(MIXED_WORD, (word) => {
    const foreign = word.replace(/[A-Za-z]/g, '');
    if (foreign === '' || foreign === word) return word;
    return [...foreign].every((letter) => LOOK_ALIKES.has(letter))
      ? [...word].map((letter) => LOOK_ALIKES.get(letter) ?? letter).join('')
      : word;
  });
}
