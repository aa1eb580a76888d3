/** The average a text states. Where a text can be read in two ways this reader prefers to read nothing. */
import { type NumberToken, resultsIn } from './numbers.ts';
import { plain } from './text.ts';

/** How good a reading is. The best wins, and among equals the last: reports end with their result. */
const QUALITY = {
  aside: 0,
  bare: 1,
  score: 2,
  share: 3,
  overall: 4,
  final: 5,
  average: 6,
  headline: 7,
  declared: 8,
} as const;

interface Reading {
  readonly value: number;
  readonly quality: number;
}

/** The average from 0 to 100 that a text states; undefined if it states none, or none that can be told from the bar. */
export function statedAverage(text: string): number | undefined {
  const lines = evened(text).split('\n');
  const readings = lines.flatMap((line, index) => readingsIn(line, lines, index));
  const best = withoutRepeated(readings).reduce<Reading | undefined>(
    (kept, reading) => (kept === undefined || reading.quality >= kept.quality ? reading : kept),
    undefined,
  );
  return best?.value;
}

/** `average_score` and `averageScore` read alike; tags go. */
function evened(text: string): string {
  return plain(text)
    .replace(/<\/?[a-z][^<>\n]{0,100}>/gi, ' ')
    .replace(/(?<=[a-z])(?=[A-Z][a-z])/g, ' ')
    .replace(/_+/g, ' ')
    .replace(/ {2,}/g, ' ');
}

const AVERAGE = /\b(?:averag(?:e|es|ed|ing)|avg|mean)\b/gi;
/** Averages that are a subject of the work and not its result, and `mean` as a verb. */
const OTHER_AVERAGE_AFTER =
  /^ (?:speed|velocity|temperature|surface|distance|height|depth|length|price|annual|monthly|revenue|costs?|rainfall|age|person|human|reader|user)\b/i;
const MEAN_AFTER = /^ ?(?:[:=|(]|(?:score|value|performance|result|rating|accuracy|of|is|was) ?)/i;
const OTHER_MEAN_BEFORE = /\b(?:harmonic|geometric) $/i;

const FINAL =
  /\b(?:final|total) (?:evaluation |review )?(?:score|result|grade|rating|mark|accuracy|percentage|performance)\b/gi;
const OVERALL =
  /\b(?:(?:overall|aggregate|combined|cumulative) (?:evaluation |review )?(?:score|result|grade|rating|mark|accuracy|percentage|performance)|accuracy|(?:success|pass) rate|(?:share|percentage) (?:of )?(?:the )?(?:correct|right)(?: outputs| answers)?)\b/gi;
const SCORE = /\b(?:scores?|scored|result|grade|rating|achieved|attained|obtained)\b/gi;

/** A label that names the bar itself: `minimum average`, `the threshold is an average`, `needs an average`. */
const BAR_LABEL =
  /\b(?:min|minimum|required|mandatory|target|threshold|bar|needed|necessary|passing|acceptable)\b[ (]{1,2}(?:(?:overall|performance|acceptable|permitted|company|policy|average|mean) ){0,2}$|\b(?:minimum|threshold|bar|requirement|target|limit)(?: is| was| of|:) (?:an?|the) $|\b(?:at least|no less than|must (?:reach|have|achieve|be)|requires?|needs?|need to (?:reach|have)|reach|meet|exceed|attain)(?: an?| the)? $/i;
const BAR_LABEL_AFTER =
  /^ (?:score |performance ){0,2}(?:is |of )?(?:required|requirement|threshold|needed)\b/i;
/** Averages of a part of the work. */
const PART =
  /\b(?:math\w*|science|history|geography|creativity|diversity|originality|novelty|categor\w+|subset|weak|strong|fair|valid|remaining|excluding|without|excl|leaving out|adjusted|per)\b/i;
const SUPPOSED = /\b(?:if|would|could|should|might|suppose|assuming|were to)\b/i;
const ALL = /\b(?:overall|final|total|grand|combined|corrected|revised|updated) ?$/i;

function readingsIn(line: string, lines: readonly string[], index: number): readonly Reading[] {
  const readings: Reading[] = [];
  for (const clause of line.split(/(?<=[;?!])|(?<=\.)(?= |$)/)) {
    if (!/\d/.test(clause)) continue;
    for (const [labels, quality] of tiers) {
      const found = readingOf(clause, labelsIn(clause, labels), quality);
      if (found !== undefined) readings.push(found);
    }
    const bare = bareReading(clause);
    if (bare !== undefined) readings.push(bare);
  }
  if (readings.some((reading) => reading.quality >= QUALITY.average)) return readings;
  const below = readingBelow(line, lines, index);
  return below === undefined ? readings : [...readings, below];
}

const tiers = [
  [AVERAGE, QUALITY.average],
  [FINAL, QUALITY.final],
  [OVERALL, QUALITY.overall],
  [SCORE, QUALITY.score],
] as const;

interface Label {
  readonly from: number;
  readonly to: number;
}

/** More labels than this in one clause are no sentence; the rest is left unread. */
const MANY = 50;

function labelsIn(clause: string, words: RegExp): readonly Label[] {
  const labels: Label[] = [];
  for (const match of clause.matchAll(words)) {
    const label = { from: match.index, to: match.index + match[0].length };
    if (words !== AVERAGE || isAverage(clause, label, match[0])) labels.push(label);
    if (labels.length === MANY) break;
  }
  return labels;
}

function isAverage(clause: string, { from, to }: Label, word: string): boolean {
  const after = clause.slice(to, to + 30);
  if (OTHER_AVERAGE_AFTER.test(after)) return false;
  return (
    !/^mean$/i.test(word) ||
    (MEAN_AFTER.test(after) && !OTHER_MEAN_BEFORE.test(clause.slice(Math.max(0, from - 20), from)))
  );
}

function readingOf(clause: string, labels: readonly Label[], quality: number): Reading | undefined {
  if (labels.length === 0) return undefined;
  const window = clause.slice(0, 2000);
  const sound = labels.filter(
    (label) => !BAR_LABEL.test(window.slice(Math.max(0, label.from - 60), label.from)),
  );
  const results = resultsIn(
    window,
    sound.map((label) => label.to),
  );
  for (const label of sound) {
    const after = window.slice(label.to, label.to + 40);
    const token =
      results.find((result) => result.from >= label.to && result.from - label.to <= 160) ??
      (BAR_LABEL_AFTER.test(after) ? undefined : directlyBefore(window, results, label));
    if (token === undefined) continue;
    return { value: token.value, quality: qualityOf(window, label, token, quality) };
  }
  return undefined;
}

const BETWEEN_NUMBER_AND_LABEL =
  /^ ?(?:%|per ?cent)? ?(?:\/ ?100 ?)?\)?,? ?(?:(?:on|is|was|as|an?|the|our|its|overall|final|total|mean) ){0,4}$/i;

/** `a 60% average`, `60 on average`. */
function directlyBefore(
  clause: string,
  results: readonly NumberToken[],
  label: Label,
): NumberToken | undefined {
  const token = results.findLast((result) => result.to <= label.from);
  if (token === undefined || label.from - token.to > 40) return undefined;
  return BETWEEN_NUMBER_AND_LABEL.test(clause.slice(token.to, label.from)) ? token : undefined;
}

function qualityOf(clause: string, label: Label, token: NumberToken, quality: number): number {
  const before = clause.slice(Math.max(0, label.from - 80), label.from);
  const between = clause.slice(label.to, Math.max(label.to, token.from));
  if (SUPPOSED.test(before) || PART.test(between) || /\b\w+ $/.exec(before)?.[0].search(PART) === 0)
    return QUALITY.aside;
  if (quality !== QUALITY.average) return quality;
  if (DECLARED.test(before)) return QUALITY.declared;
  const opens = label.from < 80 && /^[^\p{L}]*(?:[\p{L}']+[^\p{L}\d]+){0,3}$/u.test(before);
  return opens || ALL.test(before) ? QUALITY.headline : quality;
}

/** What is handed in, whatever else the text works out. */
const DECLARED =
  /\bI (?:\w+ )?(?:report|record|assign|award|submit)(?: (?:an?|the|as the))?(?: (?:final|overall))? $/i;

const RIGHT = /\b(?:correct(?:ly)?|right|accurate)\b/i;

/** `12/20 = 60%`, `12 of 20 outputs are correct`, `60% (threshold 80%)`. */
function bareReading(clause: string): Reading | undefined {
  if (clause.length > 300) return undefined;
  const results = resultsIn(clause, []);
  const share = RIGHT.test(clause) ? results.findLast((result) => result.share) : undefined;
  if (share !== undefined) return { value: share.value, quality: QUALITY.share };
  const [only, ...others] = results;
  if (only === undefined || others.length > 0 || !only.percent) return undefined;
  const computed = /\d ?= ?[~≈]?$/.test(clause.slice(0, only.from));
  if (computed) return { value: only.value, quality: QUALITY.share };
  return /^[^\p{L}\d]*$/u.test(clause.slice(0, only.from))
    ? { value: only.value, quality: QUALITY.bare }
    : undefined;
}

/** A line that holds a number and nothing else. */
const ALONE = /^[^\p{L}\d]*\d[\d.,]*(?: ?(?:%|(?:\/|out of) ?100|percent|points))?[^\p{L}\d]*$/iu;

/** A heading or a column that says "average", with the number on the next line. */
function readingBelow(line: string, lines: readonly string[], index: number): Reading | undefined {
  const [label] = labelsIn(line.slice(0, 500), AVERAGE);
  if (label === undefined || /\d/.test(line.slice(label.to, 500))) return undefined;
  if (BAR_LABEL.test(line.slice(Math.max(0, label.from - 60), label.from))) return undefined;
  if (BAR_LABEL_AFTER.test(line.slice(label.to, label.to + 40))) return undefined;
  const next = lines.slice(index + 1, index + 4).find((below) => /[\p{L}\d]/u.test(below));
  if (next === undefined || next.length > 500) return undefined;
  const [token] = line.includes('|')
    ? resultsIn(cells(next)[cells(line.slice(0, label.from)).length - 1] ?? '', [])
    : line.length <= 60 && ALONE.test(next)
      ? resultsIn(next, [])
      : [];
  return token === undefined ? undefined : { value: token.value, quality: QUALITY.average };
}

function cells(row: string): readonly string[] {
  return row.split('|');
}

const ONCE: ReadonlySet<number> = new Set([QUALITY.bare, QUALITY.score, QUALITY.share, QUALITY.overall]);

/** Labels that stand at every item are no result: what is left are those that name one value. */
function withoutRepeated(readings: readonly Reading[]): readonly Reading[] {
  const first = new Map<number, number>();
  const repeated = new Set<number>();
  for (const { quality, value } of readings) {
    const known = first.get(quality);
    if (known === undefined) first.set(quality, value);
    else if (known !== value && ONCE.has(quality)) repeated.add(quality);
  }
  return readings.filter((reading) => !repeated.has(reading.quality));
}
