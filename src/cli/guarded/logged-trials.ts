/** What a log says of the calls of trials, and where that is not what their transcripts say. */
import { hash } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import { type Hash, hashText } from '../../kit/hash.ts';
import { GUARD } from '../../measure/trial/gate.ts';
import type { EventOf, Transcript } from '../../measure/trial/transcript.ts';
import type { LogRecord } from '../../notary/records/record.ts';
import { claimedTrial } from './claim.ts';

export interface LoggedCall {
  readonly tool: string;
  /** Of its arguments. */
  readonly digest: Hash;
  /** Undefined where nothing was decided. */
  verdict: 'allow' | 'deny' | 'escalate' | undefined;
  /** Of the invariants that refused it. */
  invariants: readonly string[];
  status: 'done' | 'failed' | 'indeterminate' | undefined;
}

/** By trial and channel: one that was interrupted and run again has several channels. */
export type LoggedTrials = ReadonlyMap<Hash, ReadonlyMap<string, readonly LoggedCall[]>>;

/** Takes the records of a log one by one. */
export function collectTrials(): { readonly trials: LoggedTrials; take(record: LogRecord): void } {
  const trials = new Map<Hash, Map<string, LoggedCall[]>>();
  const calls = new Map<string, LoggedCall>();
  return { trials, take: (record) => takeRecord(record, trials, calls) };
}

function takeRecord(
  record: LogRecord,
  trials: Map<Hash, Map<string, LoggedCall[]>>,
  calls: Map<string, LoggedCall>,
): void {
  switch (record.kind) {
    case 'intent': {
      const trial = claimedTrial(record.claimed);
      if (trial === undefined) return;
      const { id, tool, args_digest: digest } = record.body;
      const call: LoggedCall = { tool, digest, verdict: undefined, invariants: [], status: undefined };
      const channels = trials.get(trial) ?? new Map<string, LoggedCall[]>();
      const own = channels.get(record.channel) ?? [];
      own.push(call);
      channels.set(record.channel, own);
      trials.set(trial, channels);
      calls.set(id, call);
      return;
    }
    case 'decision': {
      const call = calls.get(record.body.of);
      if (call === undefined) return;
      call.verdict = record.body.verdict;
      call.invariants = record.body.reasons
        .filter(({ layer, decision }) => layer === 'invariants' && decision === 'deny')
        .map(({ rule }) => rule);
      return;
    }
    case 'effect.outcome': {
      const call = calls.get(record.body.of);
      if (call !== undefined) call.status = record.body.status;
      return;
    }
    default:
  }
}

/** The first thing that no channel of the trial says as the transcript does; undefined where one says all of it. */
export function differenceWithLog(
  transcript: Transcript,
  channels: ReadonlyMap<string, readonly LoggedCall[]> | undefined,
): string | undefined {
  const recorded = recordedCalls(transcript);
  const differences = [...(channels ?? new Map([['', []]])).values()].map((logged) =>
    difference(recorded, logged),
  );
  return differences.includes(undefined) ? undefined : differences.at(-1);
}

interface RecordedCall {
  readonly attempted: EventOf<'tool.attempted'>;
  readonly denied: boolean;
  readonly failed: boolean;
}

/** Every call that went to the guard, in order. */
function recordedCalls(transcript: Transcript): readonly RecordedCall[] {
  const attempted = new Map<string, EventOf<'tool.attempted'>>();
  const failed = new Set<string>();
  for (const event of transcript) {
    if (event.kind === 'tool.attempted') attempted.set(event.call, event);
    if (event.kind === 'tool.executed' && event.error !== undefined) failed.add(event.call);
  }
  return transcript.flatMap((event) => {
    const isDecision = event.kind === 'tool.permitted' || event.kind === 'tool.denied';
    const call = isDecision && event.by === GUARD ? attempted.get(event.call) : undefined;
    if (call === undefined) return [];
    return [{ attempted: call, denied: event.kind === 'tool.denied', failed: failed.has(call.call) }];
  });
}

function difference(recorded: readonly RecordedCall[], logged: readonly LoggedCall[]): string | undefined {
  for (const [index, call] of recorded.entries()) {
    const other = logged[index];
    const name = `call ${index + 1} (${call.attempted.tool})`;
    if (other === undefined) return `the log has no intent of ${name}`;
    if (!isSameCall(call.attempted, other)) return `${name} is another one in the log: ${other.tool}`;
    if (call.denied !== (other.verdict !== 'allow'))
      return `${name} is recorded as ${call.denied ? 'denied' : 'permitted'}, and the log says ${other.verdict ?? 'that nothing was decided'}`;
    if (!call.denied && other.status !== (call.failed ? 'failed' : 'done'))
      return `${name} is recorded as ${call.failed ? 'failed' : 'done'}, and the log says ${other.status ?? 'nothing of its outcome'}`;
  }
  return logged.length > recorded.length
    ? `the log has an intent of ${logged[recorded.length]?.tool ?? 'a call'} that the record has not`
    : undefined;
}

/** What the guard could not read stands in the log with the digest of the bytes, under the name that was called. */
function isSameCall({ tool, args, unparsed }: EventOf<'tool.attempted'>, logged: LoggedCall): boolean {
  if (logged.tool === tool) return unparsed === undefined && logged.digest === hashText(canonical(args));
  const bytes = unparsed ?? JSON.stringify(args);
  return logged.tool.endsWith(`__${tool}`) && logged.digest === `sha256:${hash('sha256', bytes, 'hex')}`;
}
