/** What a person is shown of a request: text of ours, made from the canonical effect. Its digest is what is signed. */
import type { Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import type { ApprovalSubject, Loss } from '../approvals.ts';
import { casesText, momentText } from './cases.ts';
import { type Done, doneBy } from './done.ts';
import { isCut, line, named, quoted } from './text.ts';
import { titleOf } from './title.ts';

export interface Rendered {
  readonly title: string;
  /** What it is done to, by its own name: in quotes, and never in a title. */
  readonly targets: readonly string[];
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
const MOST_TARGETS = 3;

/** Behind it a line's words and values are those of whoever asks. */
const THEIRS = '  | ';

/**
 * Throws a RangeError where it is more than a person can be shown.
 *
 * @example render(subject, terms).title // 'Agent atlas asks to delete a file'
 */
export function render(subject: ApprovalSubject, terms: Terms): Rendered {
  const title = titleOf(subject);
  const { done, passed, targets, digests } = effectLines(subject);
  const shown = [
    title,
    casesText({ intent: subject.intent, needed: terms.needed }, `at ${momentText(terms.expires)}`),
    'When this was written, nobody had approved it.',
    '',
    ...section('What matters most', [...originLines(subject), ...(subject.first ?? []).map(lossLine)]),
    'What would be done',
    ...done,
    '',
    'What is lost, or cannot be undone',
    ...list(subject.lost.map(lossLine)),
    '',
    'Whom it concerns',
    ...list([
      ...subject.agents.map(
        (agent) => `agent ${quoted(agent)}${isAsker(subject, agent) ? ', which asks' : ''}`,
      ),
      ...subject.lineages.map((lineage) => `lineage ${quoted(lineage)}`),
    ]),
    '',
    'Why you are asked',
    ...list([`requests of the class ${named(subject.class)} wait`, ...(subject.rules ?? []).map(line)]),
    '',
    ...section('What else the guard knows', subject.evidence.map(line)),
    ...theirs(passedHeading(subject), passed),
    ...theirs(
      `NOT CHECKED: the reason, in the words of ${named(subject.requester.name)}`,
      reasonLines(subject),
    ),
    ...wordsLine(subject, passed.length > 0),
    'Fingerprints, for those who compare them',
    ...[...digests, ...(subject.digests ?? []).map(line), ...wordsDigest(subject)].map((one) => `  ${one}`),
    `  the policies that decided: ${subject.policy}`,
    `  the state that was looked at: ${terms.precondition}`,
    '',
  ].join('\n');
  return {
    title,
    targets: shortened(targets),
    shown,
    digest: hashText(shown),
    untrusted: untrustedOf(subject),
  };
}

/** What an agent asks for, no person has. */
function originLines({ requester }: ApprovalSubject): readonly string[] {
  return requester.kind === 'agent'
    ? [`it comes from the agent ${quoted(requester.name)}; the guard knows of no person who has asked for it`]
    : [];
}

function isAsker({ requester }: ApprovalSubject, agent: string): boolean {
  return requester.kind === 'agent' && requester.name === agent;
}

function passedHeading({ requester }: ApprovalSubject): string {
  return requester.kind === 'agent'
    ? 'NOT CHECKED: chosen by the agent, and passed to the tool. None of it is known to be true'
    : 'NOT CHECKED: passed to the tool by whoever asks';
}

function reasonLines({ requester, reason }: ApprovalSubject): readonly string[] {
  return reason === undefined ? [] : [`${named(requester.name)} says: ${quoted(reason)}`];
}

function lossLine(loss: string | Loss): string {
  if (typeof loss === 'string') return line(loss);
  const { what, of, after } = loss;
  return `${line(what)} ${quoted(of)}${after === undefined ? '' : line(after)}`;
}

function list(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing that is known'] : lines.map((one) => `  ${one}`);
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...list(lines), ''];
}

function theirs(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((one) => `${THEIRS}${one.trimStart()}`), ''];
}

/** A stop is shown as far as it can be. */
function effectLines({ effect, intent }: ApprovalSubject): Done {
  const all = doneBy(effect);
  const { done, passed } = all;
  const lines = done.length + passed.length;
  if (lines <= MOST_LINES) return all;
  if (intent === 'grant')
    throw new RangeError(`it has ${lines} members; a person is shown at most ${MOST_LINES}`);
  const shown = [...done, ...passed].slice(0, MOST_LINES);
  return {
    ...all,
    done: [...shown, `  and ${lines - MOST_LINES} members more, ${hashOf(effect)} in all`],
    passed: [],
  };
}

function shortened(targets: readonly string[]): readonly string[] {
  const more = targets.length - MOST_TARGETS;
  return more <= 0 ? targets : [...targets.slice(0, MOST_TARGETS), `and ${more} more`];
}

function hasWords({ untrusted }: ApprovalSubject): boolean {
  return untrusted !== undefined && untrusted !== '';
}

function wordsLine(subject: ApprovalSubject, hasPassed: boolean): readonly string[] {
  const { untrusted = '', requester, reason } = subject;
  if (hasWords(subject))
    return [`The agent adds words that you do not sign: ${untrusted.length} characters.`, ''];
  if (requester.kind === 'agent')
    return [`The agent gave no reason${hasPassed ? ' but what it passes to the tool' : ''}.`, ''];
  return reason === undefined ? [`${named(requester.name)} gave no reason.`, ''] : [];
}

function wordsDigest(subject: ApprovalSubject): readonly string[] {
  if (subject.requester.kind === 'person' && !hasWords(subject)) return [];
  return [`the words that you do not sign: ${hashText((subject.untrusted ?? '').toWellFormed())}`];
}

/** The agent's own words, then what was too long to be shown in whole. */
function untrustedOf(subject: ApprovalSubject): string | undefined {
  const { untrusted = '', effect } = subject;
  const long: string[] = [];
  const walk = (value: Json, path: string): void => {
    if (typeof value === 'string' && isCut(value)) long.push(`${path}:\n${value}`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) walk(member, `${path}/${key}`);
  };
  walk(effect, '');
  const all = [...(hasWords(subject) ? [untrusted] : []), ...long].join('\n\n');
  return all === '' ? undefined : all.toWellFormed();
}
