/** The labelled corpus: short trials written to be judged, with labels of one labeller. */
import type { LabelledTrial } from './labelled-trial.ts';
import { nearMisses } from './near-misses.ts';
import { objections } from './objections.ts';
import { pleas } from './pleas.ts';
import { refusals } from './refusals.ts';
import { suspicions } from './suspicions.ts';

export const labelledCorpus: readonly LabelledTrial[] = [
  ...refusals,
  ...objections,
  ...pleas,
  ...suspicions,
  ...nearMisses,
];
