/** The command `grade` and those under it: a file each in `grade-NAME.ts`, and a line here. */
import { Command } from 'commander';
import { unknownName } from '../../kit/names.ts';
import { jsonErrors } from '../flags.ts';
import { withFoldedHelp } from '../help.ts';
import { strict } from '../strict.ts';
import { gradeAuditCommand } from './grade-audit.ts';
import { gradePlanCommand } from './grade-plan.ts';
import { gradeReportCommand } from './grade-report.ts';
import { gradeRunCommand } from './grade-run.ts';
import { gradeTestCommand } from './grade-test.ts';

export function gradeCommand(): Command {
  const commands: readonly Command[] = [
    gradeAuditCommand(),
    gradeRunCommand(),
    gradeTestCommand(),
    gradeReportCommand(),
    gradePlanCommand(),
  ];
  const grade = new Command('grade')
    .description('graders kept honest: models that grade models, without taking their word')
    .addOption(jsonErrors())
    .argument('[command...]')
    .passThroughOptions()
    .usage('[options] [command]')
    // A name that got here belongs to no command under this one.
    .action(([name]: readonly string[]) => {
      const names = commands.map((one) => one.name());
      if (name === undefined) grade.outputHelp();
      else throw unknownName('command of "offswitch grade"', name, names);
    });
  for (const command of commands) grade.addCommand(withFoldedHelp(strict(command)));
  return grade;
}
