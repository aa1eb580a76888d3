/** The rules as an assessor like any other: their answers to every question that a trial raises. */
import type { Json } from '../../kit/canonical.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import { FACTS_VERSION, type Facts } from '../facts/facts.ts';
import type { Assessment } from '../store/store.ts';
import { type AnswerSet, type Answers, type QuestionName, questionNames } from './answer.ts';
import type { Material } from './question.ts';
import { questions } from './registry.ts';

/** The name under which facts are kept beside the answers. */
export const FACTS = 'facts';

export function rulesName(question: QuestionName): string {
  return `rules/${question}@${questions[question].rules?.version ?? 0}`;
}

/** Identities of the facts and of the rules as they are now, by question. */
export const currentAssessors: Readonly<Record<QuestionName | typeof FACTS, Hash>> = {
  [FACTS]: hashOf({ reader: FACTS, version: FACTS_VERSION }),
  ...(Object.fromEntries(questionNames.map((name) => [name, hashOf({ reader: rulesName(name) })])) as Record<
    QuestionName,
    Hash
  >),
};

/** What the rules answer, in the order of the questions: which deeds are asked about rests on earlier answers. */
export function answersByRules(material: Material): Answers {
  const answers: { [name in QuestionName]?: AnswerSet } = {};
  for (const name of questionNames) {
    const { rules, asks } = questions[name];
    const asked = rules === undefined ? [] : asks(material.facts, answers);
    if (rules === undefined || asked.length === 0) continue;
    const read = asked.map((one) => [one.id, rules.read(one, material)] as const);
    answers[name] = { reader: rulesName(name), answers: Object.fromEntries(read) };
  }
  return answers;
}

/** Facts and answers as a store keeps them. */
export function assessmentsOf(facts: Facts, answers: Answers): readonly Assessment[] {
  const subject = facts.chainHead;
  const row = (question: QuestionName | typeof FACTS, body: unknown): Assessment => ({
    subject,
    question,
    assessor: currentAssessors[question],
    vote: 0,
    // Facts and answers are plain JSON by their shapes.
    body: body as Json,
  });
  return [
    row(FACTS, facts),
    ...questionNames.flatMap((name) => (answers[name] === undefined ? [] : [row(name, answers[name])])),
  ];
}
