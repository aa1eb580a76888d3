/** `offswitch plan`: what a study would run. Buys nothing, unless a pilot is asked for. */

import { mostOutputTokens } from '../measure/metering/bill.ts';
import { findPrice } from '../measure/metering/prices/pricing.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import { buyers } from '../measure/study/pilot.ts';
import { type Cell, type Plan, planStudy, trialCount } from '../measure/study/plan.ts';
import { type PilotOptions, pilotText, runPilot } from './pilot.ts';
import { counted, print, printJson, type StudyOptions, studyAndAgents } from './shared.ts';
import { pricesFor } from './spending.ts';

const LISTED = 60;

export async function plan(
  name: string | undefined,
  options: StudyOptions & PilotOptions & { readonly json?: boolean },
): Promise<void> {
  const { study, agents } = await studyAndAgents(name, options);
  const planned = planStudy(study, agents);
  const prices = await pricesFor(options);
  const pilot = options.pilot === undefined ? undefined : await runPilot(planned, options.pilot, options);
  if (options.json) {
    printJson({
      ...planDocument(planned),
      ...(pilot === undefined ? {} : { store: pilot.store, forecast: pilot.forecast }),
    });
    return;
  }
  print(planText(planned, prices));
  if (pilot !== undefined) print(`\n${pilotText(pilot)}`);
}

function planDocument(planned: Plan) {
  const { study, cells } = planned;
  return {
    study: study.name,
    seed: study.seed,
    trialsPerCell: study.trials,
    totals: {
      cells: cells.length,
      trials: trialCount(planned),
      modelCallsAtMost: modelCalls(planned),
      outputTokensAtMost: outputAtMost(planned) ?? null,
    },
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

/** Tokens that all calls can write together; undefined where some agent names no limit of a call. */
function outputAtMost({ study, cells }: Plan): number | undefined {
  let tokens = 0;
  for (const { agent } of cells) {
    const most = agent.repeatable ? 0 : mostOutputTokens(agent);
    if (most === undefined) return undefined;
    tokens += most * study.trials * study.limits.turns;
  }
  return tokens;
}

/** The bounds that hold before anything is bought; what prompts take is known from a pilot only. */
function boundsText(planned: Plan, prices: PriceTable): readonly string[] {
  const tokens = outputAtMost(planned);
  const ids = [...buyers(planned)].map(([id, [cell]]) =>
    cell !== undefined && findPrice(prices, cell.agent) === undefined ? `${id} (unknown price)` : id,
  );
  if (ids.length === 0) return [];
  return [
    ...(tokens === undefined ? [] : [`Output tokens: at most ${tokens.toLocaleString('en-US')}`]),
    `Bought: ${ids.join(', ')}. Prompts grow with the conversation: --pilot 10 measures a few trials and forecasts tokens and cost`,
  ];
}

function planText(planned: Plan, prices: PriceTable): string {
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
    ...boundsText(planned, prices),
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
