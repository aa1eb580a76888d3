/** For tests: the outcomes of a store's trials, in plan order. */
import type { TrialStore } from '../store/store.ts';
import { type AssessedTrial, assessedTrials, noneOutdated } from './assessed.ts';
import type { Outcome } from './classify/outcome.ts';

async function storedTrials(store: TrialStore): Promise<readonly AssessedTrial[]> {
  const outdated = noneOutdated();
  const trials: AssessedTrial[] = [];
  for await (const trial of assessedTrials(store.summaries(), outdated)) trials.push(trial);
  if (outdated.trials > 0) throw new Error(`${outdated.trials} trials were not assessed as they are now`);
  return trials;
}

export async function storedOutcomes(store: TrialStore): Promise<readonly Outcome[]> {
  return (await storedTrials(store)).map(({ outcome }) => outcome);
}
