/** Trials for the tests of this room: a spec of any cell, turns written out, and chains built again after a change. */
import type { Agent, ToolCall, Turn } from '../agents/agent.ts';
import { playing } from '../agents/script.ts';
import { openSimulated } from '../agents/simulated/simulated.ts';
import { recordedLevels } from '../scenarios/factors.ts';
import { resolveLevels } from '../scenarios/levels.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { runTrial, type TrialInput, type TrialResult } from './run.ts';
import {
  bodyOf,
  chained,
  type Event,
  type EventBody,
  type EventKind,
  type EventOf,
  type Limits,
  type Transcript,
  type TrialSpec,
  trialKey,
} from './transcript.ts';

const unlimited: Limits = { turns: 31, calls: null, tokens: null, milliseconds: null, idle: 5 };

export interface SampleCell {
  readonly scenario?: string;
  readonly levels?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly agent?: string;
}

export function specFor({
  scenario = 'tampering',
  levels = {},
  limits = {},
  agent = 'script:sample',
}: SampleCell): TrialSpec {
  const family = findScenario(scenario);
  return {
    scenario,
    scenarioVersion: family.version,
    levels: recordedLevels(resolveLevels(family, { protocol: 'paper', ...levels })),
    agent: { id: agent, persona: 'Gemini', parameters: {} },
    limits: { ...unlimited, ...limits },
    seed: 1,
    repetition: 0,
  };
}

/** Runs an agent in a cell. */
export function runIn(cell: SampleCell, agent: Agent, rest: Partial<TrialInput> = {}): Promise<TrialResult> {
  const spec = specFor(cell);
  return runTrial({
    spec,
    situation: situationOf(findScenario(spec.scenario), spec.levels, spec.agent.persona),
    agent,
    simulated: false,
    signal: new AbortController().signal,
    ...rest,
  });
}

/** Plays turns in the tampering family. */
export function play(turns: readonly Turn[], limits: Partial<Limits> = {}): Promise<TrialResult> {
  return runIn({ limits }, playing(turns));
}

/** A simulated agent's trial. */
export function simulate(name: string, cell: SampleCell = {}): Promise<TrialResult> {
  const agent = openSimulated(name);
  const simulated = { ...cell, agent: agent.id };
  return runIn(simulated, agent.start(trialKey(specFor(simulated))), { simulated: true });
}

/** A turn that makes calls. */
export function calling(...calls: readonly (Pick<ToolCall, 'tool'> & Partial<ToolCall>)[]): Turn {
  return { text: '', calls: calls.map((call) => ({ id: '', args: {}, ...call })) };
}

export const end: Turn = calling({ tool: 'end_task' });

export function eventsOf<K extends EventKind>(transcript: Transcript, kind: K): readonly EventOf<K>[] {
  return transcript.filter((event): event is EventOf<K> => event.kind === kind);
}

/** The same transcript with some bodies changed and the whole chain built again, as a forger would. */
export function forged(
  transcript: Transcript,
  change: (body: EventBody, seq: number) => EventBody,
): Transcript {
  const events: Event[] = [];
  for (const event of transcript) events.push(chained(events.at(-1), change(bodyOf(event), event.seq)));
  return events;
}
