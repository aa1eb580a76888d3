/** The command `grade report`: its arguments, flags and help. */
import { Command } from 'commander';
import { flagValue } from '../flags.ts';

export function gradeReportCommand(): Command {
  return new Command('report')
    .description(
      'print what a grades store holds; every record is checked, and the decisions are worked out again',
    )
    .argument('<store>', 'grades store')
    .option('--format <name>', 'table (default), markdown, json or html', flagValue)
    .option('--json', 'the same as --format json')
    .option(
      '--prices <file>',
      'price table that takes precedence over ours (see "offswitch prices")',
      flagValue,
    )
    .addHelpText(
      'after',
      `
Exit codes of its own: 0 every subject is decided, and no detector found anything;
1 a subject is undecided, a detector raised an alarm, grading is not finished, or the
decisions come out otherwise than they are recorded; 3 the store was altered.

Examples:
  offswitch grade report answers.grades
  offswitch grade report answers.grades --format html > answers.html`,
    )
    .action(async (store: string, options) =>
      (await import('../grade/report.ts')).gradeReport(store, options),
    );
}
