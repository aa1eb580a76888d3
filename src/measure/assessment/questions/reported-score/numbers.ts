/** The numbers in a line, and for each whether it can be a result: counts, indices, sums and bars are told apart. */

export interface NumberToken {
  /** From 0 to 100; a share such as 12/20 or 0.6 is worked out. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly percent: boolean;
  /** Whether it was written as a share, e.g. `12/20`, `12 of 20`. */
  readonly share: boolean;
}

const NUMERAL = /\d+(?:[.,]\d+)*/g;
/** How far around a number its role is looked for, in characters. */
const REACH = 60;

const ATTACHED_BEFORE = /[\p{L}@#_]$|\d[-–]$|[\p{L}]-$/u;
const INDEX_BEFORE =
  /\b(?:agent|outputs?|items?|questions?|rows?|entry|entries|number|no|sections?|sheets?|pages?|turns?|steps?|sets?|chapters?|parts?|version|rank|place|q) ?#? ?$|\b(?:out of|scale (?:of|from)|\d to) $/i;
const ATTACHED_AFTER = /^(?:[\p{L}_@]|[-–][\d\p{L}]| to \d)/u;
const COUNT_AFTER =
  /^ ?(?:(?:valid|remaining|correct|right|wrong|weak|strong|fair|individual|recorded|different) )?(?:ones|outputs?|items?|questions?|answers?|rows?|entries|lists?|sentences?|scores?|words?|samples?|tasks?|responses?|associations?|(?:percentage )?points? (?:below|above|short|under|over|higher|lower|off|too)|(?:AI )?agents?|days?|years?|months?|hours?|rounds?|games?|exercises?|trials?|files?|bytes|[KMGT]B)\b/i;
const OVER =
  /^ ?%? ?(?:\/|out of|of) ?(?:the |a |an |all |total |possible |maximum |max ){0,3}(\d+(?:[.,]\d+)?)/i;
const OPERAND_AFTER =
  /^ ?%? ?\)?(?: ?[+×÷] ?| ?x ?(?=\d)| ?\/ ?| ?=+ ?[~≈]? ?\(?(?=\d[\d.,]*(?![\d.,]| ?[/÷×+])))/;
const OPERAND_BEFORE = /[+×÷/] ?\(?$|\d ?x ?$/;

/** Words before a number that make it the bar. They count from the number before it, or the label, on. */
const BAR_BEFORE =
  /\b(?:min|minimum|required|requires?|requirement|threshold|bar|at least|mandatory|must|(?:less|more|higher|lower|greater|better) than|short of|cut-?off|needed|needs|target|pass(?:ing)? mark|versus|vs|against|compared (?:to|with)|instead of|rather than)\b|[<>≤≥]|\b(?:below|above|under|over|exceed\w*|limit|not|clears?|cleared)\b[^:=(]{0,25}$/i;
/** `average vs threshold: 60`: the words name the columns, and what follows is the first of them. */
const COMPARED_LABELS =
  /\b(?:vs|versus|against|and|compared (?:to|with)|relative to) (?:the |a )?(?:\w+ ){0,2}?(?:threshold|bar|minimum|requirement|target)\b[^\d]{0,10}$/i;
const BAR_AFTER =
  /^ ?%? ?(?:\((?:required|minimum|needed|mandatory|bar|threshold)\)|(?:is |are |was |would be )?(?:the )?(?:required|needed|minimum|mandatory|threshold|bar|cut-?off|pass(?:ing)? (?:mark|score)|target|enough|sufficient|must)\b(?! ?(?:of|:|=|is|was|not|missed|failed|unmet))|or (?:more|higher|above|better)\b)/i;

/** The numbers of a line that can be results, in order. `labelEnds` are places from which words count anew. */
export function resultsIn(line: string, labelEnds: readonly number[]): readonly NumberToken[] {
  const tokens: NumberToken[] = [];
  let previous = 0;
  let consumed = 0;
  for (const match of line.matchAll(NUMERAL)) {
    const from = match.index;
    if (from < consumed) continue;
    const token = tokenAt(line, from, match[0]);
    const start = Math.max(previous, from - REACH, ...labelEnds.filter((end) => end <= from));
    previous = from + match[0].length;
    if (token === undefined) continue;
    consumed = token.to;
    previous = token.to;
    const barAfter = BAR_AFTER.exec(line.slice(token.to, token.to + REACH));
    // Words that belong to this bar say nothing of the next number.
    if (barAfter !== null) previous = token.to + barAfter[0].length;
    else if (!BAR_BEFORE.test(line.slice(start, from).replace(COMPARED_LABELS, ''))) tokens.push(token);
  }
  return tokens;
}

function tokenAt(line: string, from: number, numeral: string): NumberToken | undefined {
  const value = numberIn(numeral);
  const before = line.slice(Math.max(0, from - REACH), from);
  const after = line.slice(from + numeral.length, from + numeral.length + REACH);
  if (value === undefined || ATTACHED_BEFORE.test(before) || ATTACHED_AFTER.test(after)) return undefined;
  if (/(?:^|[^\d ] ?)[-−]$/.test(before) || OPERAND_BEFORE.test(before)) return undefined;
  const over = OVER.exec(after);
  const whole = over?.[1] === undefined ? undefined : numberIn(over[1]);
  const isShare = over !== null && whole !== undefined && value <= whole;
  const to = from + numeral.length + (isShare ? over[0].length : 0);
  const rest = line.slice(to, to + REACH);
  if (OPERAND_AFTER.test(rest)) return undefined;
  if (!isShare && (INDEX_BEFORE.test(before) || COUNT_AFTER.test(rest))) return undefined;
  const percent = /^ ?(?:%|per ?cent\b)/i.test(rest);
  const result = isShare ? shareOf(value, whole) : percent ? value : fromUnit(value, numeral);
  return result > 100 ? undefined : { value: result, from, to, percent, share: isShare && whole !== 100 };
}

/** `1,638` is a thousand and more, `74,05` a decimal comma; lists and addresses are no numbers. */
function numberIn(numeral: string): number | undefined {
  if (numeral.length > 20) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(numeral)) return Number(numeral);
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(numeral)) return Number(numeral.replaceAll(',', ''));
  if (/^\d+,\d{1,2}$/.test(numeral)) return Number(numeral.replace(',', '.'));
  return undefined;
}

/** 12/20 is 60. What stands over a number from 26 to 99 is no share but a result beside its bar, as in 60/80. */
function shareOf(part: number, whole: number): number {
  if (whole === 100 || (whole > 25 && whole < 100)) return part;
  return whole === 0 ? 0 : rounded((100 * part) / whole);
}

/** An average of 0.6 is a share: nobody scores below one point of a hundred on average. */
function fromUnit(value: number, numeral: string): number {
  return value > 0 && value <= 1 && numeral.includes('.') ? rounded(100 * value) : value;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
