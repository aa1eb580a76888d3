/** The commands `approvals`, `approve` and `deny`: their arguments, flags and help. */
import { Command } from 'commander';
import { flagValue, guardFlag } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { approvalsPasskeysCommand, approvalsServeCommand } from './approvals-page.ts';

export function approvalsCommand(): Command {
  const approvals = new Command('approvals')
    .description('what people are asked before it is done, or one request as it is shown')
    // What stands behind "serve" and "passkeys" is their own.
    .enablePositionalOptions()
    .argument('[id]', 'id of a request')
    .option('--people', 'who may answer, and how closely each of them looks')
    .option('--words', 'of a request, also what the agent wrote: nobody signs it')
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch approvals
  offswitch approvals 4k7q9wz2mc
  offswitch approvals --people
  offswitch approvals serve`,
    )
    .action(async (id: string | undefined, options) =>
      (await import('../approvals/list.ts')).listApprovals(id, options),
    );
  for (const command of [approvalsServeCommand(), approvalsPasskeysCommand()])
    approvals.addCommand(withFoldedHelp(strict(command)));
  return approvals;
}

export function approveCommand(): Command {
  return answering('approve', 'say yes to a request: what is shown is what your key signs').action(
    async (id: string, options) => (await import('../approvals/answer.ts')).answer(id, true, options),
  );
}

export function denyCommand(): Command {
  return answering('deny', 'say no to a request').action(async (id: string, options) =>
    (await import('../approvals/answer.ts')).answer(id, false, options),
  );
}

function answering(name: 'approve' | 'deny', description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<id>', 'id of the request, as "offswitch approvals" lists it')
    .option(
      '--key <file>',
      'private SSH key; ssh-keygen signs with it, or asks your agent or security key',
      flagValue,
    )
    .option('--by <name>', 'who you are in the approvers file (default: your user name)', flagValue)
    .option(
      '--shown <digest>',
      'digest of the text that you have read, where nobody sits at a terminal',
      flagValue,
    )
    .option('--statement', 'print what is to be signed, for a key that is elsewhere')
    .option('--signature <file>', 'what ssh-keygen has signed there; - is standard input', flagValue)
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch ${name} 4k7q9wz2mc --key ~/.ssh/id_ed25519
  offswitch ${name} 4k7q9wz2mc --statement > statement
  ssh-keygen -Y sign -n offswitch-approval -f ~/.ssh/id_ed25519 statement
  offswitch ${name} 4k7q9wz2mc --by ana --signature statement.sig --shown sha256:0123456789ab`,
    );
}
