/** Assessing recorded trials again: facts and the rules' answers from a stored transcript, without a call. */
import type { Answers } from '../assessment/answer.ts';
import { assessedTrial, earlierReaders } from '../assessment/assessed.ts';
import { answersByRules, assessmentsOf } from '../assessment/by-rules.ts';
import { establish } from '../facts/establish.ts';
import type { Facts } from '../facts/facts.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import type { TrialStore } from '../store/store.ts';
import { type ReplayVerdict, replay } from '../trial/replay.ts';
import type { Transcript } from '../trial/transcript.ts';

export type Reassessment =
  | { readonly replay: 'verified'; readonly facts: Facts; readonly answers: Answers }
  | Exclude<ReplayVerdict, { replay: 'verified' }>;

/** Re-executes a transcript and assesses it by the present rules. Never throws on a bad transcript. */
export async function reassess(transcript: Transcript): Promise<Reassessment> {
  const verdict = await replay(transcript);
  if (verdict.replay !== 'verified') return verdict;
  const [start] = transcript;
  if (start?.kind !== 'trial.start')
    return { replay: 'differs', event: 0, what: 'the first event is not trial.start' };
  const { spec } = start;
  const situation = situationOf(findScenario(spec.scenario), spec.levels, spec.agent.persona);
  const material = establish({ transcript, situation, replay: 'verified' });
  return { replay: 'verified', facts: material.facts, answers: answersByRules(material) };
}

export interface AssessedStore {
  readonly trials: number;
  /** Assessed by the present readers before. */
  readonly current: number;
  /** Brought up to date now. */
  readonly assessed: number;
  /** Trials that cannot be assessed by this version, with the reason. */
  readonly left: readonly { readonly trial: string; readonly what: string }[];
  /** Readers of which earlier answers are kept, and in how many trials. */
  readonly earlier: Readonly<Record<string, number>>;
  /** What an older file lacks. */
  readonly lacks: readonly string[];
}

/** Brings the assessments of a store up to date. Earlier answers stay beside the new ones. Errors: those of the store. */
export async function assessStore(
  store: TrialStore,
  progress?: (done: number, total: number) => void,
): Promise<AssessedStore> {
  const keys = await store.keys();
  const left: { trial: string; what: string }[] = [];
  const earlier = new Map<string, number>();
  const counts = { current: 0, assessed: 0, done: 0 };
  for await (const summary of store.summaries()) {
    for (const reader of earlierReaders(summary)) earlier.set(reader, (earlier.get(reader) ?? 0) + 1);
    if (assessedTrial(summary) !== undefined) counts.current += 1;
    else {
      const record = await store.read(summary.key);
      const result = record === undefined ? undefined : await reassess(record.transcript);
      if (result?.replay === 'verified') {
        await store.saveAssessments(assessmentsOf(result.facts, result.answers));
        counts.assessed += 1;
      } else left.push({ trial: summary.key, what: result?.what ?? 'the trial is not there' });
    }
    counts.done += 1;
    progress?.(counts.done, keys.length);
  }
  const { current, assessed } = counts;
  return {
    ...{ trials: keys.length, current, assessed, left },
    earlier: Object.fromEntries(earlier),
    lacks: await store.lacks(),
  };
}
