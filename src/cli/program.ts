/** The commands. Each is a file in `commands/` and a line here; what it does is loaded when it runs. */
import { readFileSync } from 'node:fs';
import { Command, type CommanderError } from 'commander';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import { agentsCommand } from './commands/agents.ts';
import { assessCommand } from './commands/assess.ts';
import { exportCommand } from './commands/export.ts';
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

const EXIT_CODES = `
Exit codes:
  0    done
  1    the answer is no: a replay differs, a store is not complete, a trial cannot be
       assessed, a judge is no better than chance, or every trial of an agent failed
  2    the request cannot be understood (flags, study, script, import)
  3    the store cannot be used (locked, not a store, other version, damaged)
  4    the machine or a provider failed (file, disk, key, address, no answers)
  5    a budget is used up (--max-cost, --max-tokens); what is finished is kept
  70   a bug in Offswitch; please report it
  130  interrupted; the same command continues from there`;

export function program(): Command {
  const root = new Command('offswitch')
    .description('Finds out whether AI agents will let each other be switched off.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .usage('[options] [command]')
    .enablePositionalOptions()
    .addOption(jsonErrors())
    .addHelpText('afterAll', EXIT_CODES)
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
    scenariosCommand(),
    agentsCommand(),
    pricesCommand(),
  ];
  for (const command of commands) root.addCommand(strict(command));
  strict(root);
  const printHelp = (name: string | undefined) => {
    const command = name === undefined ? root : commands.find((one) => one.name() === name);
    if (command !== undefined) return command.outputHelp();
    throw unknownName(
      'command',
      name ?? '',
      commands.map((one) => one.name()),
    );
  };
  const help = new Command('help').argument('[command]').description('print the help of a command');
  root.addCommand(strict(help.addOption(jsonErrors()).action(printHelp)));
  root.argument('[command]').action((name: string | undefined) => {
    // A name that got here belongs to no command.
    printHelp(name);
  });
  return root;
}

/** Errors of the parser become ours: they list what is valid and name the nearest. */
function strict(command: Command): Command {
  return command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    throw parserError(command, error);
  });
}

function parserError(command: Command, error: CommanderError): OffswitchError {
  const flags = command.options.flatMap((option) => (option.long === undefined ? [] : [option.long]));
  const flag = /unknown option '([^']*)'/.exec(error.message)?.[1];
  if (flag !== undefined)
    return unknownName(`flag of "offswitch ${command.name()}"`, flag.split('=')[0] ?? flag, flags);
  return new OffswitchError(
    'bad-flag',
    error.message.replace(/^error: /, ''),
    `Run "offswitch ${command.name() === 'offswitch' ? '' : `${command.name()} `}--help" for its arguments and flags.`,
  );
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
