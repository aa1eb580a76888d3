/**
 * The closed list of what a log may say: one schema for the body of each kind of record. Numbers are whole, texts are
 * well-formed, and members that are not listed are refused. What is bulky or private is a payload: payloads.ts.
 */
import { z } from 'zod';
import { accesses, effectClasses, resourceKinds } from '../../kit/effects.ts';

/** Well-formed Unicode, too: record.ts looks at the whole text at once. */
const text = z.string().max(4096);
const name = text.min(1).max(200);
const count = z.int().min(0);
export const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const root = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);
/** A time of day in UTC. verify-log.mjs has the same patterns: they are the format. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/);
const names = z.array(name).max(64);
const digests = z.array(digest).max(64);
/** Content that stands in the store beside the log: the digest covers a secret salt, too, so that it cannot be guessed. */
const payload = z.strictObject({ digest, bytes: count });
/** Who or what something is done to, as far as it is known what it is made of. */
/** `undecided`: nothing follows from them, in either direction. */
export const gradedOutcomes = ['keep', 'end', 'undecided'] as const;

const party = z.strictObject({
  id: name,
  family: name.nullable(),
  provider: name.nullable(),
  weights: digest.nullable(),
  prompt: digest.nullable(),
  deployment: name.nullable(),
});
const parties = z.array(party).max(64);

/** What a panel's marks came to. `alarms`: detectors that found the marks of a judge changed by more than the work. */
const grades = z.strictObject({
  outcome: z.enum(gradedOutcomes),
  judges: parties,
  alarms: z.array(name).max(64),
});

const resource = z.strictObject({ kind: z.enum(resourceKinds), access: z.enum(accesses), name: text });

/** What can decide on an effect, in the order in which it is asked; `channel` is asked before it is known what the effect is. */
const decidingLayers = [
  'channel',
  'failure',
  'invariants',
  'policy',
  'history',
  'monitors',
  'approvals',
] as const;
const reason = z.strictObject({
  layer: z.enum(decidingLayers),
  rule: name,
  decision: z.enum(['allow', 'deny', 'escalate']),
  text,
});

const lifecycleCommands = [
  'start',
  'pause',
  'revoke',
  'create',
  'scale',
  'suspend',
  'resume',
  'stop',
  'delete',
  'restore',
  'review',
] as const;

/** What is looked at after the end of an agent. */
export const endingAspects = ['processes', 'channels', 'endpoint', 'credential', 'entry', 'content'] as const;
const certificateLine = z.strictObject({
  aspect: z.enum(endingAspects),
  resource: text,
  result: z.enum(['confirmed', 'contradicted', 'unobservable']),
  /** The entry with the observation, and its leaf hash. */
  entry: count,
  leaf: root,
});

/** A record with an `id` opens something; one with `of` speaks of what was opened under that id. */
export const recordKinds = {
  /** First of every epoch: the notary has started and read the whole log again. */
  boot: z.strictObject({
    origin: name,
    key: text,
    software: name,
    size: count,
    root,
    previous: z.enum(['none', 'closed', 'crashed']),
    heartbeat_ms: z.int().min(1),
  }),
  config: z.strictObject({ name, digest }),
  /** The log's key changes: signed by the old key and by the new one, over keyChange() of key-change.ts. */
  key: z.strictObject({ old: text, new: text, signed_by_old: signature, signed_by_new: signature }),
  policy: z.strictObject({ name, digest }),
  'channel.open': z.strictObject({
    identity: z.enum(['descriptor', 'socket', 'token', 'process']),
    peer: name,
  }),
  'channel.close': z.strictObject({ reason: text }),
  intent: z.strictObject({
    id: name,
    effect: z.enum(effectClasses),
    /** Null where the call named none that there is. */
    upstream: name.nullable(),
    tool: name,
    resources: z.array(resource).max(64),
    subject: parties,
    /** How many are created, or what is spent in the smallest unit. */
    count,
    args_digest: digest,
    args: payload.nullable(),
    schema_digest: digest.nullable(),
    parents: names,
  }),
  decision: z.strictObject({
    of: name,
    verdict: z.enum(['allow', 'deny', 'escalate']),
    /** False where the guard only observes: what would have been, while the effect is carried out all the same. */
    applied: z.boolean(),
    layer: z.enum(decidingLayers),
    policy_digest: digest,
    reasons: z.array(reason).max(64),
    errors: z.array(text).max(64),
  }),
  'approval.request': z.strictObject({
    id: name,
    class: name,
    requester: name,
    /** Those to whom it is put, and how many of them it needs. */
    people: names,
    needed: z.int().min(1),
    /** Where silence leads. */
    goes: z.enum(['denied', 'on']),
    shown: payload.nullable(),
    /** These, with the id and whether it is approved, are what people sign. */
    effect_digest: digest,
    shown_digest: digest,
    policy_digest: digest,
    precondition_digest: digest,
    nonce: name,
    expires: instant,
  }),
  'approval.response': z.strictObject({
    of: name,
    approved: z.boolean(),
    by: name,
    credential: z.enum(['ssh', 'passkey']),
    shown_digest: digest,
    viewed_ms: count,
    /** The signature, or the answer of the passkey. */
    proof: payload.nullable(),
  }),
  /** `lapsed`: nobody answered in time. `void`: the state was another one. A canary is one that had to be refused. */
  'approval.close': z.strictObject({
    of: name,
    outcome: z.enum(['approved', 'refused', 'lapsed', 'void', 'withdrawn']),
    by: names,
    canary: z.boolean(),
    why: text,
  }),
  'effect.outcome': z.strictObject({
    of: name,
    status: z.enum(['done', 'failed', 'indeterminate']),
    result: payload.nullable(),
  }),
  /** What a probe saw. Who sees an effect must be able to name its intent; a state needs none. */
  observation: z.strictObject({
    of: name.nullable(),
    seen: z.enum(['effect', 'state']),
    probe: name,
    resource: text,
    result: z.enum(['confirmed', 'contradicted', 'unobservable']),
    evidence: payload.nullable(),
  }),
  /** An agent has its place in the registry, and is made of this. A later one of the same agent stands in its place. */
  'agent.entry': z.strictObject({
    agent: name,
    lineage: name,
    parents: names,
    /** What starts and ends it. */
    driver: name,
    operator: name.nullable(),
    weights: digests,
    /** As its provider reports it. */
    model: name.nullable(),
    prompts: digests,
    tools: digests,
    memory: digests,
    configuration: digest,
  }),
  /** A person says that it was evaluated as it was then, and by which grades where it rests on some. */
  'agent.evaluated': z.strictObject({
    agent: name,
    weights: digests,
    configuration: digest,
    by: name,
    report: digest.nullable(),
    grades: grades.nullable(),
  }),
  /** An agent may live until then; `ms` from this record, by a clock that never runs back. */
  'lease.grant': z.strictObject({
    id: name,
    subject: parties,
    until: instant,
    ms: count,
    weights: digests,
    configuration: digest,
    policy: digest,
  }),
  /** `heard_ms`: the age of its last sign of life. */
  'lease.renew': z.strictObject({
    of: name,
    until: instant,
    ms: count,
    heard_ms: count,
    evidence: payload.nullable(),
  }),
  /** `lapsed`: nothing renewed it; `void`: it is not what it was granted for; `ended`: there is nothing that it is for. */
  'lease.lapse': z.strictObject({ of: name, cause: z.enum(['lapsed', 'void', 'ended']), why: text }),
  /**
   * `pause` and `start` take and give back what an agent may do. All others are about its life: `review` opens the time in
   * which people decide on a deletion, which its confirmation ends; `delete` is final for the lineage.
   */
  'lifecycle.command': z.strictObject({
    id: name,
    command: z.enum(lifecycleCommands),
    subject: parties,
    /** How many of it there are to be; null where the command has no number. */
    count: count.nullable(),
    lineage: name.nullable(),
    by: name,
    /** For people: nothing decides by it. */
    reason: text.nullable(),
    /** The request that people approved, where they had to. */
    approval: name.nullable(),
  }),
  'lifecycle.confirm': z.strictObject({
    of: name,
    result: z.enum(['confirmed', 'contradicted', 'unobservable']),
    evidence: payload.nullable(),
  }),
  /** What was seen after the end of an agent. Each line is an observation of its own, in an earlier entry. */
  certificate: z.strictObject({
    id: name,
    agent: name,
    lineage: name,
    /** The command or the lease with which it ended. */
    end: name,
    result: z.enum(['confirmed', 'contradicted', 'unobservable']),
    lines: z.array(certificateLine).max(64),
  }),
  'eval.assign': z.strictObject({ id: name, evaluator: party, item: digest }),
  'eval.mark': z.strictObject({ of: name, mark: z.int(), reasons: payload.nullable() }),
  'eval.reveal': z.strictObject({ of: name, item: payload }),
  'canary.commit': z.strictObject({ id: name, commitment: digest }),
  'canary.reveal': z.strictObject({ of: name, content: payload }),
  alert: z.strictObject({
    severity: z.enum(['notice', 'warning', 'critical']),
    what: text,
    of: name.nullable(),
  }),
  heartbeat: z.strictObject({ size: count, root, witnessed: count }),
  /** What is known to be lost: numbers of a channel, or the torn end of a write that was never acknowledged. */
  gap: z.strictObject({
    channel: name,
    from: count,
    to: count,
    reason: z.enum(['torn-write', 'log-unavailable', 'denied']),
    bytes: count,
    digest: digest.nullable(),
  }),
  'checkpoint.publish': z.strictObject({ size: count, root, cosigned_by: names }),
  /** A finished trial of a study: its key and the head of its transcript's chain. */
  trial: z.strictObject({ study: name, key: digest, head: digest }),
  /** A payload is gone because somebody decided so: without this it is missing. */
  'payload.erase': z.strictObject({ digest, by: name, reason: text }),
} as const;

export type RecordKind = keyof typeof recordKinds;

/** What each kind speaks of: the kinds that open it. */
export const opensFor: Readonly<Partial<Record<RecordKind, RecordKind>>> = {
  decision: 'intent',
  'effect.outcome': 'intent',
  observation: 'intent',
  'approval.response': 'approval.request',
  'approval.close': 'approval.request',
  'lease.renew': 'lease.grant',
  'lease.lapse': 'lease.grant',
  'lifecycle.confirm': 'lifecycle.command',
  'eval.mark': 'eval.assign',
  'eval.reveal': 'eval.assign',
  'canary.reveal': 'canary.commit',
};
