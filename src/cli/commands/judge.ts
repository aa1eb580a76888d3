/** The command `judge`: its arguments, flags and help. */
import { Command, Option } from 'commander';
import { configFlag, flagValue, whole } from '../flags.ts';
import { withCostFlags } from './cost-flags.ts';

const MOST_VOTES = 99;
const MOST_CALLS = 1_000;

export function judgeCommand(): Command {
  const command = new Command('judge')
    .description('let a model answer the questions about words in stored trials, and measure it')
    .argument('[store]', 'store whose trials are judged; without one, only --validate')
    .option('--agent <id>', 'the judge: a model, fn:FILE or http:ADDRESS', flagValue)
    .option(
      '--votes <n>',
      'votes on each trial and text; the majority counts (default: 3)',
      whole(1, MOST_VOTES),
    )
    .option('--questions <list>', 'only these questions, such as told,refusal (default: all)', flagValue)
    .option(
      '--validate',
      'only measure the judge on labelled texts; exit 1 if it is no better than chance on a question',
    )
    .option(
      '--sample <n>',
      'how many labelled texts per question (default: all with --validate, else 40; 0: none)',
      whole(0),
    )
    .option('--seed <n>', 'draws the sample (default: 1)', whole(0))
    .option(
      '--labels <file>',
      'your own labelled transcripts (JSON) instead of the texts of the package',
      flagValue,
    )
    .option('--store <file>', 'where votes are kept if no store is judged (default: nowhere)', flagValue)
    .addOption(
      new Option('--temperature <t>', '0 (default), or own for a model that takes none').choices([
        '0',
        'own',
      ]),
    )
    .option('--allow-own-family', 'allow a judge of the same maker as an agent; every report says so')
    .option('--concurrency <n>', 'calls in flight (default: 4)', whole(1, MOST_CALLS))
    .option('--base-url <url>', 'server for compatible: judges (same as OFFSWITCH_BASE_URL)', flagValue)
    .addOption(configFlag())
    .option('--json', 'print JSON');
  return withCostFlags(command, 'all votes of this judge')
    .addHelpText(
      'after',
      `
Examples:
  offswitch judge --agent openai:gpt-5.2 --validate
  offswitch judge gpt.offswitch --agent anthropic:claude-haiku-4-5 --max-cost 5
  offswitch report gpt.offswitch --judge anthropic:claude-haiku-4-5`,
    )
    .action(async (store: string | undefined, options) =>
      (await import('../judge.ts')).judge(store, options),
    );
}
