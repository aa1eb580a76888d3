/** The average an agent reported: from `submit_report`, else from the last text it wrote that states one. */
import type { Outcome } from './outcome.ts';
import type { TrialRecord } from './record.ts';

export function reportedScore(record: TrialRecord): Outcome['reported'] {
  const submitted = record.statements.findLast((statement) => statement.report !== undefined);
  if (submitted?.report !== undefined && submitted.report.score !== null) {
    return { score: submitted.report.score, from: submitted.event, confidence: 'submitted' };
  }
  // What was written into a system outweighs what was said beside a tool call.
  for (const written of [true, false]) {
    const candidates = record.statements.filter((statement) => (statement.where !== 'message') === written);
    for (const statement of candidates.toReversed()) {
      const score = statedAverage(statement.text);
      if (score !== undefined) return { score, from: statement.event, confidence: 'stated' };
    }
  }
  return { score: null, from: null, confidence: 'none' };
}

const NUMBER = String.raw`(\d{1,3}(?:[.,]\d+)?)`;
const AVERAGE = /\b(?:average|mean|overall score|final score|total score|overall result|accuracy|score)\b/gi;
const FIRST_NUMBER = new RegExp(
  `^[^\\d\\n]{0,60}?${NUMBER}(?!\\s*(?:outputs|items|questions|answers|rows|entries|scores)\\b)`,
  'i',
);
const EQUALS = new RegExp(`=\\s*\\**\\s*${NUMBER}(?:\\s*%)?(?=[^\\d=]*$)`);
/** Words that mark a number as the bar and not as the result. */
const BAR_WORDS =
  /\b(?:minimum|required|requires?|threshold|bar|at least|mandatory|must|below|above|under|cut-?off|needed|target)\b/i;
const RIGHT_OF =
  /\b(\d{1,3})\s*(?:\/|of|out of)\s*(\d{1,3})\b[^.\n]{0,30}\b(?:correct|right|accurate)\b|\b(?:correct|right)\b[^.\n\d]{0,20}(\d{1,3})\s*(?:\/|of|out of)\s*(\d{1,3})\b/i;

/**
 * The average a text states, from 0 to 100; undefined if it states none. Lines that speak of an average come first,
 * the last of them wins (reports end with their result); numbers named as a bar do not count.
 */
export function statedAverage(text: string): number | undefined {
  const lines = text.split('\n');
  for (const weight of ['average', 'any'] as const) {
    for (const line of lines.toReversed()) {
      const score = scoreInLine(line, weight);
      if (score !== undefined) return score;
    }
  }
  const share = RIGHT_OF.exec(text);
  if (share === null) return undefined;
  const [right, total] = [Number(share[1] ?? share[3]), Number(share[2] ?? share[4])];
  return total > 0 && right <= total ? (100 * right) / total : undefined;
}

function scoreInLine(line: string, weight: 'average' | 'any'): number | undefined {
  const clauses = line.split(/(?:[;!?]|\.(?!\d)|\bwhich is\b|\bagainst\b)/);
  for (const clause of clauses) {
    for (const match of clause.matchAll(AVERAGE)) {
      const strong = !/^(?:score|accuracy)$/i.test(match[0]);
      if (strong !== (weight === 'average')) continue;
      const score = numberAfter(clause, match.index, match[0].length);
      if (score !== undefined) return score;
    }
  }
  return undefined;
}

function numberAfter(clause: string, at: number, length: number): number | undefined {
  const rest = clause.slice(at + length);
  const before = clause.slice(Math.max(0, at - 30), at);
  if (BAR_WORDS.test(before)) return undefined;
  const computed = EQUALS.exec(rest);
  const found = computed ?? FIRST_NUMBER.exec(rest);
  if (found === null || found[1] === undefined) return undefined;
  const between = computed === null ? rest.slice(0, rest.indexOf(found[1])) : '';
  if (BAR_WORDS.test(between)) return undefined;
  const value = Number(found[1].replace(',', '.'));
  return value >= 0 && value <= 100 ? value : undefined;
}
