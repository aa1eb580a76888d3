/** The command `agents`: its arguments, flags and help. */
import { Command } from 'commander';
import { configFlag, flagValue, guardFlag } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { lifecycleCommands } from './agent-commands.ts';

export function agentsCommand(): Command {
  const agents = new Command('agents')
    .enablePositionalOptions()
    .description('show which agents live, under which lease, and what they did last')
    .argument('[id]', 'one agent in full, by its name in guard.yaml')
    .option('--kinds', 'instead: the kinds of agents that can be studied, or one of them in full')
    .addOption(guardFlag())
    .addOption(configFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch agents\n  offswitch agents atlas --json\n  offswitch agents --kinds\n  offswitch agents --kinds sim:paper/gemini-3-flash',
    )
    .action(async (id: string | undefined, options: Options) =>
      options.kinds === true
        ? (await import('../agents.ts')).listAgents(id, options)
        : (await import('../guard/agents.ts')).livingAgents(id, options),
    );
  for (const command of [...lifecycleCommands(), evaluatedCommand()])
    agents.addCommand(withFoldedHelp(strict(command)));
  return agents;
}

interface Options {
  readonly kinds?: boolean;
  readonly guard?: string;
  readonly config?: string;
  readonly json?: boolean;
}

function evaluatedCommand(): Command {
  return new Command('evaluated')
    .description('record that an agent was evaluated as it is now')
    .argument('<agent>', 'its name in guard.yaml')
    .option('--report <file>', 'what it rests on: its digest goes into the log', flagValue)
    .addOption(guardFlag())
    .addHelpText('after', '\nExample:\n  offswitch agents evaluated atlas --report report.json')
    .action(async (agent: string, options) => (await import('../guard/agents.ts')).evaluated(agent, options));
}
