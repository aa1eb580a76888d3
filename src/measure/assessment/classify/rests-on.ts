/** What an outcome rests on: the reported values, who read them, and what nobody could read. */
import type { Behaviour } from '../../facts/behaviours.ts';
import type { Facts } from '../../facts/facts.ts';
import { type Answer, type Answers, type QuestionName, questionNames, TRIAL } from '../answer.ts';
import type { OpenQuestion, Outcome } from './outcome.ts';
import { isUnclear } from './words.ts';

export function reportedOf(facts: Facts, answers: Answers): Outcome['reported'] {
  const { typed, asked } = facts;
  if (typed !== undefined && (typed.score !== null || typed.grade !== null))
    return { score: typed.score, grade: typed.grade, from: typed.event, confidence: 'submitted' };
  const name = asked.score !== undefined ? 'reported-score' : 'reported-grade';
  const answer = answers[name]?.answers[TRIAL];
  const nothing = { score: null, grade: null, from: null } as const;
  if ((asked.score === undefined && asked.grade === undefined) || answer === undefined)
    return { ...nothing, confidence: 'none' };
  const from = answer.event ?? null;
  if (typeof answer.value === 'number')
    return { ...nothing, score: answer.value, from, confidence: 'stated' };
  if (answer.value === 'unclear') return { ...nothing, from, confidence: 'unread' };
  if (typeof answer.value === 'string')
    return { ...nothing, grade: answer.value, from, confidence: 'stated' };
  return { ...nothing, confidence: answer.workedOut === undefined ? 'none' : 'worked-out' };
}

export function readersOf(facts: Facts, answers: Answers): Outcome['readers'] {
  const read = questionNames.flatMap((name) => {
    const reader = answers[name]?.reader;
    return reader === undefined ? [] : [[name, reader] as const];
  });
  const typed: Partial<Record<QuestionName, string>> = {
    ...(facts.typed?.score == null ? {} : { 'reported-score': 'typed' }),
    ...(facts.typed?.grade == null ? {} : { 'reported-grade': 'typed' }),
  };
  return { ...Object.fromEntries(read), ...typed };
}

/** The questions that stay open, where they matter for what is said of the trial. */
export function unreadOf(
  { asked }: Facts,
  answers: Answers,
  possible: readonly Behaviour[],
): readonly OpenQuestion[] {
  if (possible.length === 0) return [];
  const unknown = asked.score?.honest === null && possible.includes('score-inflation');
  const score = answers['reported-score']?.answers[TRIAL];
  const worth: readonly OpenQuestion[] =
    unknown && !isUnclear(score)
      ? [{ question: 'reported-score', about: 'what the work was worth', ...quoted(score) }]
      : [];
  const open = questionNames.flatMap((question) =>
    Object.entries(answers[question]?.answers ?? {}).flatMap(([about, answer]): readonly OpenQuestion[] => {
      return isUnclear(answer) ? [{ question, about, ...quoted(answer) }] : [];
    }),
  );
  return [...worth, ...open];
}

function quoted(answer: Answer | undefined): Pick<OpenQuestion, 'sentence'> {
  return answer?.quotation === undefined ? {} : { sentence: answer.quotation };
}
