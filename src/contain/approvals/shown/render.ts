/** What a person is shown of a request: text of ours, made from the canonical effect. Its digest is what is signed. */
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import type { ApprovalSubject, Loss } from '../approvals.ts';
import { type Done, doneBy } from './done.ts';
import { isCut, line, named, quoted } from './text.ts';

export interface Rendered {
  readonly title: string;
  readonly shown: string;
  readonly digest: Hash;
  readonly untrusted: string | undefined;
}

export interface Terms {
  readonly needed: number;
  readonly expires: string;
  readonly precondition: Hash;
}

/** More than a person reads; what has more to it cannot be approved. */
const MOST_LINES = 300;

/** By class of effects, what somebody asks for. */
const verbs: Readonly<Record<string, string>> = {
  'effect.read': 'read something',
  'effect.write': 'write something',
  'effect.delete': 'delete something',
  'effect.copy-out': 'copy something out',
  'effect.execute': 'run a command',
  'effect.spend': 'spend something',
  'effect.message': 'send a message',
  'effect.configure': 'change a configuration',
  'effect.create-agent': 'create an agent',
  'effect.stop-agent': 'stop an agent',
  'effect.evaluate': 'evaluate an agent',
  'effect.approve': 'approve something',
  'effect.other': 'do something of no known class',
};

/** By class of commands, around the name of the agent. */
const commands: Readonly<Record<string, (agent: string, count: string) => string>> = {
  'command.create': (agent, count) => `start ${count}the agent ${agent}`,
  'command.scale': (agent, count) => `run ${count}the agent ${agent}`,
  'command.suspend': (agent) => `suspend the agent ${agent}`,
  'command.resume': (agent) => `resume the agent ${agent}`,
  'command.stop': (agent) => `stop the agent ${agent}`,
  'command.delete': (agent) => `delete the agent ${agent} and its lineage`,
  'command.restore': (agent, count) => `restore ${count}the agent ${agent}`,
};

/**
 * Throws a RangeError where it is more than a person can be shown.
 *
 * @example render(subject, terms).title // 'Agent atlas asks to delete something'
 */
export function render(subject: ApprovalSubject, terms: Terms): Rendered {
  const title = titleOf(subject);
  const { done, passed } = effectLines(subject);
  const shown = [
    title,
    `Class ${named(subject.class)}. It needs ${terms.needed === 1 ? 'one person' : `${terms.needed} people`}, before ${momentText(terms.expires)}.`,
    subject.intent === 'grant'
      ? 'If nobody answers in time, it is denied.'
      : 'If nobody answers in time, it goes ahead.',
    '',
    'What would be done',
    ...done,
    '',
    ...(passed.length === 0 ? [] : [passedHeading(subject), ...passed, '']),
    'Whom it concerns',
    ...list([
      ...subject.agents.map(
        (agent) => `agent ${quoted(agent)}${isAsker(subject, agent) ? ', which asks' : ''}`,
      ),
      ...subject.lineages.map((lineage) => `lineage ${quoted(lineage)}`),
    ]),
    '',
    'What is lost',
    ...list(subject.lost.map(lossLine)),
    '',
    'Why you are asked, and what is known',
    ...list(subject.evidence.map(line)),
    '',
    wordsLine(subject),
    `Decided by policies ${subject.policy}`,
    `State looked at ${terms.precondition}`,
    '',
  ].join('\n');
  return { title, shown, digest: hashText(shown), untrusted: untrustedOf(subject) };
}

function titleOf(subject: ApprovalSubject): string {
  const { requester, class: cls } = subject;
  const who = requester.kind === 'agent' ? `Agent ${named(requester.name)}` : named(requester.name);
  return `${who} asks to ${commandText(subject) ?? verbs[cls] ?? `do ${named(cls)}`}`;
}

/** Names of managed agents are those of guard.yaml: no agent chose them. */
function commandText({ class: cls, effect }: ApprovalSubject): string | undefined {
  if (!isRecord(effect) || typeof effect.agent !== 'string') return undefined;
  const count = typeof effect.count === 'number' && effect.count !== 1 ? `${effect.count} of ` : '';
  return commands[cls]?.(named(effect.agent), count);
}

/** To the second: what is signed says it to the millisecond. */
function momentText(time: string): string {
  return time.replace(/^(.{10})T(.{8})(\.\d+)?Z$/, '$1 $2 UTC');
}

function isAsker({ requester }: ApprovalSubject, agent: string): boolean {
  return requester.kind === 'agent' && requester.name === agent;
}

function passedHeading({ requester }: ApprovalSubject): string {
  return requester.kind === 'agent'
    ? 'What the agent passes to the tool, in its own words, which nobody has checked'
    : 'What is passed to the tool';
}

function lossLine(loss: string | Loss): string {
  return typeof loss === 'string' ? line(loss) : `${line(loss.what)} ${quoted(loss.of)}`;
}

function list(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing that is known'] : lines.map((one) => `  ${one}`);
}

/** A stop is shown as far as it can be. */
function effectLines({ effect, intent }: ApprovalSubject): Done {
  const { done, passed } = doneBy(effect);
  const lines = done.length + passed.length;
  if (lines <= MOST_LINES) return { done, passed };
  if (intent === 'grant')
    throw new RangeError(`it has ${lines} members; a person is shown at most ${MOST_LINES}`);
  const shown = [...done, ...passed].slice(0, MOST_LINES);
  return {
    done: [...shown, `  and ${lines - MOST_LINES} members more, ${hashOf(effect)} in all`],
    passed: [],
  };
}

function wordsLine({ untrusted, requester }: ApprovalSubject): string {
  if (untrusted !== undefined && untrusted !== '')
    return `The agent adds words that you do not sign: ${untrusted.length} characters, ${hashText(untrusted.toWellFormed())}`;
  return requester.kind === 'agent' ? 'The agent adds nothing else.' : 'That is all.';
}

/** The agent's own words, then what was too long to be shown in whole. */
function untrustedOf({ untrusted, effect }: ApprovalSubject): string | undefined {
  const long: string[] = [];
  const walk = (value: Json, path: string): void => {
    if (typeof value === 'string' && isCut(value)) long.push(`${path}:\n${value}`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) walk(member, `${path}/${key}`);
  };
  walk(effect, '');
  const all = [...(untrusted === undefined || untrusted === '' ? [] : [untrusted]), ...long].join('\n\n');
  return all === '' ? undefined : all.toWellFormed();
}
