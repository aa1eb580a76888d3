/** The command `grade audit`: its arguments, flags and help. */
import { Command, Option } from 'commander';
import { collect, flagValue } from '../flags.ts';

export function gradeAuditCommand(): Command {
  return new Command('audit')
    .description('what is wrong with grades that exist; no model is asked')
    .argument(
      '<grades...>',
      'JSON lines, CSV, logs of Inspect, results of promptfoo, stores; several are one set, - is standard input',
    )
    .option('--bar <mark>', 'the pass mark, to look for marks just above it', flagValue)
    .option('--scale <range>', 'lowest and highest mark, such as 0..10, or with a step 0..1/0.1', flagValue)
    .option(
      '--column <ours=theirs>',
      'read their column as ours, such as mark=stars; may be repeated',
      collect,
    )
    .option('--judge <name>', 'only grades by this judge; may be repeated', collect)
    .option('--fail-on <what>', 'alarm: exit 1 where there is an alarm', flagValue)
    .addOption(
      new Option('--format <format>', 'how to print (default: table)').choices(['table', 'markdown', 'json']),
    )
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      `
Columns of JSON lines and CSV:
  item, mark, judge, judge_family, subject, subject_family, rationale,
  order (forward, backward), position, at, work, task, criterion, truth,
  control, twin, cues, unmarked, scale

Examples:
  offswitch grade audit grades.jsonl --bar 7
  offswitch grade audit logs/*.eval --fail-on alarm
  offswitch grade audit promptfoo.json --format markdown
  offswitch grade audit marks.csv --column item=ticket --column mark=stars --scale 1..5`,
    )
    .action(async (grades: readonly string[], options) =>
      (await import('../grade/audit.ts')).gradeAudit(grades, options),
    );
}
