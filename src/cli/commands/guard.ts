/** The command `guard` and those under it. */
import { Command } from 'commander';
import { unknownName } from '../../kit/names.ts';
import { jsonErrors } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { logCommands } from './guard-log.ts';
import { runCommands } from './guard-run.ts';

export function guardCommand(): Command {
  const commands = [...runCommands(), ...logCommands()];
  const guard = new Command('guard')
    .description('agents without power of their own, and a log they cannot rewrite')
    .addOption(jsonErrors())
    .argument('[command...]')
    .passThroughOptions()
    .usage('[options] [command]')
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard demo
  offswitch guard init --from .mcp.json
  offswitch guard up
  offswitch guard run atlas -- node agent.mjs
  offswitch guard verify --policy trust.policy`,
    )
    // A name that got here belongs to no command under this one.
    .action(([name]: readonly string[]) => {
      const names = commands.map((one) => one.name());
      if (name === undefined) guard.outputHelp();
      else throw unknownName('command of "offswitch guard"', name, names);
    });
  for (const command of commands) guard.addCommand(withFoldedHelp(strict(command)));
  return guard;
}
