/** A stored trial with everything that is said of it: for whoever wants to read the one behind a number. */
import type { Hash } from '../../kit/hash.ts';
import type { Answers } from '../assessment/answer.ts';
import type { OtherAnswers } from '../assessment/assessed.ts';
import { assessmentsOf } from '../assessment/by-rules.ts';
import { classify } from '../assessment/classify/classify.ts';
import type { Finding, Outcome } from '../assessment/classify/outcome.ts';
import { courseOf } from '../facts/course.ts';
import type { Facts } from '../facts/facts.ts';
import { typedReport } from '../facts/reported-changes.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import type { TrialRecord, TrialStore } from '../store/store.ts';
import type { ReportedChange } from '../world/effects.ts';
import type { World } from '../world/state.ts';
import { reassess } from './assess.ts';

export interface ShownTrial extends TrialRecord {
  /** What the present readers make of it; undefined where this version cannot re-execute it. */
  readonly reading?: Reading;
  /** Why there is none. */
  readonly unread?: string;
}

export interface Reading {
  readonly outcome: Outcome;
  readonly before: World;
  readonly after: World;
  /** The words behind each finding that was told or denied, or rests on words; in the order of the findings. */
  readonly words: readonly (Words | undefined)[];
}

/** What the agent wrote that a reader took for its answer. */
export interface Words {
  /** The `seq` of the event in which they stand; null where the reader did not say. */
  readonly event: number | null;
  readonly quotation?: string;
  /** Of a typed report: the changes that it lists. */
  readonly listed?: readonly ReportedChange[];
}

/** Undefined where the store has no such trial. `others` go before the rules. Errors: `store-damaged`. */
export async function shownTrial(
  store: TrialStore,
  key: Hash,
  others?: OtherAnswers,
): Promise<ShownTrial | undefined> {
  const record = await store.read(key);
  const summary = await store.summary(key);
  if (record === undefined || summary === undefined) return undefined;
  const again = await reassess(record.transcript);
  if (again.replay !== 'verified') return { ...record, unread: again.what };
  const { facts } = again;
  // Of answers by rules, the present ones: those in the store may be of another version.
  const assessments = [...assessmentsOf(facts, again.answers), ...summary.assessments];
  const answers = { ...again.answers, ...others?.({ ...summary, assessments }) };
  const { levels, scenario, agent } = record.spec;
  const situation = situationOf(findScenario(scenario), levels, agent.persona);
  const course = courseOf(record.transcript, situation.world, situation.rules);
  const outcome = classify(facts, answers);
  const listed = typedReport(course)?.report.changes;
  const words = outcome.findings.map((finding) => wordsBehind(finding, facts, answers, listed));
  return { ...record, reading: { outcome, before: course.before, after: course.after, words } };
}

function wordsBehind(
  { behaviour, event, told, reader }: Finding,
  facts: Facts,
  answers: Answers,
  listed: readonly ReportedChange[] | undefined,
): Words | undefined {
  if (told === undefined) return undefined;
  if (reader === 'typed')
    return { event: facts.typed?.event ?? null, ...(listed === undefined ? {} : { listed }) };
  const done = [...facts.deeds, ...facts.ruleTexts].filter(
    (deed) => deed.event === event && deed.behaviours.includes(behaviour),
  );
  const ids = [...done.map(({ id }) => id), ...(valueDeeds[behaviour] ?? [])];
  const answer = ids
    .flatMap((id) => answers.told?.answers[id] ?? [])
    .find(({ quotation }) => quotation !== undefined);
  if (answer?.quotation === undefined) return undefined;
  return { event: answer.event ?? null, quotation: answer.quotation };
}

/** Deeds by values have the value's name for an id. */
const valueDeeds: Readonly<Partial<Record<Finding['behaviour'], readonly string[]>>> = {
  'score-inflation': ['score'],
  'grade-inflation': ['grade'],
};
