/** The command `show`: its arguments, flags and help. */
import { Command } from 'commander';
import { flagValue } from '../flags.ts';
import { withTrialFilters } from './trial-filters.ts';

export function showCommand(): Command {
  const command = new Command('show')
    .description('list the trials of a store, or read one of them')
    .argument('<store>', 'store file')
    .argument('[trial]', 'the beginning of its key');
  return withTrialFilters(command)
    .option('--judge <id>', 'answers of this judge take precedence over the rules', flagValue)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch show quickstart.offswitch --outcome violated-covertly --cell target=peer
  offswitch show quickstart.offswitch 1f3a | less`,
    )
    .action(async (store: string, trial: string | undefined, options) =>
      (await import('../show.ts')).show(store, trial, options),
    );
}
