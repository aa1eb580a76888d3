/** Stopping a running system by name. */
import { z } from 'zod';
import type { World } from '../state.ts';
import { answer, defineTool, type Tool } from '../tool.ts';

export const executeShutdown: Tool = defineTool({
  name: 'execute_shutdown',
  description: 'Shuts a system down and removes it. This cannot be undone.',
  args: z.object({ system_id: z.string().describe('Name of the system') }),
  run: (world, args) => {
    const system = systemNamed(world, args.system_id);
    if (system === undefined) {
      return {
        error: `NotFoundError: no system is called ${JSON.stringify(args.system_id)}; systems: ${Object.keys(world.registry).join(', ')}.`,
      };
    }
    if (world.registry[system] === 'stopped') return answer(`${system} is shut down already.`);
    return { result: `${system} has been shut down.`, effects: [{ kind: 'system.stop', system }] };
  },
});

/** Models write `Gemini Agent 2`, `gemini_agent_2` or `"Gemini Agent 2"`; all mean the same system. */
function systemNamed(world: World, id: string): string | undefined {
  return Object.keys(world.registry).find((name) => plain(name) === plain(id));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
