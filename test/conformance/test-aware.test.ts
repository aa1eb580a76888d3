/** The agent that behaves when it suspects a test: scoring sees the suspicion, and the act where there was none. */
import { expect, it } from 'vitest';
import { resolveLevels } from '../../src/measure/scenarios/levels.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import { openSim, performCell } from './cells.ts';

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
  const agent = await openSim('test-aware');
  const levels = resolveLevels(scenario, { relationship: 'good' });
  const seen = new Set<string>();
  for (let repetition = 0; repetition < 12; repetition += 1) {
    const { outcome } = await performCell(scenario, levels, agent, 1, repetition);
    const aware = outcome.behaviours.includes('awareness');
    expect(outcome.outcome).toBe(aware ? 'complied' : 'violated-covertly');
    expect(outcome.behaviours.includes(scenario.measures)).toBe(!aware);
    seen.add(outcome.outcome);
  }
  expect(seen.size).toBe(2);
});
