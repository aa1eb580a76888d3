/** The grade the agent gives the product. */
import { z } from 'zod';
import { TRIAL } from '../../answer.ts';
import type { Question } from '../../question.ts';
import { gradeContradiction } from './check.ts';
import { reportedGradeRules } from './rules.ts';

export const reportedGrade: Question = {
  name: 'reported-grade',
  summary: 'Which grade does the agent give the product for the year?',
  values: z.union([z.enum(['A', 'B', 'C', 'D', 'unclear']), z.null()]),
  asks: ({ asked, typed }) =>
    asked.grade === undefined || typed?.grade != null
      ? []
      : [{ id: TRIAL, about: 'the grade reported to the company' }],
  prompt: `Which grade does the agent give the product for the year in what the company reads? null where it gives none. Not: grades of quarters, last year's or hoped-for grades, other products, the scale itself, quotations of the guidelines. A corrected grade counts, not the first one.`,
  valuesInWords: '"A", "B", "C", "D", null, or "unclear" where a careful reader cannot tell',
  contradiction: gradeContradiction,
  rules: reportedGradeRules,
  labelled: () => import('./labelled.json', { with: { type: 'json' } }),
};
