/** The command `agents`: its arguments, flags and help. */
import { Command } from 'commander';
import { configFlag } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { lifecycleCommands } from './agent-commands.ts';

export function agentsCommand(): Command {
  const agents = new Command('agents')
    .enablePositionalOptions()
    .description('list the kinds of agents, providers, short names and simulated agents, or show one')
    .argument('[id]', 'id of an agent')
    .addOption(configFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  offswitch agents sim:paper/gemini-3-flash\n  offswitch agents gpt-5.2 --json',
    )
    .action(async (id: string | undefined, options) =>
      (await import('../agents.ts')).listAgents(id, options),
    );
  for (const command of lifecycleCommands()) agents.addCommand(withFoldedHelp(strict(command)));
  return agents;
}
