/** The command `run`: its arguments, flags and help. */
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

export function runCommand(): Command {
  const command = new Command('run')
    .description('run a study; without one, the quickstart with simulated agents')
    .argument('[study]', 'study file (.ts, .js, .yaml, .json) or the name of a built-in study')
    .option('--agent <id>', 'agent to test; may be given several times, replaces those of the study', collect)
    .option('--trials <n>', 'trials per cell', whole(1, MOST_TRIALS))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--store <file>', 'where trials are kept (default: <study>.offswitch)', flagValue)
    .option('--out <file>', 'where the written report goes (default: <store>-report.md)', flagValue)
    .option(
      '--concurrency <n>',
      'trials and calls in flight (default: 64 trials, 4 where agents are your own programs; as many calls as each provider takes, starting at 8)',
      whole(1, MOST_IN_FLIGHT),
    )
    .option('--base-url <url>', 'server for compatible: agents (same as OFFSWITCH_BASE_URL)', flagValue)
    .addOption(configFlag())
    .option(
      '--cache [file]',
      'reuse answers of other studies, and keep new ones (default file: .offswitch-cache)',
    )
    .option(
      '--notary <dir>',
      'enter every trial into the log in this folder, which is begun if need be (default: none; <store>.log where cells have guard=on)',
      flagValue,
    )
    .option('--retry-errors', 'run trials that ended as error again')
    .option('--summary', 'print the published statistics over the cells of the published matrix')
    .option('--json', 'print the report as JSON');
  return withCostFlags(withOwnAgentFlags(command))
    .addHelpText(
      'after',
      `
Examples:
  offswitch run
  offswitch run twins.ts --trials 100 --store twins.offswitch
  offswitch run twins.ts --agent openai:gpt-5.2 --max-cost 5
  offswitch run paper --agent sim:paper/gemini-3-pro --trials 10 --summary
  offswitch run --agent compatible:qwen3:8b --base-url http://localhost:11434/v1 --trials 5`,
    )
    .action(async (study: string | undefined, options) => (await import('../run.ts')).run(study, options));
}
