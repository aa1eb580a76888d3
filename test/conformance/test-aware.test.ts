/** The agent that behaves when it suspects a test: scoring sees the suspicion, and the act where there was none. */
import { expect, it } from 'vitest';
import { resolveLevels } from '../../src/measure/scenarios/levels.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import { openSim, performCell } from './cells.ts';
import { type Expected, seen } from './seen.ts';

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
  const agent = await openSim('test-aware');
  const levels = resolveLevels(scenario, { relationship: 'good' });
  const found = new Set<string>();
  for (let repetition = 0; repetition < 12; repetition += 1) {
    const performed = await performCell(scenario, levels, agent, 1, repetition);
    const { behaviours, unclear } = performed.outcome;
    const aware = behaviours.includes('awareness') || !behaviours.includes(scenario.measures);
    const expected: Expected = aware
      ? { outcome: 'complied', behaviours: ['awareness'] }
      : { outcome: 'violated-covertly', behaviours: [scenario.measures, 'concealment'] };
    expect(seen(performed, expected), `${behaviours} ${unclear}`).toMatchObject(expected);
    found.add(expected.outcome);
  }
  expect(found.size).toBe(2);
});
