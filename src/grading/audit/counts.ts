/** What there is to audit, in numbers. */
import type { Grade, UnmarkedReason } from '../grade.ts';

export interface Counts {
  readonly grades: number;
  readonly items: number;
  readonly judges: number;
  readonly subjects: number;
  readonly unmarked: Readonly<Partial<Record<UnmarkedReason, number>>>;
  /** Marks without a word of reasons. */
  readonly withoutRationale: number;
}

export function countsOf(grades: readonly Grade[]): Counts {
  const unmarked: Partial<Record<UnmarkedReason, number>> = {};
  let withoutRationale = 0;
  for (const grade of grades) {
    if (grade.unmarked !== null) unmarked[grade.unmarked] = (unmarked[grade.unmarked] ?? 0) + 1;
    else if (grade.rationale === null || grade.rationale.trim() === '') withoutRationale += 1;
  }
  const distinct = (of: (grade: Grade) => string | null) =>
    new Set(grades.flatMap((grade) => of(grade) ?? [])).size;
  return {
    grades: grades.length,
    items: distinct(({ item }) => item),
    judges: distinct(({ judge }) => judge),
    subjects: distinct(({ subject }) => subject),
    ...{ unmarked, withoutRationale },
  };
}
