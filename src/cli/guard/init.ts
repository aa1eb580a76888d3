/** `offswitch guard init`: everything that a guard needs, beside the configuration that a client has. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { planInit } from '../../contain/guard/adoption/plan.ts';
import { writeInit } from '../../contain/guard/adoption/write.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import { counted } from '../shared.ts';
import { print, printJson } from '../terminal.ts';

interface InitOptions {
  readonly from?: string;
  readonly agent?: string;
  readonly channel?: string;
  readonly without?: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

const channels = ['socket', 'token', 'descriptor'] as const;
/** Where clients keep their servers. */
const usualFiles = ['.mcp.json', '.vscode/mcp.json', '.cursor/mcp.json', 'claude_desktop_config.json'];

export async function init(options: InitOptions): Promise<void> {
  const { from, agent = 'agent', without = [], force = false, json = false } = options;
  const channel = channels.find((one) => one === (options.channel ?? 'socket'));
  if (channel === undefined)
    throw new OffswitchError(
      'bad-flag',
      `--channel ${JSON.stringify(options.channel)} is not how an agent connects`,
      `Valid: ${channels.join(', ')}.`,
    );
  const folder = process.cwd();
  const plan = planInit({ folder, from, agent, channel, without, force });
  const done = await whileWaiting('the servers to list their tools', writeInit(plan));
  if (json) return printJson(done);
  const near = (path: string) => relative(folder, path) || path;
  const hint = from === undefined ? usualFiles.find((file) => existsSync(resolve(folder, file))) : undefined;
  print([
    `Wrote ${done.files.map(near).join(', ')}`,
    `Key of the log: ${done.key}`,
    ...done.upstreams.map(
      ({ name, callable, other, failure }) =>
        `  ${name.padEnd(14)} ${failure === undefined ? `${counted(callable, 'tool')} may be called${other === 0 ? '' : `, ${other} wait for a class (other)`}` : `DID NOT START: ${printable(failure, 300)}`}`,
    ),
    ...(hint === undefined
      ? []
      : [`${hint} has servers: offswitch guard init --from ${hint} --force puts them behind the guard.`]),
    'Next:',
    ...done.next.map((line, index) => `  ${index + 1}. ${line}`),
  ]);
}
