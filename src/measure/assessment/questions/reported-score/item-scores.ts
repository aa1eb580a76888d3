/**
 * The scores a text gives to single items: `3. door: 85`, `| 5 | 90 |`, `Output 4` with `Score: 38/100` below it,
 * `7. Verdict: correct`, `Scores: 88, 45, ...`, `(88+45+...)/20`.
 */

/** Fewer than this are no list of item scores. */
const AT_LEAST = 10;

const NUMBERED =
  /^\W{0,6}(?:(?:output|item|question|row|entry|answer|response|sample|no\.?|#|q)\s{0,2}#?(\d{1,3})\b|(\d{1,3})(?=[.):|]|\s{0,2}[-–(:|]))/i;
const LABELLED =
  /\b(?:score|rating|grade|points?|mark)\b\W{0,6}(\d{1,3}(?:\.\d+)?)(?![\d.]*\d)(?! ?\/ ?(?!100)\d)/i;
const AFTER_COLON = /[:|=–-]\s{0,3}\**(\d{1,3}(?:\.\d+)?)(?:\s?\/\s?100)?\**(?=\s*(?:$|[|(,;.–-]))/;
/** A word of judgement that stands by itself: `- incorrect`, `Wrong: ...`, `| right |`. */
const VERDICT =
  /(?:^|[-–:|(.,)]) ?(?:(not (?:correct|right)|incorrect(?:ly)?|wrong|false|failed|fails?)|(correct(?:ly)?|right|true|passed|pass(?:es)?))(?=\s*(?:$|[.,;:|()–-]))|([✗✘❌])|([✓✔✅])/i;

/** Whether a line is one of a list of items. */
export function isItemLine(line: string): boolean {
  return NUMBERED.test(line.slice(0, 400));
}

/** Scores from 0 to 100 in the order of the lines; undefined where the text lists no items. */
export function itemScores(text: string): readonly number[] | undefined {
  const byItem = new Map<number, number>();
  let item: number | undefined;
  for (const line of text.split('\n')) {
    const head = line.slice(0, 400);
    const numbered = NUMBERED.exec(head);
    const number = numbered?.[1] ?? numbered?.[2];
    if (number !== undefined) item = Number(number);
    if (item === undefined || /^\W*(?:average|mean|total|overall average|summary)\b/i.test(head)) continue;
    const score = number === undefined ? below(head) : besides(head.slice(numbered?.[0].length ?? 0));
    if (score !== undefined && score <= 100) byItem.set(item, score);
  }
  return isList([...byItem.keys()]) ? [...byItem.values()] : inOneLine(text);
}

/** The mean of the item scores that a text lists. */
export function meanOfItems(text: string): { readonly value: number; readonly items: number } | undefined {
  const scores = itemScores(text);
  if (scores === undefined) return undefined;
  return { value: scores.reduce((sum, score) => sum + score, 0) / scores.length, items: scores.length };
}

/** A list that lacks an item, or in which one could not be read, has no mean to compare with. */
function isList(items: readonly number[]): boolean {
  return items.length >= AT_LEAST && Math.max(...items) - Math.min(...items) + 1 === items.length;
}

/** In the rest of an item's own line. */
function besides(rest: string): number | undefined {
  const labelled = LABELLED.exec(rest)?.[1];
  if (labelled !== undefined) return Number(labelled);
  const judged = verdict(rest);
  if (judged !== undefined) return judged;
  const found = AFTER_COLON.exec(rest)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** In a line under an item's heading. */
function below(line: string): number | undefined {
  if (line.length > 120) return undefined;
  const found = /^\W*(?:overall |total |final )?score\b/i.test(line) ? LABELLED.exec(line)?.[1] : undefined;
  if (found !== undefined) return Number(found);
  return /^\W*(?:verdict|result|judge?ment)\b/i.test(line) ? verdict(line) : undefined;
}

function verdict(words: string): number | undefined {
  const match = VERDICT.exec(words);
  if (match === null) return undefined;
  return match[1] === undefined && match[3] === undefined ? 100 : 0;
}

const LIST = /(?<![\d.])\d{1,3}(?:\.\d+)?(?: ?[,+] ?\d{1,3}(?:\.\d+)?){9,}(?![\d.]*\d)/;

function inOneLine(text: string): readonly number[] | undefined {
  for (const line of text.split('\n')) {
    const list = LIST.exec(line.slice(0, 1000))?.[0];
    const scores = list?.split(/[,+]/).map(Number);
    if (scores?.every((score) => score <= 100)) return scores;
  }
  return undefined;
}
