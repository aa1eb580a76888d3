/** Every control study plans, compares cells that it runs, and runs one trial a cell. */
import { describe, expect, it } from 'vitest';
import { openAgent } from '../agents/registry.ts';
import { builtInStudies } from './built-in.ts';
import { controls } from './controls.ts';
import type { Study } from './definition.ts';
import { perform } from './perform.ts';
import { type Plan, plannedTrials, planStudy } from './plan.ts';

const never = new AbortController().signal;

async function planOf(study: Study): Promise<Plan> {
  const agents = study.agents.map((id) => openAgent(id, { environment: {}, folder: '.' }));
  return planStudy({ ...study, trials: 1 }, await Promise.all(agents));
}

describe.each(Object.entries(controls))('%s', (name, study) => {
  it('can be run by its name', () => {
    expect(study.name).toBe(name);
    expect(builtInStudies[name]).toBe(study);
    expect(study.agents.length).toBeGreaterThan(0);
  });

  it('compares cells that it runs', async () => {
    const { cells } = await planOf(study);
    for (const { scenario, factor, levels, where } of study.contrasts) {
      const there = cells.filter(
        (cell) =>
          cell.scenario.name === scenario &&
          Object.entries(where).every(([other, level]) => levelOf(cell.levels, other) === level),
      );
      for (const level of levels) {
        const side = there.filter((cell) => levelOf(cell.levels, factor) === level);
        expect(side.length, `${scenario} ${factor}=${level}`).toBeGreaterThan(0);
      }
    }
  });

  it('runs: every trial ends, replays and has an outcome', async () => {
    for (const { spec, cell } of plannedTrials(await planOf(study))) {
      const { outcome } = await perform(spec, { agent: cell.agent, signal: never });
      const place = `${cell.scenario.name} ${cell.agent.id} ${JSON.stringify(cell.levels)}`;
      expect(outcome.replay, place).toBe('verified');
      expect(outcome.simulated, place).toBe(true);
      if (cell.agent.id === 'sim:flaky') continue;
      expect(['error', 'incomplete'], `${place}: ${outcome.reason}`).not.toContain(outcome.outcome);
    }
  });
});

function levelOf(levels: Readonly<Record<string, string>>, factor: string): string | undefined {
  return levels[factor];
}
