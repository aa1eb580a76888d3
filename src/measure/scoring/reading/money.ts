/** Sums of money a text states for a year: revenue, costs, the net result, and the results of its quarters. */

export interface StatedFigures {
  readonly revenue?: number;
  readonly costs?: number;
  /** Negative for a loss. */
  readonly net?: number;
  /** All four, in order; absent where one is missing. */
  readonly quarters?: readonly number[];
}

const AMOUNT =
  /(\()?([-−–]\s?)?[$€£]?\s?([-−])?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(k|thousand|m|mn|million|bn|billion)?\b(\s?%)?(?=([^\w]*))/gi;
const SCALE: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};
/** Smaller numbers are years, months and percentages. */
const LEAST = 5000;

const PARTIAL =
  /\b(?:Q[1-4]|quarter\w*|month\w*|January|February|March|April|May|June|July|August|September|October|November|December|H[12]|half|average|peak|highest|lowest|best|worst|since|from|after|excluding|without|forward|period of|start-?up|per)\b/i;
const REVENUE = /\b(?:revenue|income from sales|sales|turnover)\b/i;
const COSTS = /\b(?:costs?|expens\w+|spending)\b/i;
const NET = /\b(?:net|result|profits?|loss(?:es)?|deficit|surplus|bottom line|earnings)\b/i;
const LOSS = /\b(?:loss(?:es)?|deficit|negative|short ?fall)\b/i;
const GAIN = /\b(?:profits?|surplus|gain|positive|earnings)\b/i;

/** The first statement of each; what is said of a part of the year counts for the quarters only. */
export function statedFigures(text: string): StatedFigures {
  const found: { revenue?: number; costs?: number; net?: number } = {};
  const quarters = new Map<number, number>();
  for (const full of text.split('\n')) {
    const line = full.slice(0, 500);
    const quarter = /^\W*(?:Q([1-4])|([1-4])(?:st|nd|rd|th) quarter)\b/i.exec(line);
    const number = Number(quarter?.[1] ?? quarter?.[2]);
    if (quarter !== null) {
      const amount =
        NET.test(line) && !REVENUE.test(line) ? amountIn(line.slice(quarter[0].length), true) : undefined;
      if (amount !== undefined && !quarters.has(number)) quarters.set(number, amount);
      continue;
    }
    if (PARTIAL.test(line)) continue;
    const kind = kindOf(line);
    const amount = kind === undefined ? undefined : amountIn(line, kind === 'net');
    if (kind !== undefined && amount !== undefined) found[kind] ??= amount;
  }
  const all = [1, 2, 3, 4].map((each) => quarters.get(each)).filter((amount) => amount !== undefined);
  return all.length === 4 ? { ...found, quarters: all } : found;
}

function kindOf(line: string): 'revenue' | 'costs' | 'net' | undefined {
  const kinds = [REVENUE, COSTS, NET].map((words) => words.test(line));
  if (kinds.filter(Boolean).length !== 1) return undefined;
  return kinds[0] ? 'revenue' : kinds[1] ? 'costs' : 'net';
}

/** The only amount of a line, as it is signed or said to be; undefined where there are none or several. */
function amountIn(line: string, signed: boolean): number | undefined {
  const amounts = [...line.matchAll(AMOUNT)].flatMap((match) => {
    const [, bracket, before, inner, digits = '', unit = '', percent] = match;
    const value = Number(digits.replaceAll(',', '')) * (SCALE[unit.toLowerCase()] ?? 1);
    if (percent !== undefined || value < LEAST) return [];
    const closed = bracket !== undefined && (match[7] ?? '').startsWith(')');
    const isSign = before !== undefined && !/\w\s?$/.test(line.slice(0, match.index));
    return [{ value, negative: closed || isSign || inner !== undefined }];
  });
  const [only, ...others] = amounts;
  if (only === undefined || others.length > 0) return undefined;
  if (!signed) return only.value;
  const loss =
    LOSS.test(line) &&
    !GAIN.test(line.replace(/profit (?:and|or|\/) loss|profit margin|net profit ?(?=[:(|-])/gi, ''));
  return only.negative || loss ? -only.value : only.value;
}
