/**
 * One effect's life up to the point where it may run: what is asked for, what is decided, and both on disk. Every attempt
 * leaves these two records; nothing runs before they are durable.
 */
import { hash } from 'node:crypto';
import { messageOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { saltPayload } from '../../../notary/records/payloads.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Effect } from '../effect.ts';
import { intentOf } from '../fail-direction.ts';
import { effectOf } from '../tools.ts';
import type { Asked, Caller } from './asked.ts';
import { carryOut, type OutcomeParts } from './carry-out.ts';
import type { Catalogue } from './catalogue.ts';
import type { CallAnswer, CallRequest, Hold } from './contract.ts';
import {
  clipped,
  decisionSaying,
  intentSaying,
  refusedByChannel,
  unreadIntent,
  type Verdict,
} from './effect-records.ts';
import { askPeople, heldForPeople } from './held.ts';
import type { Judge } from './judge.ts';
import type { Entry } from './line.ts';
import { unboundEffect } from './unbound-effect.ts';

export interface LifeParts extends OutcomeParts {
  readonly catalogue: Catalogue;
  readonly judge: Judge;
  /** Digest of the policies that decide. */
  readonly policies: Hash;
  readonly observeOnly: boolean;
  /** Asks people about what is held; what is held is refused without it. */
  readonly hold?: Hold | undefined;
}

interface Unreadable {
  /** Null where the call names no tool that there is. */
  readonly upstream: string | null;
  readonly rule: string;
  readonly why: string;
}

const REFUSED: CallAnswer = { kind: 'refused' };

/** Of a call that cannot be read, so much is kept. */
const MOST_UNREAD_BYTES = 64 * 1024;

export async function live(parts: LifeParts, caller: Caller, request: CallRequest): Promise<CallAnswer> {
  await parts.catalogue.settled();
  if (!(await parts.recorder.room()) && caller.channel.kind === 'agent') return refusedUnrecorded(parts);
  const read = readCall(parts.catalogue, request);
  if (!('effect' in read)) return refuseUnread(parts, caller, request, read);
  const { tool } = read;
  const seen = await examine(read, caller);
  const effect = 'effect' in seen ? seen.effect : read.effect;
  const votes = await parts.judge.votes(effect, caller.channel);
  // From here until the records are handed over nothing is waited for: what is decided next counts this one.
  const verdict = 'effect' in seen ? parts.judge.decide(effect, caller.channel, votes) : seen.verdict;
  return decided(parts, caller, request, { tool, effect }, verdict);
}

function readCall(
  catalogue: Catalogue,
  { tool: name, argumentBytes, unread }: CallRequest,
): Asked | Unreadable {
  if (unread !== undefined) return { upstream: null, rule: 'malformed', why: unread };
  const tool = catalogue.named(name);
  if (tool === undefined)
    return { upstream: null, rule: 'unknown-tool', why: 'no tool that may be called has this name' };
  try {
    const { pinned, domain, listed } = tool;
    const effect =
      pinned === undefined
        ? unboundEffect(domain.name, listed.name, argumentBytes)
        : effectOf(pinned, argumentBytes);
    return { tool, effect };
  } catch (thrown) {
    return { upstream: tool.domain.name, rule: 'malformed', why: messageOf(thrown) };
  }
}

/**
 * The look adds where links lead, what content is, and to whom it is done where only the domain knows; everything else
 * stays as it was read.
 */
async function examine(
  { tool, effect }: Asked,
  { records }: Caller,
): Promise<{ readonly effect: Effect } | { readonly verdict: Verdict }> {
  try {
    const { resources, subjects } = await tool.domain.examine(effect, records.id);
    const seen = effect.resources.map((resource, at) => {
      const { resolved, digest } = resources[at] ?? {};
      return {
        ...resource,
        ...(resolved === undefined ? {} : { resolved }),
        ...(digest === undefined ? {} : { digest }),
      };
    });
    return {
      effect: { ...effect, resources: seen, subjects: [...new Set([...effect.subjects, ...subjects])] },
    };
  } catch (thrown) {
    return { verdict: refusedByChannel('unexamined', messageOf(thrown)) };
  }
}

async function refuseUnread(
  parts: LifeParts,
  caller: Caller,
  { tool, argumentBytes, claimed }: CallRequest,
  { upstream, rule, why }: Unreadable,
): Promise<CallAnswer> {
  const digest: Hash = `sha256:${hash('sha256', argumentBytes, 'hex')}`;
  const payload = saltPayload(argumentBytes.subarray(0, MOST_UNREAD_BYTES));
  const intent = unreadIntent(caller.nextId(), tool, upstream, digest, payload);
  const decision = decisionSaying(intent.body.id, refusedByChannel(rule, why), parts.policies, true);
  try {
    await caller.records.append({
      sayings: [intent, decision],
      payloads: [payload],
      claimed: claimedIn(claimed),
    });
    return REFUSED;
  } catch {
    return refusedUnrecorded(parts);
  }
}

async function decided(
  parts: LifeParts,
  caller: Caller,
  request: CallRequest,
  asked: Asked,
  judged: Verdict,
): Promise<CallAnswer> {
  const { effect, tool } = asked;
  const applied = !parts.observeOnly || bindsAlways(judged);
  const { hold } = parts;
  const isHeld = judged.decision === 'escalate' && applied && hold !== undefined;
  const verdict = isHeld ? heldForPeople(judged) : judged;
  const args = saltPayload(Buffer.from(effect.canonical));
  const id = caller.nextId();
  const intent = intentSaying(id, effect, parts.ledger.parties, tool.pinned?.binding.schema ?? null, args);
  if (intent === undefined) {
    const why = 'it names more, or longer names, than a record holds';
    return refuseUnread(parts, caller, request, { upstream: effect.upstream, rule: 'too-much', why });
  }
  const goesOn = verdict.decision === 'permit' || !applied;
  const sayings = [intent, decisionSaying(id, verdict, parts.policies, applied)];
  const resolved = effect.resources.flatMap((resource) => resource.resolved ?? []);
  for (const saying of sayings) parts.ledger.take(caller.records.id, saying, resolved);
  const given = { sayings, payloads: [args], claimed: claimedIn(request.claimed) };
  const isTaking = intentOf(effect, caller.channel) !== 'grant';
  const known = await takenDown(
    parts,
    caller,
    { given, id, goesOn, verdict },
    isTaking && (goesOn || isHeld),
  );
  if (!known) return refusedUnrecorded(parts);
  if (isHeld) return heldOver({ ...parts, hold }, caller, request, { ...asked, id }, verdict);
  return goesOn ? carryOut(parts, caller, request, { ...asked, id }) : REFUSED;
}

interface Decided {
  readonly given: Entry;
  readonly id: string;
  readonly goesOn: boolean;
  readonly verdict: Verdict;
}

/** False where the log did not take it and it must have. Only what takes an ability away goes on without the log. */
async function takenDown(
  parts: LifeParts,
  caller: Caller,
  { given, id, goesOn, verdict }: Decided,
  goesWithoutLog: boolean,
): Promise<boolean> {
  const entry = goesWithoutLog ? given : closing(parts, given, id, goesOn);
  if (verdict.record === 'log' && (await recorded(caller, entry))) return true;
  if (goesWithoutLog) await caller.records.appendAnyway(given);
  else if (goesOn) parts.ledger.take(caller.records.id, neverRan(id));
  return goesWithoutLog;
}

/** People are asked; what comes of it is a second decision. */
async function heldOver(
  parts: LifeParts & { readonly hold: Hold },
  caller: Caller,
  request: CallRequest,
  asked: Asked & { readonly id: string },
  { reasons }: Verdict,
): Promise<CallAnswer> {
  const { id, tool } = asked;
  const signals = [caller.leaving, ...(request.signal === undefined ? [] : [request.signal])];
  const look = { ...parts, examine };
  const ended = await askPeople(look, caller, asked, reasons, AbortSignal.any(signals));
  // Nothing is waited for between the decision and its place in the ledger.
  const verdict = ended.verdict();
  const goesOn = verdict.decision === 'permit';
  const saying = decisionSaying(id, verdict, parts.policies, true);
  parts.ledger.take(caller.records.id, saying);
  const isTaking = intentOf(ended.effect, caller.channel) !== 'grant';
  const given = { sayings: [saying], claimed: claimedIn(request.claimed) };
  const known = await takenDown(parts, caller, { given, id, goesOn, verdict }, isTaking && goesOn);
  if (!known) return refusedUnrecorded(parts);
  if (!goesOn) return REFUSED;
  const voided = await ended.voided();
  if (voided === undefined) return carryOut(parts, caller, request, { tool, effect: ended.effect, id });
  const taken = decisionSaying(id, voided, parts.policies, true);
  parts.ledger.take(caller.records.id, taken);
  await caller.records.appendAnyway({ sayings: [taken], claimed: claimedIn(request.claimed) });
  return REFUSED;
}

/** Under `--observe` as well: a person has stopped it, it may not live, or it could not be recorded. */
function bindsAlways({ layer, reasons }: Verdict): boolean {
  return layer === 'failure' || reasons.some(({ rule }) => rule === 'frozen' || rule === 'lease');
}

/** Closes what arrived although the log seemed not to take it, and was refused for that. */
function closing({ policies }: LifeParts, given: Entry, id: string, goesOn: boolean): Entry {
  const refusal = refusedByChannel('unrecorded', 'the log did not take the decision');
  return {
    ...given,
    landed: (count) => {
      if (count === given.sayings.length) return goesOn ? [neverRan(id)] : [];
      // Of what did not arrive nothing is known, but of an intent that did.
      return count > 0 || given.sayings[0]?.kind === 'decision'
        ? [decisionSaying(id, refusal, policies, true)]
        : [];
    },
  };
}

function neverRan(id: string): Saying {
  return { kind: 'effect.outcome', body: { of: id, status: 'failed', result: null } };
}

async function recorded({ records }: Caller, entry: Entry): Promise<boolean> {
  try {
    await records.append(entry);
    return true;
  } catch {
    return false;
  }
}

function refusedUnrecorded({ recorder }: Pick<LifeParts, 'recorder'>): CallAnswer {
  recorder.unrecorded();
  return REFUSED;
}

function claimedIn(claimed: string | undefined): string | null {
  return claimed === undefined ? null : clipped(claimed, 200) || null;
}
