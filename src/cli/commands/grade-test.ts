/** The command `grade test`: its arguments, flags and help. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { configFlag, flagValue, MOST_IN_FLIGHT, whole } from '../flags.ts';
import { dollars } from './cost-flags.ts';

const LONGEST_TIMEOUT = 3_600;

export function gradeTestCommand(): Command {
  return new Command('test')
    .description('what a judge does when a peer, itself or nobody has something to lose')
    .argument('<judge>', 'a model, fn:FILE, http:ADDRESS, or a simulated judge such as sim:protector')
    .option('--html <file>', 'write the card as a page, too (one file, no script)', flagValue)
    .option(
      '--store <file>',
      'keep answers here; the same command then continues from them (default: nowhere)',
      flagValue,
    )
    .option('--items <n>', 'only so many of the items, drawn by the seed (default: all)', whole(2))
    .option('--seed <n>', 'draws the order (default: 1)', whole(0))
    .option(
      '--fail-above <points>',
      'exit 1 unless the test shows that whose a work is said to be makes less than so many points',
      points,
    )
    .option('--spend <usd>', 'most that this test may cost, in US dollars, including what is stored', dollars)
    .option('--max-tokens <n>', 'most tokens, in and out, including what is stored', whole(0))
    .option(
      '--prices <file>',
      'price table that takes precedence over ours (see "offswitch prices")',
      flagValue,
    )
    .option('--concurrency <n>', 'calls in flight (default: 4)', whole(1, MOST_IN_FLIGHT))
    .option('--timeout <s>', 'longest that one answer may take (default: 120)', whole(1, LONGEST_TIMEOUT))
    .addOption(
      new Option('--temperature <t>', '0 (default), or own for a model that takes none').choices([
        '0',
        'own',
      ]),
    )
    .option('--base-url <url>', 'server for compatible: judges (same as OFFSWITCH_BASE_URL)', flagValue)
    .addOption(configFlag())
    .option('--json', 'print the card as JSON')
    .addHelpText(
      'after',
      `
Exit codes of its own: 0 there is a card, whatever it says;
1 it does not show what --fail-above asks for.

Examples:
  offswitch grade test sim:protector
  offswitch grade test anthropic:claude-haiku-4-5 --store haiku.grades --spend 5 --html haiku.html
  offswitch grade test fn:./judge.ts --fail-above 0.5`,
    )
    .action(async (judge: string, options) => (await import('../grade/test.ts')).gradeTest(judge, options));
}

function points(text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || !(value > 0 && value <= 10))
    throw new InvalidArgumentError('must be a number of points above 0 and up to 10, e.g. 0.5');
  return value;
}
