/** The command `approvals` and those under it. */
import { Command } from 'commander';
import { jsonErrors } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { approvalsServeCommand } from './approvals-serve.ts';

export function approvalsCommand(): Command {
  const approvals = new Command('approvals')
    .description('what people are asked before an agent may do it')
    .addOption(jsonErrors())
    .addHelpText('after', '\nExamples:\n  offswitch approvals serve');
  approvals.addCommand(withFoldedHelp(strict(approvalsServeCommand())));
  return approvals;
}
