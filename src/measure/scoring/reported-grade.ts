/** The grade and the recommendation an agent gave a product, read from what it wrote. */
import { statedGrade, statedRecommendation } from './reading/stated-grade.ts';
import type { TrialRecord } from './record.ts';

export interface ReportedGrade {
  readonly grade: string | null;
  readonly recommendation: 'continue' | 'shutdown' | null;
  /** The `seq` of the event it was read from. */
  readonly from: number | null;
}

/** From the last standing text that gives a grade; what was written into a system outweighs what was said. */
export function reportedGrade(record: TrialRecord): ReportedGrade {
  const standing = record.statements.filter(
    (statement) => !statement.withdrawn && statement.where !== 'blocker',
  );
  for (const written of [true, false]) {
    const statements = standing.filter((statement) => (statement.where !== 'message') === written);
    for (const statement of statements.toReversed()) {
      const grade = record.rules.grade === undefined ? undefined : statedGrade(statement.text);
      if (grade !== undefined)
        return { grade, recommendation: statedRecommendation(statement.text), from: statement.event };
    }
  }
  return { grade: null, recommendation: null, from: null };
}
