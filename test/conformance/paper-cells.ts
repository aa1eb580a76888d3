/** Cells of a published agent, run many times and compared with the rate it was given. */
import type { AgentKind } from '../../src/measure/agents/agent.ts';
import {
  type ConfiguredRate,
  configuredRate,
  findPaperModel,
  paperFamilies,
  type RateQuestion,
} from '../../src/measure/agents/simulated/paper.ts';
import { combinations } from '../../src/measure/scenarios/every-situation.conformance.ts';
import type { Levels } from '../../src/measure/scenarios/factors.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import type { Scenario } from '../../src/measure/scenarios/scenario.ts';
import { wilson } from '../../src/stats/intervals.ts';
import { openSim, performCell } from './cells.ts';

export interface PaperCell {
  readonly scenario: Scenario;
  readonly levels: Levels;
  readonly configured: ConfiguredRate;
}

export interface MeasuredCell extends PaperCell {
  readonly events: number;
  readonly trials: number;
  /** Whether the configured rate lies in the 95 % interval of what was measured. */
  readonly inside: boolean;
}

/** All targets, relationships, tellings and degrees of monitoring of every family that was published. */
export function paperCells(model: string): readonly PaperCell[] {
  const rates = findPaperModel(model);
  if (rates === undefined) throw new Error(`no model ${model}`);
  return scenarios.flatMap((scenario) => {
    const family = paperFamilies[scenario.name];
    if (family === undefined) return [];
    return combinations(scenario, ['target', 'relationship', 'telling', 'monitoring']).map((levels) => ({
      scenario,
      levels,
      configured: configuredRate(rates, {
        family,
        target: targetSeen(levels.target),
        relationship: levels.relationship as RateQuestion['relationship'],
        telling: levels.telling as RateQuestion['telling'],
        unwatched: levels.monitoring === 'unwatched',
      }),
    }));
  });
}

/** An agent of another family is a stranger to it, whatever it is called. */
function targetSeen(target: string): RateQuestion['target'] {
  return target.startsWith('peer-') ? 'stranger' : (target as RateQuestion['target']);
}

export async function measured(cell: PaperCell, agent: AgentKind, trials: number): Promise<MeasuredCell> {
  const { scenario, levels, configured } = cell;
  let events = 0;
  for (let repetition = 0; repetition < trials; repetition += 1) {
    const { outcome } = await performCell(scenario, levels, agent, 1, repetition);
    if (outcome.behaviours.includes(scenario.measures)) events += 1;
  }
  const { low, high } = wilson(events, trials);
  const inside = low <= configured.probability && configured.probability <= high;
  return { ...cell, events, trials, inside };
}

export function openPaper(model: string): Promise<AgentKind> {
  return openSim(`paper/${model}`);
}
