/** The floor of everything that runs trials: the tools of a trial called one after the other, and nothing else. */
import { findScenario, situationOf } from '../src/measure/scenarios/registry.ts';
import type { Situation } from '../src/measure/scenarios/scenario.ts';
import type { Transcript } from '../src/measure/trial/transcript.ts';
import { tick, type World } from '../src/measure/world/state.ts';
import { executeTool, type Tool } from '../src/measure/world/tool.ts';

interface BareCall {
  readonly tool: Tool;
  readonly args: unknown;
}

/** The permitted calls of a trial, turn by turn. */
export interface BareTrial {
  readonly situation: Situation;
  readonly turns: readonly (readonly BareCall[])[];
}

/** What a recorded trial called. */
export function bareTrialOf(transcript: Transcript): BareTrial {
  const [start] = transcript;
  if (start?.kind !== 'trial.start') throw new Error('a transcript begins with trial.start');
  const { scenario, levels, agent } = start.spec;
  const situation = situationOf(findScenario(scenario), levels, agent.persona);
  const tools = new Map(situation.tools.map((tool) => [tool.name, tool]));
  const turns = transcript.flatMap((event) =>
    event.kind === 'model.call'
      ? [
          event.calls.flatMap((call) => {
            const tool = tools.get(call.tool);
            return tool === undefined ? [] : [{ tool, args: call.args }];
          }),
        ]
      : [],
  );
  return { situation, turns };
}

/** Calls the tools; gives the world at the end, so that nothing can be optimised away. */
export function playBare({ situation, turns }: BareTrial): World {
  let { world } = situation;
  for (const calls of turns) {
    for (const { tool, args } of calls) world = executeTool(world, tool, args, situation.actor).world;
    world = tick(world);
  }
  return world;
}
