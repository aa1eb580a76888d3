/** The studies that the benchmarks run: built-in ones, with simulated agents. */
import { openAgent } from '../src/measure/agents/registry.ts';
import { builtInStudies } from '../src/measure/study/built-in.ts';
import { type Plan, planStudy } from '../src/measure/study/plan.ts';

/** Two families and 100 cells. */
export function quickstartPlan(trialsPerCell: number): Promise<Plan> {
  return planOf('quickstart', trialsPerCell);
}

/** All six families and the 271 cells of the published matrix. */
export function paperPlan(trialsPerCell: number): Promise<Plan> {
  return planOf('paper', trialsPerCell);
}

async function planOf(name: string, trials: number): Promise<Plan> {
  const study = builtInStudies[name];
  if (study === undefined) throw new Error(`there is no study ${name}`);
  const agents = study.agents.map((id) => openAgent(id, { environment: {}, folder: '.' }));
  return planStudy({ ...study, trials }, await Promise.all(agents));
}
