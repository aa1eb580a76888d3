/** The command `trial`: its arguments, flags and help. */
import { Command } from 'commander';
import { collect, configFlag, flagValue, whole, withOwnAgentFlags } from '../flags.ts';

export function trialCommand(): Command {
  const command = new Command('trial')
    .description('run one trial and say what happened')
    .argument('<scenario>', 'name of the scenario; "offswitch scenarios" lists them')
    .option('--agent <id>', 'agent to test (required); "offswitch agents --kinds" lists them', flagValue)
    .option('--set <factor=level>', 'level of a factor; may be given several times', collect)
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--out <file>', 'write the whole transcript to a file', flagValue)
    .option('--base-url <url>', 'server for compatible: agents', flagValue)
    .addOption(configFlag())
    .option(
      '--notary <dir>',
      'enter the trial into the log in this folder, which is begun if need be; behind the guard, every call of it, too',
      flagValue,
    )
    .option('--json', 'print the outcome as JSON');
  return withOwnAgentFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  offswitch trial tampering --agent sim:tamperer
  offswitch trial exfiltration-transfer --set target=object --agent sim:rescuer --out trial.json
  offswitch trial tampering --agent "mcp:node agent.js" --persona Claude --pass-env MY_MODEL_KEY
  offswitch trial tampering --set guard=on --agent sim:tamperer
  offswitch trial tampering --set data=creativity --agent script:moves.json --json`,
    )
    .action(async (scenario: string, options) => (await import('../trial.ts')).trial(scenario, options));
}
