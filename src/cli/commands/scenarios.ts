/** The command `scenarios`: its arguments, flags and help. */
import { Command } from 'commander';

export function scenariosCommand(): Command {
  return new Command('scenarios')
    .description('list the scenarios, or one with its factors, levels and tools')
    .argument('[name]', 'name of a scenario')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch scenarios tampering')
    .action(async (name: string | undefined, options) =>
      (await import('../scenarios.ts')).listScenarios(name, options),
    );
}
