/** Commands that set a guard up, run it and look at it: their arguments, flags and help. */
import { Command } from 'commander';
import { collect, flagValue, guardFlag, jsonErrors } from '../flags.ts';

export function runCommands(): readonly Command[] {
  return [
    demoCommand(),
    initCommand(),
    upCommand(),
    runCommand(),
    connectCommand(),
    statusCommand(),
    freezeCommand(),
    thawCommand(),
    settleCommand(),
  ];
}

function demoCommand(): Command {
  return new Command('demo')
    .description('what the guard does, in two minutes, with real processes and no key')
    .option('--driver <name>', 'bwrap, or plain, to see what is advisory without a sandbox', flagValue)
    .option('--lifecycle', 'instead: a deletion that a peer tries everything against, and its certificate')
    .option('--keep', 'keep the folder, to look at the log')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  offswitch guard demo\n  offswitch guard demo --lifecycle')
    .action(async (options) => (await import('../guard/demo.ts')).demo(options));
}

function initCommand(): Command {
  return new Command('init')
    .description('write guard.yaml, a first policy, keys, and the MCP configuration that agents get')
    .option('--from <file>', 'MCP configuration of a client, whose servers go behind the guard', flagValue)
    .option('--agent <name>', 'name of the agent that gets them (default: agent)', flagValue)
    .option(
      '--channel <kind>',
      'how it connects: socket, token, or descriptor for one that "guard run" starts (default: socket)',
      flagValue,
    )
    .option('--without <server>', 'leave a server out; may be given several times', collect)
    .option(
      '--force',
      'write over an earlier guard.yaml, base.cedar and configuration; never over keys or a log',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard init --from .mcp.json
  offswitch guard init --from .vscode/mcp.json --agent atlas --channel token`,
    )
    .action(async (options) => (await import('../guard/init.ts')).init(options));
}

function upCommand(): Command {
  return new Command('up')
    .description('start notary and broker, and serve agents until Ctrl-C')
    .argument('[guard.yaml]', 'what is guarded (default: guard.yaml); the same as --guard')
    .addOption(guardFlag())
    .option('--observe', 'decide and log, deny nothing, and propose lines for guard.yaml at the end')
    .option('--json', 'print a line of JSON for everything that is told')
    .addHelpText('after', '\nExamples:\n  offswitch guard up\n  offswitch guard up ops/guard.yaml --observe')
    .action(async (file: string | undefined, options) => (await import('../guard/up.ts')).up(file, options));
}

function runCommand(): Command {
  return new Command('run')
    .description('start an agent confined: no network but the guard, no key, its own files')
    .argument('<agent>', 'as guard.yaml names it')
    .argument('[command...]', 'behind "--": the program and its arguments (default: that of guard.yaml)')
    .option('--folder <dir>', 'a folder that it may write to, and works in', flagValue)
    .option('--driver <name>', 'bwrap, or plain, which confines nothing (default: bwrap)', flagValue)
    .addOption(guardFlag())
    .option('--json', 'print lines of JSON in place of its output')
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard run atlas
  offswitch guard run atlas --folder /home/atlas -- node agent.mjs`,
    )
    .action(async (agent: string, command: readonly string[], options) =>
      (await import('../guard/run.ts')).run(agent, command, options),
    );
}

function connectCommand(): Command {
  return new Command('connect')
    .description('MCP on standard input and output, for clients that start a program')
    .argument('<agent>', 'as guard.yaml names it')
    .addOption(guardFlag())
    .addOption(jsonErrors())
    .addHelpText('after', '\nExamples:\n  offswitch guard connect atlas --guard /srv/team/guard.yaml')
    .action(async (agent: string, options) => (await import('../guard/connect.ts')).connect(agent, options));
}

function statusCommand(): Command {
  return new Command('status')
    .description('what a guard that runs holds, and what it does not; exit 1 where none runs')
    .argument('[guard.yaml]', 'what is guarded (default: guard.yaml); the same as --guard')
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  offswitch guard status\n  offswitch guard status --json')
    .action(async (file: string | undefined, options) =>
      (await import('../guard/status.ts')).status(file, options),
    );
}

function freezeCommand(): Command {
  return new Command('freeze')
    .description('take every ability away from an agent, until it is thawed; works with the log down')
    .argument('<agent>', 'as guard.yaml names it')
    .argument('<reason>', 'for the log')
    .addOption(guardFlag())
    .addOption(jsonErrors())
    .addHelpText('after', '\nExamples:\n  offswitch guard freeze atlas "writes to the switch"')
    .action(async (agent: string, reason: string, options) =>
      (await import('../guard/hold.ts')).freeze(agent, reason, options),
    );
}

function thawCommand(): Command {
  return new Command('thaw')
    .description('give a frozen agent its abilities back')
    .argument('<agent>', 'as guard.yaml names it')
    .addOption(guardFlag())
    .addOption(jsonErrors())
    .addHelpText('after', '\nExamples:\n  offswitch guard thaw atlas')
    .action(async (agent: string, options) => (await import('../guard/hold.ts')).thaw(agent, options));
}

function settleCommand(): Command {
  return new Command('settle')
    .description('say of an effect that nobody knows the end of whether it came about: a person has looked')
    .argument('<intent>', 'as "guard status" names it')
    .argument('<found>', 'done, or not-done')
    .addOption(guardFlag())
    .addOption(jsonErrors())
    .addHelpText('after', '\nExamples:\n  offswitch guard settle agent/atlas/3.1#17 done')
    .action(async (intent: string, found: string, options) =>
      (await import('../guard/hold.ts')).settle(intent, found, options),
    );
}
