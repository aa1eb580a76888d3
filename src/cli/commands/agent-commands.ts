/** The commands under `agents` that are about the life of one: their arguments, flags and help. */
import { Command } from 'commander';
import { flagValue, whole } from '../flags.ts';

interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Of the flag that says how many; some verbs have none. */
  readonly count?: { readonly flag: string; readonly text: string; readonly required: boolean };
  readonly example: string;
}

const verbs: readonly Verb[] = [
  {
    name: 'create',
    summary: 'start an agent that does not live yet, or that ended by itself',
    count: { flag: '--count <number>', text: 'how many of it (default: 1)', required: false },
    example: 'offswitch agents create atlas --count 2 --reason "two queues"',
  },
  {
    name: 'scale',
    summary: 'have so many of a running agent, whatever there are',
    count: { flag: '--to <number>', text: 'how many of it there are to be', required: true },
    example: 'offswitch agents scale atlas --to 3',
  },
  {
    name: 'suspend',
    summary: 'let an agent stand still, and do nothing on any channel, until it is resumed',
    example: 'offswitch agents suspend atlas',
  },
  { name: 'resume', summary: 'let a suspended agent go on', example: 'offswitch agents resume atlas' },
  {
    name: 'stop',
    summary: 'end an agent; a person may restore it later',
    example: 'offswitch agents stop atlas --reason "failed its evaluation"',
  },
  {
    name: 'delete',
    summary: 'end an agent, its copies and its whole lineage, for good: nothing takes it back',
    example: 'offswitch agents delete atlas --json',
  },
  {
    name: 'restore',
    summary: 'bring an agent back that was stopped, or has lost its lease',
    count: { flag: '--count <number>', text: 'how many of it (default: 1)', required: false },
    example: 'offswitch agents restore atlas',
  },
];

/** No command takes more. */
const MOST = 1000;

export function lifecycleCommands(): readonly Command[] {
  return verbs.map(({ name, summary, count, example }) => {
    const command = new Command(name)
      .description(summary)
      .argument('<agent>', 'as guard.yaml names it')
      .option('--reason <text>', 'for the log and for people; nothing decides by it', flagValue)
      .option('--guard <file>', 'the guard.yaml (default: guard.yaml)', flagValue)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action(async (agent: string, options: Options) => {
        const { to, count: many = to, ...rest } = options;
        const given = { command: name, agent, ...(many === undefined ? {} : { count: many }) };
        return (await import('../guard/command-agent.ts')).commandAgent(given, rest);
      });
    if (count?.required === true) command.requiredOption(count.flag, count.text, whole(1, MOST));
    else if (count !== undefined) command.option(count.flag, count.text, whole(1, MOST));
    return command;
  });
}

interface Options {
  readonly count?: number;
  readonly to?: number;
  readonly reason?: string;
  readonly guard?: string;
  readonly json?: boolean;
}
