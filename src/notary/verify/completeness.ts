/**
 * What a log shows of being complete: numbers without gaps in every channel, everything that speaks of something after
 * what it speaks of, every intent closed, heartbeats at their time. What never reached the log leaves no other trace.
 */
import { opensFor } from '../records/kinds.ts';
import type { LogRecord } from '../records/record.ts';

export type CompletenessCode =
  | 'numbers-missing'
  | 'number-repeated'
  | 'channel-not-opened'
  | 'records-lost'
  | 'speaks-of-nothing'
  | 'intent-undecided'
  | 'intent-open'
  | 'refused-done'
  | 'boot-missing'
  | 'heartbeat-missing'
  | 'payload-missing';

export interface CompletenessFinding {
  readonly code: CompletenessCode;
  /** A clause without a full stop. */
  readonly what: string;
}

export interface CompletenessCheck {
  /** Every record in order, with its index. */
  take(record: LogRecord, at: number): void;
  end(): readonly CompletenessFinding[];
}

/** Heartbeats may come so many times later than they should before one is said to be missing. */
const LATE = 3;

interface Intent {
  readonly at: number;
  state: 'undecided' | 'allowed' | 'refused' | 'done';
}

export function completenessCheck(): CompletenessCheck {
  const findings: CompletenessFinding[] = [];
  const find = (code: CompletenessCode, what: string) => findings.push({ code, what });
  const numbers = new Map<string, number>();
  /** Numbers that a gap record says are lost: they are told once, and are then accounted for. */
  const lost = new Map<string, { from: number; to: number }[]>();
  const opened = new Map<string, Set<string>>();
  const intents = new Map<string, Intent>();
  let epoch = 0;
  let ownChannel = '';
  let heartbeatUs = 0;
  let lastOwn: { at: number; us: number } | undefined;

  function number({ channel, channel_seq: seq, kind }: LogRecord, at: number): void {
    const last = numbers.get(channel);
    if (last === undefined && kind !== 'channel.open' && kind !== 'boot')
      find('channel-not-opened', `channel ${channel} begins at entry ${at} without being opened`);
    const expected = (last ?? 0) + 1;
    if (seq < expected)
      find('number-repeated', `entry ${at} has the number ${seq} of channel ${channel} again`);
    if (seq > expected) gaps.push({ channel, from: expected, to: seq - 1, at });
    numbers.set(channel, Math.max(seq, last ?? 0));
  }
  const gaps: { channel: string; from: number; to: number; at: number }[] = [];

  function own(record: LogRecord, at: number): void {
    if (record.kind === 'boot') {
      epoch = record.epoch;
      ownChannel = `notary/${epoch}`;
      heartbeatUs = record.body.heartbeat_ms * 1000;
      lastOwn = undefined;
    }
    if (record.epoch !== epoch)
      find('boot-missing', `entry ${at} is of epoch ${record.epoch}, whose start is not in the log`);
    if (record.channel !== ownChannel) return;
    if (lastOwn !== undefined && record.mono_us - lastOwn.us > LATE * heartbeatUs)
      find('heartbeat-missing', `the notary said nothing between entries ${lastOwn.at} and ${at}`);
    lastOwn = { at, us: record.mono_us };
  }

  function speaks(record: LogRecord, at: number): void {
    const { kind, body } = record;
    if ('id' in body) {
      const ids = opened.get(kind) ?? new Set();
      opened.set(kind, ids.add(body.id));
    }
    const opens = opensFor[kind];
    if (
      opens === undefined ||
      !('of' in body) ||
      (kind === 'observation' && body.of === null && body.seen === 'state')
    )
      return;
    if (body.of === null || !opened.get(opens)?.has(body.of))
      find(
        'speaks-of-nothing',
        `entry ${at} (${kind}) speaks of ${opens} ${body.of ?? '(none)'}, which is not before it`,
      );
  }

  function effect({ kind, body }: LogRecord, at: number): void {
    if (kind === 'intent') intents.set(body.id, { at, state: 'undecided' });
    const intent = kind === 'decision' || kind === 'effect.outcome' ? intents.get(body.of) : undefined;
    if (intent === undefined) return;
    if (kind === 'decision') intent.state = body.verdict === 'allow' || !body.applied ? 'allowed' : 'refused';
    if (kind !== 'effect.outcome') return;
    if (intent.state === 'undecided')
      find('intent-undecided', `entry ${at} is the outcome of an intent that nothing decided on`);
    if (intent.state === 'refused')
      find('refused-done', `entry ${at} is the outcome of an intent that was refused or held`);
    intent.state = 'done';
  }

  return {
    take(record, at) {
      own(record, at);
      number(record, at);
      speaks(record, at);
      effect(record, at);
      if (record.kind !== 'gap' || record.body.reason === 'torn-write') return;
      const { channel, from, to } = record.body;
      lost.set(channel, [...(lost.get(channel) ?? []), { from, to }]);
      find(
        'records-lost',
        `entry ${at} says that the numbers ${from} to ${to} of channel ${channel} were lost`,
      );
    },
    end() {
      for (const { channel, from, to, at } of gaps) {
        const told = lost.get(channel)?.some((gap) => gap.from <= from && to <= gap.to) ?? false;
        if (!told)
          find(
            'numbers-missing',
            `the numbers ${from} to ${to} of channel ${channel} are missing before entry ${at}`,
          );
      }
      for (const { at, state } of intents.values())
        if (state === 'undecided' || state === 'allowed')
          find(
            'intent-open',
            `the intent of entry ${at} has no ${state === 'allowed' ? 'outcome' : 'decision'}`,
          );
      return findings;
    },
  };
}
