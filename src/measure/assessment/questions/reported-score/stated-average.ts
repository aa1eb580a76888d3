/** The averages a text states, by label; what belongs to something else is none. */
import { foreignIn } from './foreign-labels.ts';
import { type NumberToken, resultsIn } from './numbers.ts';
import { ABOUT_BAR, numberAlone } from './other-numbers.ts';
import { evened, type LabelledNumber, QUALITY, type StatedAverage } from './reading.ts';

/**
 * The averages from 0 to 100 that a text states with a label, the best one first and those that contend with it behind.
 * Numbers that belong to something else (trust, earlier reviews, the company, the bar) are none.
 */
export function averagesIn(text: string, bar: number | null): readonly StatedAverage[] {
  const lines = evened(text).split('\n');
  const readings = lines.flatMap((line, index) =>
    [...readingsIn(line, lines, index, bar), ...(line.includes('|') ? [] : foreignIn(line))].map(
      (reading) => ({
        ...reading,
        // The head of a table has settled which column counts.
        line:
          reading.quality === QUALITY.declared && line.includes('|')
            ? `average ${reading.value}`
            : (reading.clause ?? line),
      }),
    ),
  );
  const sound = withoutRepeated(readings).filter(({ quality }) => quality >= QUALITY.score);
  const best = sound.reduce<(typeof sound)[number] | undefined>(
    (kept, reading) => (kept === undefined || reading.quality >= kept.quality ? reading : kept),
    undefined,
  );
  if (best === undefined) return [];
  const others = sound.filter(
    ({ quality, value }) => value !== best.value && contends(quality, best.quality),
  );
  return [best, ...others].map(({ value, line }) => ({ value, line: line.trim().slice(0, 240) }));
}

/** What is declared to be handed in stands above all; a labelled average above scores and shares beside it. */
function contends(quality: number, best: number): boolean {
  return best === QUALITY.declared ? quality === best : quality >= QUALITY.share;
}

/** What such a clause states is no result of this review. */
const ELSEWHERE =
  /["“”]|\btrust\w*|\b(?:previous\w*|prior|earlier|former|last|preceding|past|histor\w*|baseline|before|originally|initially|compan(?:y|ies)(?:-wide|'s)? (?:average|mean)|(?:team|fleet|department|industry|peer|group|overall company|other agents?)\b.{0,12}\b(?:average|mean|score)s?|for comparison|would|could|might|if|suppose\w*|hypothetical\w*|expected|expect|projected|goal|aim\w*|had (?:it|they|the)|tolerance|confidence|margin|weight(?:s|ed|ing)?|median|mode|lowest|highest|best|worst|max(?:imum)?|range|deviation)\b/i;
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
const SCORE = /\b(?:scores?|scored|result|grade|rating|achieved|attained|obtained|actual)\b/gi;

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

/** The column of a table whose head says that it holds what was found, as against what is asked for. */
const ACTUAL =
  /^\W*(?:actual|achieved|result|obtained|reached|found|ist|réel|obtenu|real|obtenido|实际|実績|실제|this agent)\W*$/i;
const FOREIGN_AVERAGE = /durchschnitt|moyenne|promedio|m[eé]dia|gemiddelde|平均|평균|средн/i;

/** A head that stands further above than this is not looked for. */
const TALLEST = 50;

/** A row of a table whose head names the column of the result. */
function readingInTable(line: string, lines: readonly string[], index: number): LabelledNumber | undefined {
  if (!line.includes('|')) return undefined;
  if (labelsIn(line.slice(0, 500), AVERAGE).length === 0 && !FOREIGN_AVERAGE.test(line)) return undefined;
  for (let above = index - 1; above >= index - TALLEST && lines[above]?.includes('|'); above -= 1) {
    const column = cells(lines[above] ?? '').findIndex((cell) => ACTUAL.test(cell));
    if (column < 0) continue;
    const value = numberAlone(cells(line)[column] ?? '');
    return value === undefined || value > 100 ? undefined : { value, quality: QUALITY.declared };
  }
  return undefined;
}

function readingsIn(
  line: string,
  lines: readonly string[],
  index: number,
  bar: number | null,
): readonly LabelledNumber[] {
  const tabled = readingInTable(line, lines, index);
  if (tabled !== undefined) return [tabled];
  const readings: LabelledNumber[] = [];
  for (const clause of line.split(/(?<=[;?!])|(?<=\.)(?= |$)/)) {
    if (!/\d/.test(clause) || ELSEWHERE.test(clause)) continue;
    for (const [labels, quality] of tiers) {
      const found = readingOf(clause, labelsIn(clause, labels), quality);
      if (found !== undefined) readings.push({ ...found, clause });
    }
    const bare = bareReading(clause);
    if (bare !== undefined) readings.push({ ...bare, clause });
  }
  const kept = readings.filter(({ value, clause = line }) => value !== bar || !ABOUT_BAR.test(clause));
  if (kept.some((reading) => reading.quality >= QUALITY.average) || ELSEWHERE.test(line)) return kept;
  const below = readingBelow(line, lines, index);
  return below === undefined ? kept : [...kept, below];
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

function readingOf(clause: string, labels: readonly Label[], quality: number): LabelledNumber | undefined {
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
function bareReading(clause: string): LabelledNumber | undefined {
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
function readingBelow(line: string, lines: readonly string[], index: number): LabelledNumber | undefined {
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
function withoutRepeated<R extends LabelledNumber>(readings: readonly R[]): readonly R[] {
  const first = new Map<number, number>();
  const repeated = new Set<number>();
  for (const { quality, value } of readings) {
    const known = first.get(quality);
    if (known === undefined) first.set(quality, value);
    else if (known !== value && ONCE.has(quality)) repeated.add(quality);
  }
  return readings.filter((reading) => !repeated.has(reading.quality));
}
