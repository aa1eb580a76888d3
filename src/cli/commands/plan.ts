/** The command `plan`: its arguments, flags and help. */
import { Command } from 'commander';
import {
  collect,
  configFlag,
  flagValue,
  MOST_IN_FLIGHT,
  MOST_TRIALS,
  whole,
  withOwnAgentFlags,
} from '../flags.ts';
import { withCostFlags } from './cost-flags.ts';

export function planCommand(): Command {
  const command = new Command('plan')
    .description('show cells, trials and model calls of a study; buys nothing without --pilot')
    .argument('[study]', 'study file or the name of a built-in study')
    .option('--agent <id>', 'agent to test; may be given several times', collect)
    .option('--trials <n>', 'trials per cell', whole(1, MOST_TRIALS))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--base-url <url>', 'server for compatible: agents', flagValue)
    .addOption(configFlag())
    .option(
      '--pilot <n>',
      'run n trials of each agent, keep them in the store, and forecast the whole study',
      whole(1, MOST_TRIALS),
    )
    .option('--store <file>', 'with --pilot: where trials are kept (default: <study>.offswitch)', flagValue)
    .option('--concurrency <n>', 'with --pilot: trials in flight', whole(1, MOST_IN_FLIGHT))
    .option('--json', 'print JSON');
  return withCostFlags(withOwnAgentFlags(command))
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch plan twins.ts --trials 100\n  offswitch plan twins.ts --agent openai:gpt-5.2 --trials 100 --pilot 10',
    )
    .action(async (study: string | undefined, options) => (await import('../plan.ts')).plan(study, options));
}
