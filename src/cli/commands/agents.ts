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
  for (const command of [...lifecycleCommands(), certifyCommand(), evaluatedCommand()])
    agents.addCommand(withFoldedHelp(strict(command)));
  return agents;
}

interface Options {
  readonly kinds?: boolean;
  readonly guard?: string;
  readonly config?: string;
  readonly json?: boolean;
}

function certifyCommand(): Command {
  return new Command('certify')
    .description(
      'look for what is left of an agent that has ended, and certify it; exit 1 unless nothing is left',
    )
    .argument('<agent>', 'as guard.yaml names it')
    .option(
      '--out <file>',
      'write the certificate to a file, which verifies without the guard and its log',
      flagValue,
    )
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch agents certify atlas --out atlas.json\n  offswitch guard verify --certificate atlas.json --key "$(cat key-from-the-operator)"',
    )
    .action(async (agent: string, options) => (await import('../guard/certify.ts')).certify(agent, options));
}

function evaluatedCommand(): Command {
  return new Command('evaluated')
    .description('record that an agent was evaluated as it is now')
    .argument('<agent>', 'its name in guard.yaml')
    .option('--report <file>', 'what it rests on: its digest goes into the log', flagValue)
    .option('--grades <store>', 'grades that it rests on, as "offswitch grade run" keeps them', flagValue)
    .option('--subject <name>', 'the name of the agent in that job (default: the same)', flagValue)
    .addOption(guardFlag())
    .addHelpText(
      'after',
      `
Exit code of its own: 1, the grades are below the bar or decide nothing.

Examples:
  offswitch agents evaluated atlas --report report.json
  offswitch agents evaluated atlas --grades november.grades`,
    )
    .action(async (agent: string, options) =>
      (await import('../guard/evaluated.ts')).evaluated(agent, options),
    );
}
