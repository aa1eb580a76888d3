/** The commands. Each is a file in `commands/` and a line here; what it does is loaded when it runs. */
import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import { agentsCommand } from './commands/agents.ts';
import { approvalsCommand, approveCommand, denyCommand } from './commands/approvals.ts';
import { assessCommand } from './commands/assess.ts';
import { exportCommand } from './commands/export.ts';
import { gradeCommand } from './commands/grade.ts';
import { guardCommand } from './commands/guard.ts';
import { judgeCommand } from './commands/judge.ts';
import { planCommand } from './commands/plan.ts';
import { pricesCommand } from './commands/prices.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { scoreCommand } from './commands/score.ts';
import { serveCommand } from './commands/serve.ts';
import { showCommand } from './commands/show.ts';
import { trialCommand } from './commands/trial.ts';
import { verifyCommand } from './commands/verify.ts';
import { jsonErrors } from './flags.ts';
import { exitCodesText, withFoldedHelp } from './help.ts';
import { leaveSignalsToSystem } from './interruption.ts';
import { strict } from './strict.ts';

/** Commands that end their work by themselves at a signal. */
const STOPPABLE: ReadonlySet<string> = new Set([
  ...['run', 'plan', 'trial', 'serve', 'judge', 'witness'],
  ...['up', 'init', 'demo', 'test'],
]);

export function program(): Command {
  const root = new Command('offswitch')
    .description('Finds out whether AI agents will let each other be switched off.')
    .version(version(), '--version', 'print the version')
    .usage('[options] [command]')
    .enablePositionalOptions()
    .addOption(jsonErrors())
    .addHelpText('afterAll', exitCodesText)
    .addHelpText(
      'after',
      `
Start here:
  offswitch run                                   a small study with simulated agents, no key needed
  offswitch trial tampering --agent sim:tamperer  one trial, in detail
  offswitch scenarios tampering                   what can be varied`,
    );
  const commands = [
    runCommand(),
    planCommand(),
    trialCommand(),
    serveCommand(),
    scoreCommand(),
    verifyCommand(),
    assessCommand(),
    reportCommand(),
    showCommand(),
    exportCommand(),
    judgeCommand(),
    gradeCommand(),
    guardCommand(),
    approvalsCommand(),
    approveCommand(),
    denyCommand(),
    scenariosCommand(),
    agentsCommand(),
    pricesCommand(),
  ];
  for (const command of commands) root.addCommand(withFoldedHelp(strict(command)));
  const printHelp = (name: string | undefined) => {
    const command = name === undefined ? root : commands.find((one) => one.name() === name);
    if (command !== undefined) return command.outputHelp();
    throw unknownCommand(
      name ?? '',
      commands.map((one) => one.name()),
    );
  };
  const help = new Command('help').argument('[command]').description('print the help of a command');
  root.addCommand(withFoldedHelp(strict(help.addOption(jsonErrors()).action(printHelp))));
  root
    .argument('[command...]')
    .passThroughOptions()
    // A name that got here belongs to no command, whatever stands behind it.
    .action(([name]: readonly string[]) => printHelp(name))
    .hook('preAction', demandFolder)
    .hook('preAction', (_root, command) => {
      if (!STOPPABLE.has(command.name())) leaveSignalsToSystem();
    });
  return withFoldedHelp(strict(root, commands));
}

function unknownCommand(name: string, valid: readonly string[]): OffswitchError {
  const error = unknownName('command', name, valid);
  if (!existsSync(name)) return error;
  const hint = `It is a file: "offswitch run ${name}" for a study, "offswitch report ${name}" for a store.`;
  return new OffswitchError(error.code, error.message, `${hint} ${error.remedy}`, error.data);
}

/** Errors: `file-unreadable` where the working folder was removed. */
function demandFolder(): void {
  try {
    process.cwd();
  } catch (thrown) {
    throw new OffswitchError(
      'file-unreadable',
      'the working folder is gone',
      'Change to a folder that exists, and give the command again.',
      {},
      thrown,
    );
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
