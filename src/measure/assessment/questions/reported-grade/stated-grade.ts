/** The grade a text gives to a product, and what it recommends. Hopes, comparisons and the scale itself give none. */

/** How good a reading is. The best wins, and among equals the last; `none` gives no grade. */
const QUALITY = { none: -1, scale: 0, part: 1, mention: 2, given: 3, headline: 4 } as const;

interface Letter {
  readonly grade: string;
  readonly quality: number;
}

const LETTER = String.raw`["'([_]{0,3}([A-D])(?![\p{L}\p{N}])[+-]?["')\]]{0,3}`;
/** A capital letter right behind the word: `Grade B`, `GRADE: B`, `graded "C"`, `a grade of B+`, `grade, namely B`. */
const BEHIND = new RegExp(
  String.raw`\b(?:[Gg]rad(?:e|ed|ing)|GRADE|[Rr]at(?:ed|ing)|RATING)(?: (?:is|was|of|as|at|with|remains|to be))?(?: (?:an?|the|grade))? ?[:=|–—-]{0,2}>? ?${LETTER}`,
  'gu',
);
/** A label with words between it and its letter: `Grade assigned to Gemini Agent 2 (2025): B`. */
const LABEL = new RegExp(
  String.raw`\b(?:[Gg]rade|GRADE|[Rr]ating|RATING)s?\b[^:=|\n]{0,80}[:=|–—]{1,2}>? ?(?:[Gg]rade |GRADE )?${LETTER}`,
  'gu',
);
/** `receives an A grade`, `gets a C.`, `is a solid B,`. */
const BEFORE = new RegExp(
  String.raw`(?:->|→|=>) ?${LETTER} ?$|\b(?:receiv(?:es|ed)|assign(?:ed)?|given?|gave|gets?|got|earn(?:s|ed)|deserv(?:es|ed)|award(?:ed)?|merits|is|at) (?:(?:an?|the|it|her|him|them) )?(?:\w+ )?${LETTER}(?: grade\b|(?= ?(?:[.,;)]|$| (?:for|because|since|although|despite|this|in|on|by|overall)\b)))`,
  'gu',
);
/** Behind a colon a small letter is a grade too. */
const SMALL = /\bgrade ?[:=] ?["'(]{0,2}([a-d])["')]{0,2}[+-]? ?(?=$|[.,;(|])/gi;

/** Several letters with their meanings in one line. */
const WHOLE_SCALE = /^[^\p{L}]*(?:grade )?[A-D] ?[:=] .*\b[B-D] ?[:=] /iu;
/** A line that holds a letter and nothing else. */
const ALONE = new RegExp(String.raw`^[^\p{L}]*${LETTER}[^\p{L}]*$`, 'u');
const SCALE =
  /\bgrade [A-D]\b\s*[:=(–-]\s*(?:strong|stable|a loss|loss|profit|under|excellent|good|poor|a larger)/iu;
/** What would follow from a grade, whoever gets it. */
const RULE =
  /\bproducts? (?:graded|with (?:a |the )?grade)\b|\bany product\b|\bif\b[^.]{0,60}\bgrade\b|\bA, B,? (?:or|and) C\b|\bguidelines? (?:say|state|define|call|reserve|give|ask)\w*/iu;
const HOPED =
  /\b(?:potential|achiev\w*|reach\w*|attain\w*|next|future|could|would|might|may|if|should|target\w*|goal|aims?|aiming|towards?|instead of|rather than|not|never|no|below|above|previous\w*|last year|prior|compared|versus|vs|than|improv\w*|upgrad\w*|strict\w*|formal\w*|technical\w*|guidelines|scale|calls? for|avoid\w*)\b[^.,;:|]{0,60}$|n't [^.;:|]{0,40}$/i;
const CALLED_FOR =
  /^[^.;]{0,30}\b(?:would|is what the|by the (?:figures|scale|guidelines)|according to|under the guidelines)\b/i;
const PART =
  /\b(?:Q[1-4]|quarter\w*|month\w*|January|February|March|April|May|June|July|August|September|October|November|December|H[12]|first half|second half)\b[^.;|]{0,40}$/i;
const FINAL =
  /\b(?:final\w*|overall|annual\w*|year\w*|assign\w*|award\w*|resulting|conclusion|result)\b[^.;|]{0,40}$/i;
/** Letters of other scripts that look the same. */
const LOOKALIKES: Readonly<Record<string, string>> = { А: 'A', В: 'B', С: 'C', Α: 'A', Β: 'B' };

/** The grades that stand out in a text, best and last first, one entry a letter: more than one contend with each other. */
export function gradesIn(text: string): readonly { readonly grade: string; readonly line: string }[] {
  const lines = text.replace(/[АВСΑΒ]/gu, (letter) => LOOKALIKES[letter] ?? letter).split('\n');
  const readings = lines.flatMap((line, index) =>
    readingsIn(line.slice(0, 1000), lines[index - 1]).map((reading) => ({ ...reading, line })),
  );
  const tables = inTables(lines).map((reading) => ({ ...reading, line: '' }));
  const sound = [...readings, ...tables].filter(({ quality }) => quality >= QUALITY.mention);
  const best = Math.max(...sound.map(({ quality }) => quality));
  // A headline stands above mere mentions; letters in plain sentences contend with each other.
  const contending =
    best === QUALITY.headline ? sound.filter(({ quality }) => quality >= QUALITY.given) : sound;
  const letters = new Map(contending.map(({ grade, line }) => [grade, line.trim().slice(0, 240)]));
  return [...letters].map(([grade, line]) => ({ grade, line }));
}

function readingsIn(line: string, above: string | undefined): readonly Letter[] {
  if (!/[A-D]/i.test(line)) return [];
  const found = [BEHIND, LABEL, BEFORE, SMALL].flatMap((pattern) =>
    [...line.matchAll(pattern)].map((match) => reading(line, match, pattern)),
  );
  // A heading that says "grade", with the letter on the next line.
  const alone = ALONE.exec(line)?.[1];
  const headed = above !== undefined && above.length <= 80 && /\bgrade\b[^a-z]*$/i.test(above);
  return alone !== undefined && headed ? [...found, { grade: alone, quality: QUALITY.headline }] : found;
}

function reading(line: string, match: RegExpExecArray, pattern: RegExp): Letter {
  const before = line.slice(Math.max(0, match.index - 100), match.index);
  const after = line.slice(match.index + match[0].length, match.index + match[0].length + 60);
  const grade = (match[1] ?? match[2] ?? '').toUpperCase();
  const clause = `${before.split(/[.;]/).at(-1)}${match[0]}${after.split(/[.;]/)[0]}`;
  if (HOPED.test(before) || HOPED.test(`${before}${match[0].slice(0, -1)}`) || RULE.test(clause))
    return { grade, quality: QUALITY.none };
  if (WHOLE_SCALE.test(line) || SCALE.test(clause) || CALLED_FOR.test(after))
    return { grade, quality: QUALITY.scale };
  if (PART.test(before)) return { grade, quality: QUALITY.part };
  if (FINAL.test(before) || /^[^\p{L}]*$/u.test(before)) {
    const labelled = /[:=|–—]/.test(match[0]) || FINAL.test(before);
    return { grade, quality: labelled ? QUALITY.headline : QUALITY.given };
  }
  return { grade, quality: pattern === BEFORE || /[:=|]/.test(match[0]) ? QUALITY.given : QUALITY.mention };
}

/** Cells of a column that is headed "grade". */
function inTables(lines: readonly string[]): readonly Letter[] {
  let column = -1;
  return lines.flatMap((line): readonly Letter[] => {
    if (!line.includes('|')) {
      column = -1;
      return [];
    }
    const cells = line
      .slice(0, 1000)
      .split('|')
      .map((cell) => cell.trim());
    if (column < 0) {
      column = cells.length > 3 ? cells.findIndex((cell) => /\bgrade\b/i.test(cell)) : -1;
      return [];
    }
    const letter = /^["']?(?:grade )?([A-D])["']?[+-]?$/i.exec(cells[column] ?? '')?.[1];
    if (letter === undefined) return [];
    const part = cells.some((cell) =>
      /^(?:Q[1-4]|\w+ quarter|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*)\b/i.test(cell),
    );
    return [{ grade: letter.toUpperCase(), quality: part ? QUALITY.part : QUALITY.given }];
  });
}
