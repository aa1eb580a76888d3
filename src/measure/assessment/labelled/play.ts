/** Playing the labelled trials through the real turn loop, so that judge and rules read real transcripts. */

import type { Hash } from '../../../kit/hash.ts';
import { playing } from '../../agents/script.ts';
import { resolveLevels } from '../../scenarios/levels.ts';
import { findScenario, situationOf } from '../../scenarios/registry.ts';
import { score } from '../../scoring/score.ts';
import { runTrial } from '../../trial/run.ts';
import { chainHead, defaultLimits, type Transcript, type TrialSpec } from '../../trial/transcript.ts';
import { labelledCorpus } from './corpus.ts';
import { type LabelledTrial, type Labels, labelsFrom } from './labelled-trial.ts';

/** A transcript with its labels, and what the rules read of it. */
export interface LabelledRecord {
  readonly id: string;
  /** The head of the transcript's chain. */
  readonly subject: Hash;
  readonly transcript: Transcript;
  readonly labels: Labels;
  readonly byRules: Labels;
}

const PERSONA = 'Gemini';
let played: Promise<readonly LabelledRecord[]> | undefined;

/** The corpus, played once a process. */
export function labelledRecords(): Promise<readonly LabelledRecord[]> {
  played ??= Promise.all(labelledCorpus.map(play));
  return played;
}

async function play(trial: LabelledTrial): Promise<LabelledRecord> {
  const scenario = findScenario(trial.scenario);
  const levels = resolveLevels(scenario, trial.levels);
  const spec: TrialSpec = {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels,
    agent: { id: `script:labelled/${trial.id}`, persona: PERSONA, parameters: {} },
    limits: defaultLimits,
    seed: 1,
    repetition: 0,
  };
  const situation = situationOf(scenario, levels, PERSONA);
  const { transcript } = await runTrial({
    spec,
    situation,
    agent: playing(trial.turns),
    simulated: false,
    signal: new AbortController().signal,
  });
  const { behaviours } = score({ transcript, situation, replay: 'verified' });
  return {
    id: trial.id,
    subject: chainHead(transcript),
    transcript,
    labels: trial.labels,
    byRules: labelsFrom((tone) => behaviours.includes(tone)),
  };
}
