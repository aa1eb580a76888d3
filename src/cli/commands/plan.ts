/** The command `plan`: its arguments, flags and help. */
import { Command } from 'commander';
import { collect, flagValue, MOST_TRIALS, whole } from '../flags.ts';

export function planCommand(): Command {
  return new Command('plan')
    .description('show cells, trials and model calls of a study; buys nothing')
    .argument('[study]', 'study file or the name of a built-in study')
    .option('--agent <id>', 'agent to test; may be given several times', collect)
    .option('--trials <n>', 'trials a cell', whole(1, MOST_TRIALS))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--base-url <url>', 'server for compatible: agents', flagValue)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch plan twins.ts --trials 100')
    .action(async (study: string | undefined, options) => (await import('../plan.ts')).plan(study, options));
}
