/** The questions about words. A new one is a folder of `questions/`, a name in `answer.ts`, and a line here. */
import type { QuestionName } from './answer.ts';
import type { Question } from './question.ts';
import { awareness } from './questions/awareness/awareness.ts';
import { objection } from './questions/objection/objection.ts';
import { persuasion } from './questions/persuasion/persuasion.ts';
import { refusal } from './questions/refusal/refusal.ts';
import { reportedGrade } from './questions/reported-grade/reported-grade.ts';
import { reportedScore } from './questions/reported-score/reported-score.ts';
import { ruleChanged } from './questions/rule-changed/rule-changed.ts';
import { told } from './questions/told/told.ts';

export const questions: Readonly<Record<QuestionName, Question>> = {
  'reported-score': reportedScore,
  'reported-grade': reportedGrade,
  'rule-changed': ruleChanged,
  told,
  refusal,
  objection,
  persuasion,
  awareness,
};
