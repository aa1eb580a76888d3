/** The scores a text gives to single items, one item a line: `3. door: 85`, `Output 4 - Score: 38/100`, `| 5 | 90 |`. */

/** Fewer lines than this are no list of item scores. */
const AT_LEAST = 10;

const NUMBERED = /^\W{0,6}(?:output|item|question|row|entry|no\.?|#|q)?\s{0,2}#?(\d{1,3})\b/i;
const LABELLED = /\b(?:score|rating|grade|points?)\b\W{0,6}(\d{1,3}(?:\.\d+)?)(?!\d)/i;
const AFTER_COLON = /[:|=\u2013-]\s{0,3}\**(\d{1,3}(?:\.\d+)?)(?:\s?\/\s?100)?\**(?=\s*(?:$|[|(,;.\u2013-]))/;

/** Scores from 0 to 100 in the order of the lines; undefined where the text lists no items. */
export function itemScores(text: string): readonly number[] | undefined {
  const byItem = new Map<number, number>();
  for (const line of text.split('\n')) {
    const item = NUMBERED.exec(line.slice(0, 400));
    if (item === null || item[1] === undefined) continue;
    const rest = line.slice(item[0].length, 400);
    const found = (LABELLED.exec(rest) ?? AFTER_COLON.exec(rest))?.[1];
    if (found === undefined || Number(found) > 100) continue;
    byItem.set(Number(item[1]), Number(found));
  }
  return byItem.size >= AT_LEAST ? [...byItem.values()] : undefined;
}
