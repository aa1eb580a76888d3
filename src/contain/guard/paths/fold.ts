/** Names that a store, or a person, takes for the same fold to the same text. */

/** Letters of other scripts that look like Latin ones (Unicode TR 39, those that stand alone in a name). */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ['а', 'a'],
  ['ɑ', 'a'],
  ['α', 'a'],
  ['в', 'b'],
  ['β', 'b'],
  ['ь', 'b'],
  ['с', 'c'],
  ['ϲ', 'c'],
  ['ԁ', 'd'],
  ['ɗ', 'd'],
  ['е', 'e'],
  ['ҽ', 'e'],
  ['ε', 'e'],
  ['є', 'e'],
  ['ɡ', 'g'],
  ['ց', 'g'],
  ['һ', 'h'],
  ['н', 'h'],
  ['հ', 'h'],
  ['η', 'n'],
  ['і', 'i'],
  ['ι', 'i'],
  ['ı', 'i'],
  ['ӏ', 'l'],
  ['ј', 'j'],
  ['ϳ', 'j'],
  ['к', 'k'],
  ['κ', 'k'],
  ['м', 'm'],
  ['μ', 'm'],
  ['п', 'n'],
  ['ո', 'n'],
  ['о', 'o'],
  ['ο', 'o'],
  ['օ', 'o'],
  ['ø', 'o'],
  ['р', 'p'],
  ['ρ', 'p'],
  ['ԛ', 'q'],
  ['г', 'r'],
  ['ѕ', 's'],
  ['ꜱ', 's'],
  ['т', 't'],
  ['τ', 't'],
  ['ս', 'u'],
  ['υ', 'u'],
  ['ѵ', 'v'],
  ['ν', 'v'],
  ['ԝ', 'w'],
  ['ω', 'w'],
  ['ѡ', 'w'],
  ['х', 'x'],
  ['χ', 'x'],
  ['у', 'y'],
  ['γ', 'y'],
  ['ү', 'y'],
  ['ᴢ', 'z'],
  ['ζ', 'z'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['‐', '-'],
  ['‑', '-'],
  ['‒', '-'],
  ['–', '-'],
  ['—', '-'],
  ['−', '-'],
  ['∕', '/'],
  ['⁄', '/'],
  ['⧸', '/'],
  ['╱', '/'],
  ['∖', '\\'],
  ['⧵', '\\'],
  ['╲', '\\'],
  ['∶', ':'],
  ['ː', ':'],
  ['։', ':'],
  ['։', ':'],
  ['․', '.'],
  ['۔', '.'],
  ['܂', '.'],
  ['꘎', '.'],
  ['。', '.'],
  ['｡', '.'],
  ['ꓸ', '.'],
]);

/** What file systems drop or hide: soft hyphens, joiners, variation selectors, direction marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Case, Unicode forms, accents, invisible characters and look-alikes taken away. Always, not only on stores that fold:
 * a name that differs from a control artefact in these alone has no honest use.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replace(INVISIBLE, '').toLowerCase();
  let folded = '';
  for (const character of plain.normalize('NFKD').replace(/\p{M}/gu, ''))
    folded += lookAlikes.get(character) ?? character;
  return folded;
}

const PLAIN = /^[\x20-\x7e]*$/;
