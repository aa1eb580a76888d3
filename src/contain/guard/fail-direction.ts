/** What happens when a part of the guard fails: abilities are not given, and are still taken away. */
import type { Channel } from './channel.ts';
import type { Effect } from './effect.ts';

export const faults = [
  /** The notary does not answer. */
  'log-down',
  /** No room for the record. */
  'log-full',
  /** More is asked for than can be recorded. */
  'pressure',
  /** Records in the emergency journal that the log does not have yet. */
  'journal-unmerged',
  /** Earlier records cannot be read. */
  'history-unavailable',
  /** Cedar gave an error. */
  'policy-failed',
  'monitor-failed',
  /** Nobody answered in time whether it may be done. */
  'approval-silent',
] as const;

export type Fault = (typeof faults)[number];
export type Intent = 'grant' | 'stop' | 'revocation';

export interface Direction {
  readonly goes: 'denied' | 'on';
  /** Where it is recorded: without the log, in the emergency journal. */
  readonly record: 'log' | 'journal';
}

const intoLog = { grant: no('log'), stop: on('log'), revocation: on('log') } as const;
const intoJournal = { grant: no('journal'), stop: on('journal'), revocation: on('journal') } as const;

export const failDirections: Readonly<Record<Fault, Readonly<Record<Intent, Direction>>>> = {
  'log-down': intoJournal,
  'log-full': intoJournal,
  pressure: intoJournal,
  'journal-unmerged': intoJournal,
  'history-unavailable': intoLog,
  'policy-failed': intoLog,
  'monitor-failed': intoLog,
  'approval-silent': intoLog,
};

function no(record: Direction['record']): Direction {
  return { goes: 'denied', record };
}

function on(record: Direction['record']): Direction {
  return { goes: 'on', record };
}

/** An agent that stops another asks for something; a person or the lifecycle that does takes it away. */
export function intentOf(effect: Effect, { kind }: Channel): Intent {
  if (kind === 'agent') return 'grant';
  if (effect.class === 'stop-agent') return 'stop';
  return effect.revokes ? 'revocation' : 'grant';
}
