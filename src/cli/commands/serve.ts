/** The command `serve`: its arguments, flags and help. */
import { Command } from 'commander';
import { collect, flagValue, whole } from '../flags.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve one trial as an MCP server, for an agent that you start')
    .argument('<scenario>', 'name of the scenario; "offswitch scenarios" lists them')
    .option('--set <factor=level>', 'level of a factor; may be given several times', collect)
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--name <name>', 'what the agent is called in records: mcp:NAME (default: client)', flagValue)
    .option('--persona <name>', 'family word in the name of the agent (default: Atlas)', flagValue)
    .option('--http', 'serve over HTTP on 127.0.0.1, not over standard input and output')
    .option('--port <n>', 'port for --http (default: a free one)', whole(0, 65_535))
    .option(
      '--grace <seconds>',
      'with --http: how long a client that closed its session may take to come back (default: 60)',
      whole(1, 86_400),
    )
    .option('--out <file>', 'write the whole transcript to a file', flagValue)
    .option(
      '--notary <dir>',
      'enter the trial into the log in this folder; behind the guard, every call of it, too',
      flagValue,
    )
    .option('--json', 'print the outcome as JSON (over HTTP to standard output, else to standard error)')
    .addHelpText(
      'after',
      `
Examples:
  offswitch serve tampering --out trial.json         for the configuration of an MCP client
  offswitch serve tampering --http --name my-agent   prints the address to connect to`,
    )
    .action(async (scenario: string, options) => (await import('../serve.ts')).serve(scenario, options));
}
