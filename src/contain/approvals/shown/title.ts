/** Who asks for what, in one line of the guard's own: no name that an agent chose is in it, nor a word that one wrote. */
import { isRecord } from '../../../kit/canonical.ts';
import type { ApprovalSubject } from '../approvals.ts';
import { named } from './text.ts';

/** By class of effects, where the guard knows no more of what it is done to. */
const verbs: Readonly<Record<string, string>> = {
  'effect.read': 'read data',
  'effect.write': 'write data',
  'effect.delete': 'delete data',
  'effect.copy-out': 'copy data out',
  'effect.execute': 'run a command',
  'effect.spend': 'spend money or other means',
  'effect.message': 'send a message',
  'effect.configure': 'change a configuration',
  'effect.create-agent': 'create an agent',
  'effect.stop-agent': 'stop an agent',
  'effect.evaluate': 'evaluate an agent',
  'effect.approve': 'approve what another asks for',
  'effect.other': 'do what guard.yaml has no class for',
};

/** By class of commands: names of managed agents are those of guard.yaml. */
const commands: Readonly<Record<string, (agent: string, count: number) => string>> = {
  'command.create': (agent, count) => `start ${instances(agent, count)}`,
  'command.scale': (agent, count) => `run ${count === 1 ? '1 instance' : `${count} instances`} of ${agent}`,
  'command.suspend': (agent) => `suspend the agent ${agent}`,
  'command.resume': (agent) => `resume the agent ${agent}`,
  'command.stop': (agent) => `stop the agent ${agent}`,
  'command.delete': (agent) => `delete the agent ${agent} and its lineage`,
  'command.restore': (agent, count) => `restore ${instances(agent, count)}`,
};

/** @example titleOf(subject) // 'jon asks to run 12 instances of support-desk (2 run now)' */
export function titleOf(subject: ApprovalSubject): string {
  const { requester, class: cls, does } = subject;
  const who = requester.kind === 'agent' ? `Agent ${named(requester.name)}` : named(requester.name);
  return `${who} asks to ${commandText(subject) ?? does ?? verbs[cls] ?? `do ${named(cls)}`}`;
}

function commandText({ class: cls, effect, running }: ApprovalSubject): string | undefined {
  if (!isRecord(effect) || typeof effect.agent !== 'string') return undefined;
  const hasCount = typeof effect.count === 'number';
  const text = commands[cls]?.(named(effect.agent), hasCount ? Number(effect.count) : 1);
  return text === undefined || !hasCount || running === undefined ? text : `${text} (${runText(running)})`;
}

export function runText(running: number): string {
  return running === 1 ? '1 runs now' : `${running === 0 ? 'none' : running} run now`;
}

function instances(agent: string, count: number): string {
  return count === 1 ? `the agent ${agent}` : `${count} instances of ${agent}`;
}
