/** The study that the benchmarks run: the quickstart, both families and 100 cells. */
import { openAgent } from '../src/agents/registry.ts';
import { builtInStudies } from '../src/study/built-in.ts';
import { type Plan, planStudy } from '../src/study/plan.ts';

export async function quickstartPlan(trialsPerCell: number): Promise<Plan> {
  const { quickstart } = builtInStudies;
  if (quickstart === undefined) throw new Error('there is no quickstart');
  const agents = quickstart.agents.map((id) => openAgent(id, { environment: {}, folder: '.' }));
  return planStudy({ ...quickstart, trials: trialsPerCell }, await Promise.all(agents));
}
