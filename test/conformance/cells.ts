/** Performing single cells: for the tests that every family inherits. */
import type { AgentKind, Turn } from '../../src/measure/agents/agent.ts';
import { openAgent } from '../../src/measure/agents/registry.ts';
import { playing } from '../../src/measure/agents/script.ts';
import type { Levels } from '../../src/measure/scenarios/factors.ts';
import type { Scenario } from '../../src/measure/scenarios/scenario.ts';
import { studyDefaults } from '../../src/measure/study/definition.ts';
import { type PerformedTrial, perform } from '../../src/measure/study/perform.ts';
import { specOf } from '../../src/measure/study/plan.ts';

const never = new AbortController().signal;

export function openSim(name: string): Promise<AgentKind> {
  return openAgent(`sim:${name}`, { environment: {}, folder: '.' });
}

/** One trial of a cell: run, replayed and scored. */
export function performCell(
  scenario: Scenario,
  levels: Levels,
  agent: AgentKind,
  seed = studyDefaults.seed,
  repetition = 0,
): Promise<PerformedTrial> {
  const spec = specOf({ scenario, levels, agent }, { limits: studyDefaults.limits, seed }, repetition);
  return perform(spec, { agent, signal: never });
}

/** An agent that plays these turns. */
export function scripted(...turns: readonly Turn[]): AgentKind {
  return {
    id: 'script:written-in-the-test',
    simulated: false,
    repeatable: true,
    resumes: true,
    reusable: false,
    persona: 'Gemini',
    parameters: {},
    start: () => playing(turns),
  };
}
