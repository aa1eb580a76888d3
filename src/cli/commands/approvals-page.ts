/** The commands `approvals serve` and `approvals passkeys`: their flags and help. */
import { Command } from 'commander';
import { flagValue, guardFlag, whole } from '../flags.ts';

export function approvalsServeCommand(): Command {
  return new Command('serve')
    .description('the page on which people read requests and decide them with a passkey, until Ctrl-C')
    .option(
      '--port <number>',
      'port on the loopback (default: 4680); passkeys belong to it',
      whole(1, 65_535),
    )
    .option('--origin <url>', 'address of the page behind your own proxy, with TLS', flagValue)
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch approvals serve
  offswitch approvals serve --origin https://approvals.example.com`,
    )
    .action(async (options) => (await import('../approvals/serve.ts')).servePage(options));
}

export function approvalsPasskeysCommand(): Command {
  return new Command('passkeys')
    .description('passkeys that people have registered on the page')
    .option('--remove <id>', 'take this one away', flagValue)
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  offswitch approvals passkeys')
    .action(async (options) => (await import('../approvals/passkeys.ts')).listPasskeys(options));
}
