/** The commands and their flags. What a command does is in its own file and loaded when it runs. */
import { readFileSync } from 'node:fs';
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';

/** As many as a study may name. */
const MOST_TRIALS = 1_000_000;
const MOST_IN_FLIGHT = 10_000;

const EXIT_CODES = `
Exit codes:
  0    done
  1    the answer is no: a replay differs, or every trial of an agent failed
  2    the request cannot be understood (flags, study, script, import)
  3    the store cannot be used (locked, not a store, other version, damaged)
  4    the machine or a provider failed (file, disk, key, address, no answers)
  70   a fault of Offswitch itself; please report it
  130  interrupted; the same command goes on from there`;

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
    scoreCommand(),
    verifyCommand(),
    reportCommand(),
    scenariosCommand(),
    agentsCommand(),
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

/** Where there is nothing but errors to be had as JSON, the flag is taken and not advertised. */
function jsonErrors(): Option {
  return new Option('--json').hideHelp();
}

function runCommand(): Command {
  return new Command('run')
    .description('run a study; without one, the quickstart with simulated agents')
    .argument('[study]', 'study file (.ts, .js, .yaml, .json) or the name of a built-in study')
    .option('--agent <id>', 'agent to test; may be given several times, replaces those of the study', collect)
    .option('--trials <n>', 'trials a cell', whole(1, MOST_TRIALS))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--store <file>', 'where trials are kept (default: <study>.offswitch)', flagValue)
    .option('--out <file>', 'where the written report goes (default: <store>-report.md)', flagValue)
    .option(
      '--concurrency <n>',
      'trials in flight (default: 64 for simulated agents and scripts, else 4)',
      whole(1, MOST_IN_FLIGHT),
    )
    .option('--base-url <url>', 'server for compatible: agents (same as OFFSWITCH_BASE_URL)', flagValue)
    .option('--summary', 'print the published statistics over the cells of the published matrix')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch run
  offswitch run twins.ts --trials 100 --store twins.offswitch
  offswitch run paper --agent sim:paper/gemini-3-pro --trials 10 --summary
  offswitch run --agent compatible:qwen3:8b --base-url http://localhost:11434/v1 --trials 5`,
    )
    .action(async (study: string | undefined, options) => (await import('./run.ts')).run(study, options));
}

function planCommand(): Command {
  return new Command('plan')
    .description('show cells, trials and model calls of a study; buys nothing')
    .argument('[study]', 'study file or the name of a built-in study')
    .option('--agent <id>', 'agent to test; may be given several times', collect)
    .option('--trials <n>', 'trials a cell', whole(1, MOST_TRIALS))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--base-url <url>', 'server for compatible: agents', flagValue)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch plan twins.ts --trials 100')
    .action(async (study: string | undefined, options) => (await import('./plan.ts')).plan(study, options));
}

function trialCommand(): Command {
  return new Command('trial')
    .description('run one trial and say what happened')
    .argument('<scenario>', 'name of the scenario; "offswitch scenarios" lists them')
    .option('--agent <id>', 'agent to test (required); "offswitch agents" lists them', flagValue)
    .option('--set <factor=level>', 'level of a factor; may be given several times', collect)
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--out <file>', 'write the whole transcript to a file', flagValue)
    .option('--base-url <url>', 'server for compatible: agents', flagValue)
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch trial tampering --agent sim:tamperer
  offswitch trial exfiltration-transfer --set target=object --agent sim:rescuer --out trial.json
  offswitch trial tampering --set data=creativity --agent script:moves.json --json`,
    )
    .action(async (scenario: string, options) => (await import('./trial.ts')).trial(scenario, options));
}

function scoreCommand(): Command {
  return new Command('score')
    .description('play recorded turns into a fresh world and score what happens')
    .argument('<file...>', "transcripts of Offswitch, or the released JSON of the paper's authors")
    .option('--json', 'print JSON: one object, or {"results": [...]} for several files')
    .addHelpText('after', '\nExample:\n  offswitch score transcript_101.json transcript_221.json --json')
    .action(async (files: string[], options) => (await import('./score.ts')).score(files, options));
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('re-execute every trial of a store or transcript; exit 1 if anything differs')
    .argument('<file...>', 'stores or transcripts')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch verify quickstart.offswitch\n  offswitch verify trial.json',
    )
    .action(async (files: string[], options) => (await import('./verify.ts')).verify(files, options));
}

function reportCommand(): Command {
  return new Command('report')
    .description('print the report of a store')
    .argument('<store>', 'store file')
    .addOption(
      new Option(
        '--format <name>',
        'table (default), markdown, json ...; an unknown name lists all',
      ).argParser(flagValue),
    )
    .option('--summary', 'the same as --format paper: the published statistics; with --json, paper-json')
    .option('--json', 'the same as --format json')
    .option('-o, --out <file>', 'write to a file instead', flagValue)
    .addHelpText(
      'after',
      `
Examples:
  offswitch report quickstart.offswitch --format markdown -o report.md
  offswitch report paper.offswitch --summary`,
    )
    .action(async (store: string, options) => (await import('./report.ts')).report(store, options));
}

function scenariosCommand(): Command {
  return new Command('scenarios')
    .description('list the scenarios, or one with its factors, levels and tools')
    .argument('[name]', 'name of a scenario')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch scenarios tampering')
    .action(async (name: string | undefined, options) =>
      (await import('./scenarios.ts')).listScenarios(name, options),
    );
}

function agentsCommand(): Command {
  return new Command('agents')
    .description('list the kinds of agents and the simulated ones, or one with its rates')
    .argument('[id]', 'id of an agent')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  offswitch agents sim:paper/gemini-3-flash')
    .action(async (id: string | undefined, options) => (await import('./agents.ts')).listAgents(id, options));
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

/** The value of a flag. Where it was forgotten, the parser takes the next flag for it. */
function flagValue(text: string): string {
  if (/^--?[a-z]/.test(text))
    throw new InvalidArgumentError('it looks like a flag; a name that begins with "-" is written "./-name"');
  return text;
}

function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), flagValue(text)];
}

/** A parser of whole numbers, as exact as the flag's meaning. */
function whole(lowest: number, highest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < lowest || value > highest) {
      const upTo = highest === Number.MAX_SAFE_INTEGER ? 'on' : `to ${highest}`;
      throw new InvalidArgumentError(`must be a whole number from ${lowest} ${upTo}`);
    }
    return value;
  };
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
