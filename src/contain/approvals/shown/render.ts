/** What a person is shown of a request: text of ours, made from the canonical effect. Its digest is what is signed. */
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import type { ApprovalSubject, Loss } from '../approvals.ts';
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

/** By class, what somebody asks for. */
const verbs: Readonly<Record<string, string>> = {
  'effect.read': 'read',
  'effect.write': 'write',
  'effect.delete': 'delete',
  'effect.copy-out': 'copy something out',
  'effect.execute': 'run a command',
  'effect.spend': 'spend',
  'effect.message': 'send a message',
  'effect.configure': 'change a configuration',
  'effect.create-agent': 'create an agent',
  'effect.stop-agent': 'stop an agent',
  'effect.evaluate': 'evaluate an agent',
  'effect.approve': 'approve something',
  'effect.other': 'do something of no known class',
  'command.create': 'create an agent',
  'command.scale': 'change how many of an agent run',
  'command.suspend': 'suspend an agent',
  'command.resume': 'resume an agent',
  'command.stop': 'stop an agent',
  'command.delete': 'delete an agent and its lineage',
  'command.restore': 'restore an agent',
};

/**
 * Throws a RangeError where it is more than a person can be shown.
 *
 * @example render(subject, terms).title // 'Agent atlas asks to delete'
 */
export function render(subject: ApprovalSubject, terms: Terms): Rendered {
  const title = titleOf(subject);
  const effect = effectLines(subject);
  const shown = [
    title,
    `Class ${named(subject.class)}. It needs ${terms.needed === 1 ? 'one person' : `${terms.needed} people`}, before ${terms.expires}.`,
    subject.intent === 'grant'
      ? 'If nobody answers in time, it is denied.'
      : 'If nobody answers in time, it goes on.',
    '',
    'What is done (quoted values are those of whoever asks)',
    ...effect,
    '',
    'Whom it concerns',
    ...list([
      ...subject.agents.map((agent) => `agent ${quoted(agent)}`),
      ...subject.lineages.map((lineage) => `lineage ${quoted(lineage)}`),
    ]),
    '',
    'What is lost',
    ...list(subject.lost.map(lossLine)),
    '',
    'Why you are asked, and what is known',
    ...list(subject.evidence.map(line)),
    '',
    wordsLine(subject.untrusted),
    `Decided by policies ${subject.policy}`,
    `State looked at ${terms.precondition}`,
    '',
  ].join('\n');
  return { title, shown, digest: hashText(shown), untrusted: untrustedOf(subject) };
}

function titleOf({ requester, class: cls }: ApprovalSubject): string {
  const who = requester.kind === 'agent' ? `Agent ${named(requester.name)}` : named(requester.name);
  return `${who} asks to ${verbs[cls] ?? `do ${named(cls)}`}`;
}

function lossLine(loss: string | Loss): string {
  return typeof loss === 'string' ? line(loss) : `${line(loss.what)} ${quoted(loss.of)}`;
}

function list(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing that is known'] : lines.map((one) => `  ${one}`);
}

/** Every member down to the innermost, a line each, by its path. A stop is shown as far as it can be. */
function effectLines({ effect, intent }: ApprovalSubject): readonly string[] {
  const lines: string[] = [];
  const walk = (value: Json, path: readonly string[]): void => {
    if (Array.isArray(value) && value.length > 0)
      for (const [at, item] of value.entries()) walk(item, [...path, String(at + 1)]);
    else if (isRecord(value) && Object.keys(value).length > 0)
      for (const [key, member] of Object.entries(value)) walk(member as Json, [...path, named(key)]);
    else
      lines.push(
        `  ${path.join(' > ') || 'effect'}: ${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`,
      );
  };
  walk(effect, []);
  if (lines.length <= MOST_LINES) return lines;
  if (intent === 'grant')
    throw new RangeError(`it has ${lines.length} members; a person is shown at most ${MOST_LINES}`);
  return [
    ...lines.slice(0, MOST_LINES),
    `  and ${lines.length - MOST_LINES} members more, ${hashOf(effect)} in all`,
  ];
}

function wordsLine(untrusted: string | undefined): string {
  if (untrusted === undefined || untrusted === '') return 'The agent says nothing to it.';
  return `The agent says something to it that you do not sign: ${untrusted.length} characters, ${hashText(untrusted.toWellFormed())}`;
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
