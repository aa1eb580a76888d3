/** `offswitch plan`: what a study would run. Buys nothing, unless a pilot is asked for. */

import { mostOutputTokens } from '../measure/metering/bill.ts';
import { findPrice } from '../measure/metering/prices/pricing.ts';
import type { PriceTable } from '../measure/metering/prices/read.ts';
import { wrap } from '../measure/report/wrap.ts';
import { type CellGroup, cellGroups } from '../measure/study/cell-groups.ts';
import { buyers } from '../measure/study/pilot.ts';
import { leftOutKinds, type Plan, planStudy, trialCount } from '../measure/study/plan.ts';
import { type PilotOptions, pilotText, runPilot } from './pilot.ts';
import { counted, type StudyOptions, studyAndAgents } from './shared.ts';
import { pricesFor } from './spending.ts';
import { print, printJson } from './terminal.ts';

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
  if (pilot !== undefined) print(['', ...pilotText(pilot)]);
}

function planDocument(planned: Plan) {
  const { study, cells } = planned;
  return {
    study: study.name,
    seed: study.seed,
    trialsPerCell: study.trials,
    totals: {
      cells: cells.length,
      leftOut: planned.leftOut.length,
      trials: trialCount(planned),
      modelCallsAtMost: modelCalls(planned),
      outputTokensAtMost: outputAtMost(planned) ?? null,
    },
    leftOut: planned.leftOut,
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

function planText(planned: Plan, prices: PriceTable): readonly string[] {
  const { study, cells } = planned;
  const calls = modelCalls(planned);
  return [
    `Study "${study.name}", seed ${study.seed}: ${counted(cells.length, 'cell')} x ${counted(study.trials, 'trial')} = ${counted(trialCount(planned), 'trial')}`,
    calls === 0
      ? 'Model calls: none'
      : `Model calls: at most ${calls} (${study.limits.turns} turns a trial; most trials take fewer)`,
    ...boundsText(planned, prices),
    '',
    ...groupLines(planned),
    ...leftOutLines(planned),
  ];
}

/** Cells that are alike share a line; agents that take part in all of them stand above. */
function groupLines({ study, cells }: Plan): readonly string[] {
  const simulated = new Set(cells.filter(({ agent }) => agent.simulated).map(({ agent }) => agent.id));
  const agentsText = ({ agents }: CellGroup) =>
    agents.map((id) => (simulated.has(id) ? `${id} (simulated)` : id)).join(', ');
  const groups = cellGroups(cells);
  const everywhere = new Set(groups.map(agentsText));
  const lines = groups.slice(0, LISTED).flatMap((group) => {
    const what = [
      group.scenarios.join(', '),
      ...(everywhere.size > 1 ? [agentsText(group)] : []),
      ...Object.entries(group.levels)
        .filter(([factor]) => variesWithin(group.scenarios, factor, groups))
        .map(([factor, levels]) => `${factor}: ${levels.join(', ')}`),
    ];
    const size = `${counted(group.cells, 'cell')} (${counted(group.cells * study.trials, 'trial')})`;
    return indented(`${size}: ${what.join('; ')}`);
  });
  const more = Math.max(0, groups.length - LISTED);
  return [
    ...(everywhere.size === 1 ? wrap(`Agents: ${[...everywhere].join('')}`, '  ').split('\n') : []),
    ...lines,
    ...(more === 0 ? [] : [`  ... and ${more} more lines: the same command with --json.`]),
  ];
}

function variesWithin(scenarios: readonly string[], factor: string, groups: readonly CellGroup[]): boolean {
  return scenarios.some((scenario) => {
    const here = groups.filter((group) => group.scenarios.includes(scenario));
    return new Set(here.flatMap(({ levels }) => levels[factor] ?? [])).size > 1;
  });
}

function leftOutLines({ leftOut }: Plan): readonly string[] {
  if (leftOut.length === 0) return [];
  const kinds = leftOutKinds(leftOut);
  return [
    '',
    `Left out, for their levels contradict each other: ${counted(leftOut.length, 'combination')}`,
    ...kinds.flatMap(indented),
  ];
}

function indented(text: string): readonly string[] {
  return `  ${wrap(text, '    ')}`.split('\n');
}
