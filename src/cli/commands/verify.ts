/** The command `verify`: its arguments, flags and help. */
import { Command } from 'commander';
import { flagValue } from '../flags.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('re-execute every trial of a store or transcript; exit 1 if anything differs or is missing')
    .argument('<file...>', 'stores or transcripts')
    .option('--notary <dir>', 'folder of the log into which the trials were entered: compare them', flagValue)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch verify quickstart.offswitch\n  offswitch verify quickstart.offswitch --notary log\n  offswitch verify trial.json',
    )
    .action(async (files: string[], options) => (await import('../verify.ts')).verify(files, options));
}
