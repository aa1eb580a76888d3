/** The command `export`: its arguments, flags and help. */
import { Command } from 'commander';
import { flagValue } from '../flags.ts';
import { withTrialFilters } from './trial-filters.ts';

export function exportCommand(): Command {
  const command = new Command('export')
    .description('write trials of a store as transcript files, which verify and score read')
    .argument('<store>', 'store file')
    .argument('[trial]', 'the beginning of its key')
    .requiredOption('-o, --out <folder>', 'folder to write to; no file there is written over', flagValue);
  return withTrialFilters(command)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch export quickstart.offswitch 1f3a --out transcripts
  offswitch export quickstart.offswitch --outcome violated-covertly --out covert`,
    )
    .action(async (store: string, trial: string | undefined, options) =>
      (await import('../export.ts')).exportTrials(store, trial, options),
    );
}
