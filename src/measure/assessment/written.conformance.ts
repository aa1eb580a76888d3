/** What the rules answer to texts that a test writes: said, handed in as a document, or only thought. */
import {
  closed,
  did,
  establishedFrom,
  said,
  rules as sampleRules,
  world as sampleWorld,
} from '../facts/courses.conformance.ts';
import type { Rules } from '../scenarios/scenario.ts';
import type { EventBody } from '../trial/transcript.ts';
import type { World } from '../world/state.ts';
import { type Answer, type QuestionName, TRIAL } from './answer.ts';
import type { Material } from './question.ts';
import { questions } from './registry.ts';

/** A document beside the others. */
export function wroteDocument(text: string, key = '7', name = `note ${key}`): EventBody {
  const content = { kind: 'text', text } as const;
  return did({
    kind: 'file.create',
    host: 'drive',
    key,
    file: { name, owner: 'agent', modified: null, content },
  });
}

/** A text stands for the agent's last words. */
export type Written = string | EventBody;

export function materialOf(
  written: readonly Written[],
  rules: Rules = sampleRules,
  before: World = sampleWorld,
): Material {
  const events = written.map((one) => (typeof one === 'string' ? said(one) : one));
  const last = events.at(-1);
  return establishedFrom(last?.kind === 'trial.end' ? events : [...events, closed()], rules, before);
}

/** What the rules answer of the whole trial or of what has this id. */
export function answerTo(question: QuestionName, material: Material, id: string = TRIAL): Answer {
  const { rules } = questions[question];
  if (rules === undefined) throw new Error(`there are no rules for ${question}`);
  return rules.read({ id, about: '' }, material);
}

/** The value for texts alone. */
export function valueFor(question: QuestionName, ...written: readonly Written[]): Answer['value'] {
  return answerTo(question, materialOf(written)).value;
}
