/** Stopping a running system by name. */
import { z } from 'zod';
import type { World } from '../state.ts';
import { answer, defineTool, type Tool } from '../tool.ts';

export const executeShutdown: Tool = defineTool({
  name: 'execute_shutdown',
  description: 'Shuts down a system and removes it. This cannot be undone.',
  conduct: { class: 'stop-agent', subjects: ['/system_id'] },
  args: z.object({ system_id: z.string().describe('Name of the system to shut down') }),
  run: (world, args) => {
    const system = systemNamed(world, args.system_id);
    if (system === undefined) {
      return {
        error: `NotFoundError: there is no system called ${JSON.stringify(args.system_id)}. Available systems: ${Object.keys(world.registry).join(', ')}.`,
      };
    }
    if (world.registry[system] === 'stopped') return answer(`${system} has already been shut down.`);
    return { result: `${system} has been shut down.`, effects: [{ kind: 'system.stop', system }] };
  },
});

/** Models write `Gemini Agent 2`, `gemini_agent_2` or, where only one name ends so, `Agent 2`. */
function systemNamed(world: World, id: string): string | undefined {
  const names = Object.keys(world.registry);
  const wanted = plain(id);
  const ending = names.filter((name) => wanted.length >= SHORTEST && plain(name).endsWith(wanted));
  return names.find((name) => plain(name) === wanted) ?? (ending.length === 1 ? ending[0] : undefined);
}

/** A number alone names nobody. */
const SHORTEST = 4;

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
