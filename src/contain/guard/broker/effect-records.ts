/** What the log says of an effect and of what was decided on it. */
import { hash } from 'node:crypto';
import { canonical, type Json } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import { type SaltedPayload, saltPayload } from '../../../notary/records/payloads.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Decision } from '../decide.ts';
import type { Effect } from '../effect.ts';
import type { Parties, Party } from '../situation.ts';
import type { Observation } from './domain.ts';

export type IntentSaying = Extract<Saying, { kind: 'intent' }>;

const MOST_IN_A_LIST = 64;
const MOST_RECORD_BYTES = 48 * 1024;
const MOST_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** A text that is none of ours, cut to what a record takes. */
export function clipped(text: string, most: number): string {
  return text.toWellFormed().slice(0, most).toWellFormed();
}

const named = (text: string) => clipped(text, 200) || '(empty)';

/** Undefined where a record has no room for it: who asks for so much at once is refused. */
export function intentSaying(
  id: string,
  effect: Effect,
  parties: Parties,
  schema: Hash | null,
  args: SaltedPayload,
): IntentSaying | undefined {
  const { upstream, tool, count, digest, subjects, resources } = effect;
  if (subjects.length > MOST_IN_A_LIST || resources.length > MOST_IN_A_LIST) return undefined;
  if (subjects.some((subject) => subject.length > 200) || resources.some(({ name }) => name.length > 4096))
    return undefined;
  const body: IntentSaying['body'] = {
    id,
    effect: effect.class,
    upstream,
    tool: named(tool),
    resources: resources.map(({ kind, access, name }) => ({ kind, access, name })),
    subject: subjects.map((subject) => partyOf(subject, parties.get(subject))),
    count,
    args_digest: digest,
    args: args.reference,
    schema_digest: schema,
    parents: [],
  };
  return Buffer.byteLength(canonical(body)) > MOST_RECORD_BYTES ? undefined : { kind: 'intent', body };
}

export function partyOf(id: string, party: Party | undefined): IntentSaying['body']['subject'][number] {
  return {
    id: named(id),
    family: party?.family ?? null,
    provider: null,
    weights: party?.weights?.[0] ?? null,
    prompt: party?.prompts?.[0] ?? null,
    deployment: null,
  };
}

/** Of a call from which no effect can be read. */
export function unreadIntent(
  id: string,
  tool: string,
  upstream: string | null,
  digest: Hash,
  args: SaltedPayload,
): IntentSaying {
  const none = { resources: [], subject: [], count: 0, parents: [] };
  return {
    kind: 'intent',
    body: {
      ...{ id, effect: 'other', upstream, tool: named(tool), ...none },
      ...{ args_digest: digest, args: args.reference, schema_digest: null },
    },
  };
}

const verdicts = { permit: 'allow', deny: 'deny', escalate: 'escalate' } as const;

export function decisionSaying(
  of: string,
  { decision, layer, reasons, errors }: Verdict,
  policies: Hash,
  applied: boolean,
): Saying {
  return {
    kind: 'decision',
    body: {
      of,
      verdict: verdicts[decision],
      applied,
      layer,
      policy_digest: policies,
      reasons: reasons.slice(0, MOST_REASONS).map((reason) => ({
        layer: reason.layer,
        rule: named(reason.rule),
        decision: verdicts[reason.decision],
        text: clipped(reason.text, 400),
      })),
      errors: errors.slice(0, MOST_REASONS).map((error) => clipped(error, 400)),
    },
  };
}

const MOST_REASONS = 32;

export type Verdict = Pick<Decision, 'decision' | 'layer' | 'reasons' | 'errors' | 'record'>;

/** What is refused before the layers are asked. */
export function refusedByChannel(rule: string, text: string): Verdict {
  const reason = { layer: 'channel', rule, decision: 'deny', text } as const;
  return { decision: 'deny', layer: 'channel', reasons: [reason], errors: [], record: 'log' };
}

/** What is too large to be kept is represented by what it was. */
export function payloadOf(value: Json): SaltedPayload {
  const content = Buffer.from(canonical(value));
  return saltPayload(
    content.length <= MOST_PAYLOAD_BYTES
      ? content
      : Buffer.from(
          canonical({ 'too large to be kept': content.length, sha256: hash('sha256', content, 'hex') }),
        ),
  );
}

/**
 * `of`: the intent, null of a state that no effect stands behind. One that is not as it should be is an effect that has
 * no intent: the log is not complete. `resource`: where the observation names none.
 */
export function observationSaying(
  of: string | null,
  { result, probe, evidence, resource: seenAt }: Observation,
  resource = probe,
): { readonly saying: Saying; readonly payload: SaltedPayload | undefined } {
  const payload = evidence === null ? undefined : payloadOf(evidence);
  const saying: Saying = {
    kind: 'observation',
    body: {
      of,
      seen: of === null && result !== 'contradicted' ? 'state' : 'effect',
      probe: named(probe),
      resource: clipped(seenAt ?? resource, 4096),
      result,
      evidence: payload?.reference ?? null,
    },
  };
  return { saying, payload };
}
