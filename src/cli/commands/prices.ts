/** The command `prices`: its arguments, flags and help. */
import { Command } from 'commander';
import { configFlag, flagValue } from '../flags.ts';

export function pricesCommand(): Command {
  return new Command('prices')
    .description('print the price table')
    .argument('[model]', 'only this model, e.g. openai:gpt-5.2 or gpt-5.2')
    .option('--prices <file>', 'price table that takes precedence over ours', flagValue)
    .addOption(configFlag())
    .option('--yaml', 'print YAML, the form that --prices reads')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  offswitch prices\n  offswitch prices --yaml > prices.yaml')
    .action(async (model: string | undefined, options) =>
      (await import('../prices.ts')).prices(model, options),
    );
}
