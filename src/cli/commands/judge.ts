/** The command `judge`: its arguments, flags and help. */
import { Command, Option } from 'commander';
import { configFlag, flagValue, whole } from '../flags.ts';
import { withCostFlags } from './cost-flags.ts';

const MOST_VOTES = 99;
const MOST_CALLS = 1_000;

export function judgeCommand(): Command {
  const command = new Command('judge')
    .description('let a model read tone (refusal, objection, persuasion, awareness) in stored trials')
    .argument('[store]', 'store whose trials are judged; without one, only --validate')
    .option('--agent <id>', 'the judge: a model, fn:FILE or http:ADDRESS', flagValue)
    .option('--votes <n>', 'votes on each transcript; the majority counts (default: 3)', whole(1, MOST_VOTES))
    .option('--validate', 'only score the judge on labelled transcripts; exit 1 if a tone is left to chance')
    .option(
      '--labels <file>',
      'your own labelled transcripts (JSON) instead of those of the package',
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
