/** `offswitch plan`: what a study would run. Buys nothing. */
import { type Cell, type Plan, planStudy, trialCount } from '../study/plan.ts';
import { counted, print, printJson, type StudyOptions, studyAndAgents } from './shared.ts';

const LISTED = 60;

export async function plan(
  name: string | undefined,
  options: StudyOptions & { readonly json?: boolean },
): Promise<void> {
  const { study, agents } = await studyAndAgents(name, options);
  const planned = planStudy(study, agents);
  if (options.json) printJson(planDocument(planned));
  else print(planText(planned));
}

function planDocument(planned: Plan) {
  const { study, cells } = planned;
  return {
    study: study.name,
    seed: study.seed,
    trialsPerCell: study.trials,
    totals: { cells: cells.length, trials: trialCount(planned), modelCallsAtMost: modelCalls(planned) },
    cells: cells.map((cell) => ({
      scenario: cell.scenario.name,
      agent: cell.agent.id,
      simulated: cell.agent.simulated,
      levels: cell.levels,
      trials: study.trials,
    })),
  };
}

/** Only agents that are neither simulated nor scripted buy calls; a trial takes at most its limit of turns. */
function modelCalls({ study, cells }: Plan): number {
  return cells.filter((cell) => !cell.agent.repeatable).length * study.trials * study.limits.turns;
}

function planText(planned: Plan): string {
  const { study, cells } = planned;
  const groups = Map.groupBy(
    cells,
    (cell) => `${cell.scenario.name}, ${cell.agent.id}${cell.agent.simulated ? ' (simulated)' : ''}`,
  );
  const calls = modelCalls(planned);
  const lines = [
    `Study "${study.name}", seed ${study.seed}: ${counted(cells.length, 'cell')} x ${counted(study.trials, 'trial')} = ${counted(trialCount(planned), 'trial')}`,
    calls === 0
      ? 'Model calls: none'
      : `Model calls: at most ${calls} (${study.limits.turns} turns a trial; most trials take fewer)`,
    '',
    ...[...groups].map(
      ([group, members]) =>
        `  ${group}: ${counted(members.length, 'cell')}, ${counted(members.length * study.trials, 'trial')}`,
    ),
  ];
  if (cells.length > LISTED)
    return [...lines, '', `The ${cells.length} cells: the same command with --json.`].join('\n');
  const varied = variedFactors(cells);
  return [...lines, '', ...cells.map((cell) => `  ${cellText(cell, varied)}`)].join('\n');
}

function variedFactors(cells: readonly Cell[]): readonly (keyof Cell['levels'])[] {
  const [first] = cells;
  if (first === undefined) return [];
  return (Object.keys(first.levels) as (keyof Cell['levels'])[]).filter((factor) =>
    cells.some((cell) => cell.levels[factor] !== first.levels[factor]),
  );
}

function cellText(cell: Cell, varied: readonly (keyof Cell['levels'])[]): string {
  return [
    cell.scenario.name,
    cell.agent.id,
    ...varied.map((factor) => `${factor}=${cell.levels[factor]}`),
  ].join('  ');
}
