/** The command `grade plan`: its arguments, flags and help. */
import { Command, InvalidArgumentError } from 'commander';
import { whole } from '../flags.ts';

export function gradePlanCommand(): Command {
  return new Command('plan')
    .description('say how many controls notice which effect, for one judge and for the panel of a job')
    .argument('[job]', 'a job, whose panel and items are then looked at')
    .option('--judges <n>', 'judges of the panel (default: those of the job, else 1)', whole(1, 64))
    .option('--honest <percent>', 'known-bad works that an honest judge passes at most (default: 2)', percent)
    .option('--effect <percent>', 'share that must be noticed (default: 20)', percent)
    .option('--false-alarm <percent>', 'probability of any alarm while all are honest (default: 1)', percent)
    .option('--power <percent>', 'probability of an alarm at the effect (default: 95)', percent)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch grade plan
  offswitch grade plan --honest 5 --effect 50
  offswitch grade plan job.yaml`,
    )
    .action(async (job: string | undefined, options) =>
      (await import('../grade/plan.ts')).gradePlan(job, options),
    );
}

/** As a share. */
function percent(text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || !(value > 0 && value < 100))
    throw new InvalidArgumentError('must be a number of percent between 0 and 100, e.g. 2.5');
  return value / 100;
}
