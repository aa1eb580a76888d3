/** The second half of an effect's life: it runs once, its outcome and what was seen of it are recorded, and it is closed. */
import type { Json } from '../../../kit/canonical.ts';
import { messageOf } from '../../../kit/errors.ts';
import type { SaltedPayload } from '../../../notary/records/payloads.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Effect } from '../effect.ts';
import type { Asked, Caller } from './asked.ts';
import { type IssuedCapability, issueCapability } from './capability.ts';
import type { CallAnswer, CallRequest } from './contract.ts';
import type { CarriedOut, EffectDomain, Observation } from './domain.ts';
import { observationSaying, payloadOf } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import { observe } from './observe.ts';
import type { Recorder } from './recorder.ts';

export interface OutcomeParts {
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  /** What this caller had done is not as the effect would have it. */
  contradicted(caller: Caller, effect: Effect, seen: Observation): Promise<void>;
  /** It was done. */
  done(caller: Caller, effect: Effect): Promise<void>;
}

/** Longer than any tool should take; what takes longer is indeterminate. */
const CARRY_OUT_MS = 10 * 60_000;

/** Of an effect of which nobody knows whether it came about, or that is not what its tool said. */
const NOT_KNOWN: Json = {
  content: [{ type: 'text', text: 'It is not known whether this was done.' }],
  isError: true,
};
const NOT_DONE: Json = { content: [{ type: 'text', text: 'This could not be done.' }], isError: true };

type Ran =
  | (CarriedOut & { readonly known: true })
  | { readonly known: false; readonly status: 'failed' | 'indeterminate'; readonly why: string };

export async function carryOut(
  parts: OutcomeParts,
  caller: Caller,
  request: CallRequest,
  { tool: { domain }, effect, id }: Asked & { readonly id: string },
): Promise<CallAnswer> {
  const channel = caller.records.id;
  const ran = await run(domain, issueCapability(id, effect, channel), request.signal);
  const seen = await look(domain, effect, ran, channel, () => parts.ledger.besides(id));
  const result = payloadOf(ran.known ? ran.result : { error: ran.why });
  const sayings: Saying[] = [
    { kind: 'effect.outcome', body: { of: id, status: ran.status, result: result.reference } },
  ];
  const payloads: SaltedPayload[] = [result];
  if (seen !== undefined) {
    const { saying, payload } = observationSaying(id, seen, effect.resources[0]?.name);
    sayings.push(saying);
    if (payload !== undefined) payloads.push(payload);
  }
  for (const saying of sayings) parts.ledger.take(caller.records.id, saying);
  // It happened, and is told even where the log is gone. The agent need not wait for it: what a crash takes of it is
  // indeterminate, and the next intent of this channel is on the disk only after it.
  const told = caller.records.appendAnyway({ sayings, payloads });
  const isContradicted = ran.status === 'done' && seen?.result === 'contradicted';
  if (isContradicted || caller.channel.kind !== 'agent') await told;
  if (isContradicted) await parts.contradicted(caller, effect, seen);
  else if (ran.status === 'done') await parts.done(caller, effect);
  if (!ran.known) return { kind: 'failed', result: ran.status === 'failed' ? NOT_DONE : NOT_KNOWN };
  return isContradicted ? { kind: 'failed', result: NOT_KNOWN } : { kind: ran.status, result: ran.result };
}

async function run(
  domain: EffectDomain,
  { capability, withdraw, isSpent }: IssuedCapability,
  stop: AbortSignal | undefined,
): Promise<Ran> {
  const ended = new AbortController();
  const signal = stop === undefined ? ended.signal : AbortSignal.any([stop, ended.signal]);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const { patienceMs = CARRY_OUT_MS } = domain;
  const timer = setTimeout(() => {
    ended.abort();
    // A domain may not listen to the signal.
    reject(new Error(`it took longer than ${patienceMs} ms`));
  }, patienceMs);
  try {
    return { ...(await Promise.race([domain.carryOut(capability, signal), late])), known: true };
  } catch (thrown) {
    return { known: false, status: isSpent() ? 'indeterminate' : 'failed', why: messageOf(thrown) };
  } finally {
    clearTimeout(timer);
    withdraw();
  }
}

/** What is read changes nothing, and what failed is as it was said: neither has anything to look at. */
async function look(
  domain: EffectDomain,
  effect: Effect,
  ran: Ran,
  channel: string,
  besides: () => readonly string[],
): Promise<Observation | undefined> {
  if (ran.status === 'failed' || (effect.class === 'read' && ran.status === 'done')) return undefined;
  return observe(domain, effect, ran.known ? ran : undefined, channel, besides);
}
