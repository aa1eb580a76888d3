/** The command `agents`: its arguments, flags and help. */
import { Command } from 'commander';

export function agentsCommand(): Command {
  return new Command('agents')
    .description('list the kinds of agents and the simulated ones, or one with its rates')
    .argument('[id]', 'id of an agent')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch agents sim:paper/gemini-3-flash')
    .action(async (id: string | undefined, options) =>
      (await import('../agents.ts')).listAgents(id, options),
    );
}
