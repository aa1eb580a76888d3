/** Names and paths that can be read in one way only. What is refused here never reaches a rule. */

/** Controls, format characters, private use, unassigned, line and paragraph separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Any space but the plain one. */
const ODD_SPACE = /(?! )\p{Zs}/u;
/** Scripts whose letters pass for those of another in the same word. Han, Kana and Hangul do not. */
const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Georgian', 'Coptic', 'Lisu'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
);
/** They look like a slash, a dot or a colon, and are none. */
const PUNCTUATION =
  /[\u2044\u2215\u2216\u29f5\u29f8\u2571\u2572\u2236\u02d0\u0589\ua4f8\ua60e\u06d4\u0702\u2024]/u;

/** Why a name is refused; undefined for one that is plain. */
export function oddName(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (!text.isWellFormed()) return 'holds half a surrogate pair';
  if (HIDDEN.test(text)) return 'holds a control or invisible character';
  if (ODD_SPACE.test(text)) return 'holds a space that is not the plain one';
  if (text.normalize('NFC') !== text) return 'is not in Unicode form NFC';
  if (text.normalize('NFKC') !== text)
    return 'holds characters that stand for others (full width, ligatures ...)';
  if (PUNCTUATION.test(text)) return 'holds a look-alike of a slash, a dot or a colon';
  for (const word of text.split(/[^\p{L}\p{M}]+/u))
    if (scripts.filter((script) => script.test(word)).length > 1)
      return 'mixes look-alike scripts in one word';
  return undefined;
}

/** The same for a name that a program may be given: one that begins as an option does would be taken for one. */
export function oddReference(text: string): string | undefined {
  return oddName(text) ?? (text.startsWith('-') ? 'begins with a hyphen, as options do' : undefined);
}

/** The same for a path: beside odd names, spellings that some library would decode or trim. */
export function oddPath(text: string): string | undefined {
  const odd = oddReference(text);
  if (odd !== undefined) return odd;
  if (text.includes('\\')) return 'holds a backslash';
  if (/%[0-9a-f]{2}|%u[0-9a-f]{4}/i.test(text)) return 'is percent-encoded';
  if (/&(?:#\w+|\w+);/.test(text)) return 'is encoded as in HTML';
  if (/^[a-z][\w+.-]*:\/?\/?/i.test(text)) return 'begins as an address or a drive does';
  if (text.startsWith('~')) return 'begins with a home folder';
  if (/\$\{|\$\(|`/.test(text)) return 'holds a variable or a command';
  for (const segment of text.split('/')) {
    if (segment === '.' || segment === '..') continue;
    if (/[. ]$/.test(segment) || segment.startsWith(' '))
      return 'has a segment that ends in a dot, or begins or ends in a space';
  }
  return undefined;
}

/** The same for an address: one that is written as it is sent, without names or passwords. */
export function oddUrl(text: string): string | undefined {
  const odd = oddName(text);
  if (odd !== undefined) return odd;
  if (!URL.canParse(text)) return 'is no address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'holds a name or a password';
  if (/[\s\\]/.test(text)) return 'holds a space or a backslash';
  // What the parser changes, another may read as it stood: case of the host, dots, ports, escapes.
  if (url.href !== text && url.href !== `${text}/`)
    return `is written otherwise than it is sent: ${url.href}`;
  return undefined;
}
