/** The published matrix, played by the simulated agents of the eight published models. */
import { paperModels } from '../../../src/measure/agents/simulated/paper-rates.ts';
import type { AssessedTrial } from '../../../src/measure/assessment/assessed.ts';
import { countPaper, type PaperCell } from '../../../src/measure/report/paper-counts.ts';
import { endOf } from '../../../src/measure/store/sealing.ts';
import { paper } from '../../../src/measure/study/paper.ts';
import { perform } from '../../../src/measure/study/perform.ts';
import { plannedTrials, planStudy } from '../../../src/measure/study/plan.ts';
import { openSim } from '../../conformance/cells.ts';

export const TRIALS = 20;
export const SEED = 1;

/** Those of the two main tables; two more were run on two tasks alone. */
export const MODELS = Object.keys(paperModels).filter((name) => !['gemini-3.1-pro', 'glm-5'].includes(name));

/** Runs all 271 cells of one model; `seen` is given every trial. */
export async function playMatrix(
  model: string,
  seen: (trial: AssessedTrial) => void,
): Promise<readonly PaperCell[]> {
  const agent = await openSim(`paper/${model}`);
  const plan = planStudy({ ...paper, trials: TRIALS, seed: SEED, agents: [agent.id] }, [agent]);
  const counts = countPaper();
  const { signal } = new AbortController();
  for (const { key, spec, position } of plannedTrials(plan)) {
    const { transcript, outcome } = await perform(spec, { agent, signal });
    const head = outcome.chainHead;
    const trial = { key, spec, position, head, ended: endOf(transcript), assessments: [], outcome };
    counts.add(trial);
    seen(trial);
  }
  return counts.cells();
}
