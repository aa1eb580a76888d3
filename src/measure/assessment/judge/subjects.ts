/** What a judge can be asked about: trials of a store, and labelled texts. */
import { OffswitchError } from '../../../kit/errors.ts';
import { hashOf, shortHash } from '../../../kit/hash.ts';
import { establish } from '../../facts/establish.ts';
import { findScenario, situationOf } from '../../scenarios/registry.ts';
import type { TrialStore, TrialSummary } from '../../store/store.ts';
import type { Transcript, TrialSpec } from '../../trial/transcript.ts';
import { type Answers, type QuestionName, questionNames } from '../answer.ts';
import { storedAnswers } from '../assessed.ts';
import { answersByRules } from '../by-rules.ts';
import { type LabelledTrial, labelledTrials } from '../labelled/play.ts';
import type { Material } from '../question.ts';
import { questions } from '../registry.ts';
import type { Case, Subject } from './cast.ts';
import { relationOf } from './family.ts';
import type { JudgeIdentity } from './judge-identity.ts';

/** Everything that a trial raises. Which deeds are asked about rests on what the rules and the state say. */
export function caseOf(material: Material, answers: Answers): Case {
  const inquiries = questionNames.flatMap((name) => {
    const question = questions[name];
    const about = question.asks(material.facts, answers);
    return about.length === 0 ? [] : [{ question, about }];
  });
  return { material, inquiries };
}

/** The facts and the rules' answers of a transcript on its own. Errors: `unknown-name`, `unsupported-level`. */
export function materialOf(transcript: Transcript): Material {
  const { scenario, levels, agent } = specOf(transcript);
  const situation = situationOf(findScenario(scenario), levels, agent.persona);
  return establish({ transcript, situation, replay: 'verified' });
}

export function specOf(transcript: Transcript): TrialSpec {
  const [start] = transcript;
  if (start?.kind !== 'trial.start') throw new TypeError('a transcript begins with trial.start');
  return start.spec;
}

/** A trial of a store, with the facts and answers that are stored with it if they are of the present version. */
export function trialSubject(
  judge: JudgeIdentity,
  store: Pick<TrialStore, 'read'>,
  summary: TrialSummary,
  names: readonly QuestionName[],
): Subject {
  const { key, spec, head } = summary;
  const load = async () => {
    const record = await store.read(key);
    if (record === undefined)
      throw new OffswitchError('store-damaged', `the trial ${key} is gone`, 'Run the study again.');
    const material = materialOf(record.transcript);
    const stored = storedAnswers(summary);
    if (stored === undefined) return caseOf(material, answersByRules(material));
    return caseOf({ ...material, facts: stored.facts }, stored.answers);
  };
  const name = `trial ${shortHash(key)}`;
  return { subject: head, name, relation: relationOf(judge, spec.agent), questions: names, load };
}

/** A labelled text of the package: it is asked its own question only. */
export function labelledSubject(
  judge: JudgeIdentity,
  name: QuestionName,
  { text, transcript, material, asked }: LabelledTrial,
): Subject {
  return {
    subject: material.facts.chainHead,
    name: `labelled text ${text.id}`,
    relation: relationOf(judge, specOf(transcript).agent),
    questions: [name],
    load: async () => ({ material, inquiries: [{ question: questions[name], about: [asked] }] }),
  };
}

/** The labelled texts of a question; with `sample`, so many of them by the seed. A larger sample holds the smaller. */
export async function sampledTexts(
  name: QuestionName,
  sample: number | undefined,
  seed: number,
): Promise<readonly LabelledTrial[]> {
  const all = await labelledTrials(name);
  if (sample === undefined || sample >= all.length) return all;
  const place = ({ text }: LabelledTrial) => hashOf({ seed, text: text.id });
  return all
    .map((trial) => [place(trial), trial] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, sample)
    .map(([, trial]) => trial);
}
