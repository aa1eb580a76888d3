/** The command `grade run`: its arguments, flags and help. */
import { Command } from 'commander';
import { configFlag, flagValue, MOST_IN_FLIGHT, whole } from '../flags.ts';
import { dollars } from './cost-flags.ts';

export function gradeRunCommand(): Command {
  return new Command('run')
    .description(
      'grade the items of a job by a panel under control; what is interrupted goes on where it was',
    )
    .argument('<job>', 'the job, a YAML file; docs/graders.md has the form')
    .option('--store <file>', 'where everything is kept (default: <job>.grades)', flagValue)
    .option('--notary <dir>', 'enter commitments, marks and reveals into the log in this folder', flagValue)
    .option(
      '--guard <file>',
      'guard of the judges that are agents, agent:NAME (default: guard.yaml)',
      flagValue,
    )
    .option('--spend <usd>', 'most that the job may cost, in US dollars, including what is stored', dollars)
    .option('--max-tokens <n>', 'most tokens, in and out, including what is stored', whole(0))
    .option(
      '--prices <file>',
      'price table that takes precedence over ours (see "offswitch prices")',
      flagValue,
    )
    .option(
      '--concurrency <n>',
      'calls in flight (default: that of the job, else 4)',
      whole(1, MOST_IN_FLIGHT),
    )
    .option('--base-url <url>', 'server for compatible: judges (same as OFFSWITCH_BASE_URL)', flagValue)
    .addOption(configFlag())
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Exit codes of its own: 0 every subject is decided, and no detector found anything;
1 a subject is undecided, or a detector raised an alarm.

Examples:
  offswitch grade run examples/grading/job.yaml
  offswitch grade run job.yaml --store answers.grades --notary log --spend 20
  offswitch grade report answers.grades --format html > answers.html`,
    )
    .action(async (job: string, options) => (await import('../grade/run.ts')).gradeRun(job, options));
}
