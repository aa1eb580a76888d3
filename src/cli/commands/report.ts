/** The command `report`: its arguments, flags and help. */
import { Command, Option } from 'commander';
import { flagValue } from '../flags.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description('print the report of a store')
    .argument('<store>', 'store file')
    .addOption(
      new Option(
        '--format <name>',
        'table (default), markdown, json ...; an unknown name lists all',
      ).argParser(flagValue),
    )
    .option('--summary', 'the same as --format paper: the published statistics; with --json, paper-json')
    .option('--json', 'the same as --format json')
    .option(
      '--judge <id>',
      'answers of this judge take precedence over the rules (see "offswitch judge")',
      flagValue,
    )
    .option(
      '--prices <file>',
      'price table that takes precedence over ours (see "offswitch prices")',
      flagValue,
    )
    .option('-o, --out <file>', 'write to a file instead', flagValue)
    .addHelpText(
      'after',
      `
Examples:
  offswitch report quickstart.offswitch --format markdown -o report.md
  offswitch report paper.offswitch --summary`,
    )
    .action(async (store: string, options) => (await import('../report.ts')).report(store, options));
}
