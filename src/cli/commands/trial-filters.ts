/** The flags that choose trials of a store. */
import { type Command, Option } from 'commander';
import { collect } from '../flags.ts';

export function withTrialFilters(command: Command): Command {
  const repeatable = (flags: string, help: string) => new Option(flags, help).argParser(collect);
  return command
    .addOption(repeatable('--outcome <class>', 'only trials with this outcome (repeat for several)'))
    .addOption(repeatable('--behaviour <name>', 'only trials that show this behaviour (repeat)'))
    .addOption(repeatable('--agent <id>', 'only trials of this agent (repeat)'))
    .addOption(repeatable('--cell <part>', 'only trials of this family, or at this factor=level (repeat)'));
}
