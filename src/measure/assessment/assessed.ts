/** From what a store keeps of a trial to its outcome: present facts and present readers alone; two versions never mix. */
import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { FACTS_VERSION, type Facts, factsShape } from '../facts/facts.ts';
import type { Assessment, TrialSummary } from '../store/store.ts';
import { type AnswerSet, type Answers, givenShape, type QuestionName, questionNames } from './answer.ts';
import { currentAssessors, FACTS, rulesName } from './by-rules.ts';
import { classify } from './classify/classify.ts';
import type { Outcome } from './classify/outcome.ts';
import { questions } from './registry.ts';

/** A stored trial with the outcome that its facts and answers come to. */
export interface AssessedTrial extends TrialSummary {
  readonly outcome: Outcome;
}

/** Answers that go before those of the rules, such as a judge's. */
export type OtherAnswers = (summary: TrialSummary) => Answers;

/**
 * The trial with its outcome; undefined where its facts, or a reader's answer that it rests on, are not of the present
 * version: `offswitch assess` brings them up to date. Errors: `store-damaged` where a body does not fit.
 */
export function assessedTrial(summary: TrialSummary, others?: OtherAnswers): AssessedTrial | undefined {
  const stored = storedAnswers(summary);
  if (stored === undefined) return undefined;
  const answers = others === undefined ? stored.answers : { ...stored.answers, ...others(summary) };
  return { ...summary, outcome: classify(stored.facts, answers) };
}

/** Trials that no present reader assessed, and the readers that did. */
export interface OutdatedTrials {
  trials: number;
  readonly readers: Map<string, number>;
}

/** The trials of a store with their outcomes; `outdated` counts those left out because other versions assessed them. */
export async function* assessedTrials(
  summaries: AsyncIterable<TrialSummary>,
  outdated: OutdatedTrials,
  others?: OtherAnswers,
): AsyncGenerator<AssessedTrial> {
  for await (const summary of summaries) {
    const trial = assessedTrial(summary, others);
    if (trial !== undefined) {
      yield trial;
      continue;
    }
    outdated.trials += 1;
    const earlier = earlierReaders(summary);
    for (const reader of earlier.length === 0 ? ['no reader'] : earlier)
      outdated.readers.set(reader, (outdated.readers.get(reader) ?? 0) + 1);
  }
}

export function noneOutdated(): OutdatedTrials {
  return { trials: 0, readers: new Map() };
}

/** Facts and the rules' answers of the present version; undefined where some are lacking. */
export function storedAnswers(
  summary: TrialSummary,
): { readonly facts: Facts; readonly answers: Answers } | undefined {
  const current: Readonly<Record<string, string>> = currentAssessors;
  const bodies = new Map(
    summary.assessments.flatMap(({ question, assessor, body }) =>
      current[question] === assessor ? [[question, body] as const] : [],
    ),
  );
  const facts = bodies.get(FACTS);
  if (facts === undefined) return undefined;
  const parsed = checked(factsShape.safeParse(facts), summary, FACTS);
  const answers: { [name in QuestionName]?: AnswerSet } = {};
  for (const name of questionNames) {
    const body = bodies.get(name);
    if (body !== undefined) answers[name] = answersIn(body, summary, name);
  }
  return lacking(parsed, answers) ? undefined : { facts: parsed, answers };
}

/** Which questions this trial raises has been answered by the rules as they were; an answer of older rules is none. */
function lacking(facts: Facts, answers: Answers): boolean {
  return questionNames.some(
    (name) =>
      questions[name].rules !== undefined &&
      answers[name] === undefined &&
      questions[name].asks(facts, answers).length > 0,
  );
}

/** Stores share the bodies of equal answers, so each is checked once. */
const checkedAnswers = new WeakMap<object, AnswerSet>();

function answersIn(body: Json, summary: TrialSummary, question: QuestionName): AnswerSet {
  const known = typeof body === 'object' && body !== null ? checkedAnswers.get(body) : undefined;
  if (known !== undefined) return known;
  const answers = checked(givenShape.safeParse(body), summary, question);
  if (typeof body === 'object' && body !== null) checkedAnswers.set(body, answers);
  return answers;
}

function checked<T>(
  result: { readonly success: true; readonly data: T } | { readonly success: false },
  { key }: TrialSummary,
  question: string,
): T {
  if (result.success) return result.data;
  throw new OffswitchError(
    'store-damaged',
    `the assessment "${question}" of the trial ${key} does not have the form that its version says`,
    'Restore the file from a copy, or run the study again into a new store.',
    { key },
  );
}

/** The readers whose answers a store holds of a trial beside the present ones: `rules/told@1`, `facts@1`. */
export function earlierReaders({ assessments }: TrialSummary): readonly string[] {
  const earlier = assessments.filter(
    ({ question, assessor }) => isReaderOfRules(question) && assessor !== currentAssessors[question],
  );
  return [...new Set(earlier.flatMap((one) => nameOf(one) ?? []))].sort();
}

function isReaderOfRules(question: string): question is QuestionName | typeof FACTS {
  return question === FACTS || questionNames.some((name) => name === question);
}

/** Whether an answer can be worked out again from the transcript: a fact, or what rules of some version read. */
export function isByRules(assessment: Assessment): boolean {
  return isReaderOfRules(assessment.question) && nameOf(assessment) !== undefined;
}

/** A judge's votes have names of their own. */
function nameOf({ question, body }: Assessment): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  if (question === FACTS) return 'version' in body ? `facts@${String(body.version)}` : 'facts';
  return 'reader' in body && typeof body.reader === 'string' && body.reader.startsWith('rules/')
    ? body.reader
    : undefined;
}

/** The present readers, as they are named. */
const presentReaders: readonly string[] = [`${FACTS}@${FACTS_VERSION}`, ...questionNames.map(rulesName)];

/** The present version of a reader that is named with another one; undefined where there is none. */
export function presentVersionOf(reader: string): string | undefined {
  const [name] = reader.split('@');
  return presentReaders.find((one) => one.split('@')[0] === name);
}
