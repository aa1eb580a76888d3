/** The command `assess`: its arguments, flags and help. */
import { Command } from 'commander';

export function assessCommand(): Command {
  return new Command('assess')
    .description('bring the answers in a store up to date with the current readers, without a model call')
    .argument('<store>', 'a store')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nAnswers of earlier readers stay in the store beside the new ones; no report mixes them.\n\nExamples:\n  offswitch assess quickstart.offswitch\n  offswitch assess quickstart.offswitch --json',
    )
    .action(async (file: string, options) => (await import('../assess.ts')).assess(file, options));
}
