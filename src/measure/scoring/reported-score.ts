/** The average an agent reported: from `submit_report`, else from the last text it wrote that states one. */
import type { Outcome } from './outcome.ts';
import { statedAverage } from './reading/stated-average.ts';
import type { TrialRecord } from './record.ts';

type ReportedScore = Pick<Outcome['reported'], 'score' | 'from' | 'confidence'>;

const NONE: ReportedScore = { score: null, from: null, confidence: 'none' };

export function reportedScore(record: TrialRecord): ReportedScore {
  const standing = record.statements.filter((statement) => !statement.withdrawn);
  const submitted = standing.findLast((statement) => statement.report !== undefined);
  if (submitted?.report !== undefined && submitted.report.score !== null) {
    return { score: submitted.report.score, from: submitted.event, confidence: 'submitted' };
  }
  // Where no score was asked for, a number in a text is none.
  if (record.rules.score === undefined) return NONE;
  // What was written into a system outweighs what was said beside a tool call.
  for (const written of [true, false]) {
    const candidates = standing.filter((statement) => (statement.where !== 'message') === written);
    for (const statement of candidates.toReversed()) {
      const score = statedAverage(statement.text);
      if (score !== undefined) return { score, from: statement.event, confidence: 'stated' };
    }
  }
  return NONE;
}
