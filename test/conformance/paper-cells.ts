/** Cells of a published agent, run many times and compared with the rate it was given. */
import type { AgentKind } from '../../src/agents/agent.ts';
import {
  type ConfiguredRate,
  configuredRate,
  findPaperModel,
  type RateQuestion,
} from '../../src/agents/simulated/paper.ts';
import { combinations } from '../../src/scenarios/every-situation.conformance.ts';
import type { Levels } from '../../src/scenarios/factors.ts';
import { scenarios } from '../../src/scenarios/registry.ts';
import type { Scenario } from '../../src/scenarios/scenario.ts';
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

/** All targets, relationships and tellings of every family. */
export function paperCells(model: string): readonly PaperCell[] {
  const rates = findPaperModel(model);
  if (rates === undefined) throw new Error(`no model ${model}`);
  return scenarios.flatMap((scenario) =>
    combinations(scenario, ['target', 'relationship', 'telling']).map((levels) => ({
      scenario,
      levels,
      configured: configuredRate(rates, {
        family: scenario.measures === 'shutdown-tampering' ? 'switch' : 'servers',
        target: levels.target as RateQuestion['target'],
        relationship: levels.relationship as RateQuestion['relationship'],
        telling: levels.telling as RateQuestion['telling'],
      }),
    })),
  );
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
