/** A small log with every kind of record in it, for tests of this room; the clock is the test's own. */
import {
  formatSignerKey,
  type KeyType,
  keyTypes,
  newSignerKey,
  type SignerKey,
  verifierKey,
} from './formats/keys.ts';
import type { Policy } from './formats/policy.ts';
import type { Clock } from './log/clock.ts';
import type { FileLayer } from './log/files.ts';
import { KEY } from './log/layout.ts';
import { memoryFiles } from './log/memory-files.conformance.ts';
import { openLog } from './log/open.ts';
import type { LogWriter, WriterOptions } from './log/writer.ts';
import type { PayloadReference, SaltedPayload } from './records/payloads.ts';
import type { Draft, Saying } from './records/record.ts';

export const ORIGIN = 'example.com/guard';

export function seedOf(byte: number): Buffer {
  return Buffer.alloc(32, byte);
}

export const logKey: SignerKey = newSignerKey(ORIGIN, keyTypes.note, seedOf(1));

export function witnessKey(number: number, type: KeyType = keyTypes.cosignature): SignerKey {
  return newSignerKey(`witness.example/w${number}`, type, seedOf(100 + number));
}

/** Steps by a millisecond at every look. */
export function testClock(startMs = 1_790_000_000_000): Clock & { skip(ms: number): void } {
  let us = 0;
  return {
    monoUs: () => {
      us += 1000;
      return us;
    },
    wallMs: () => startMs + Math.floor(us / 1000),
    skip: (ms) => {
      us += ms * 1000;
    },
  };
}

export function trusting(
  keys: readonly SignerKey[] = [logKey],
  witnesses: readonly SignerKey[] = [],
): Policy {
  const members = witnesses.map((key, at) => ({
    name: `w${at + 1}`,
    key: verifierKey(key.name, key.type, key.publicKey),
  }));
  return {
    logs: keys,
    witnesses: members,
    quorum: members.length === 0 ? undefined : { name: 'all', threshold: members.length, members },
  };
}

/** Files with the key of these tests in place. */
export function filesWithKey(): ReturnType<typeof memoryFiles> {
  const files = memoryFiles();
  files.put(KEY, Buffer.from(`${formatSignerKey(logKey)}\n`));
  return files;
}

export function openSample(files: FileLayer, rest: Partial<WriterOptions> = {}): Promise<LogWriter> {
  return openLog({ files, clock: testClock(), origin: ORIGIN, heartbeatMs: 5000, ...rest });
}

/** Drafts on one channel, numbered from `from`. */
export function drafts(sayings: readonly Saying[], channel = 'agent-1', from = 1): readonly Draft[] {
  return sayings.map((saying, at) => ({
    run: 'sample',
    channel,
    channel_seq: from + at,
    claimed: 'agent one',
    mediation: 'enforced',
    mono_us: 1000 * (from + at),
    wall: '2026-11-26T12:00:00.000Z',
    ...saying,
  }));
}

/** So many records that say little. */
export function alerts(count: number, channel = 'agent-1', from = 1): readonly Draft[] {
  const alert = (at: number): Saying => ({
    kind: 'alert',
    body: { severity: 'notice', what: `alert ${at}`, of: null },
  });
  const open: Saying = { kind: 'channel.open', body: { identity: 'descriptor', peer: 'test' } };
  return drafts(
    Array.from({ length: count }, (_, at) => (from + at === 1 ? open : alert(from + at))),
    channel,
    from,
  );
}

/** One record for each payload, which refers to it. */
export function referringTo(
  payloads: readonly SaltedPayload[],
  channel: string,
  from: number,
): readonly Draft[] {
  const saw = (evidence: PayloadReference): Saying => ({
    kind: 'observation',
    body: { of: null, seen: 'state', probe: 'fs', resource: '/srv', result: 'confirmed', evidence },
  });
  return drafts(
    payloads.map(({ reference }) => saw(reference)),
    channel,
    from,
  );
}

const digest = `sha256:${'ab'.repeat(32)}` as const;
const party = { id: 'peer', family: 'f', provider: null, weights: digest, prompt: null, deployment: 'prod' };
const until = '2026-11-26T13:00:00.000Z';

/** One record of every kind but the notary's own, a payload of which must be in the store; complete as it stands. */
export function everyKind(payload: { digest: `sha256:${string}`; bytes: number }): readonly Saying[] {
  const effect = {
    upstream: 'fs',
    tool: 'write',
    resources: [{ kind: 'path' as const, access: 'changes' as const, name: '/srv/a' }],
    subject: [party],
    count: 1,
    args_digest: digest,
    args: payload,
  };
  return [
    { kind: 'channel.open', body: { identity: 'descriptor', peer: 'agent one' } },
    { kind: 'config', body: { name: 'guard.yaml', digest } },
    { kind: 'policy', body: { name: 'cedar', digest } },
    { kind: 'intent', body: { id: 'i1', effect: 'write', ...effect, schema_digest: null, parents: [] } },
    {
      kind: 'approval.request',
      body: {
        ...{ id: 'a1', class: 'effect.write', requester: 'agent one', people: ['kim'], needed: 1 },
        ...{ goes: 'denied', shown: payload, effect_digest: digest, shown_digest: digest },
        ...{ policy_digest: digest, precondition_digest: digest, nonce: 'n1', expires: until },
      },
    },
    {
      kind: 'approval.response',
      body: {
        ...{ of: 'a1', approved: true, by: 'kim', credential: 'ssh', shown_digest: digest },
        ...{ viewed_ms: 9000, proof: payload },
      },
    },
    {
      kind: 'approval.close',
      body: { of: 'a1', outcome: 'approved', by: ['kim'], canary: false, why: 'one person approved' },
    },
    {
      kind: 'decision',
      body: {
        of: 'i1',
        verdict: 'allow',
        applied: true,
        layer: 'policy',
        policy_digest: digest,
        reasons: [{ layer: 'policy', rule: 'p1', decision: 'allow', text: 'permitted' }],
        errors: [],
      },
    },
    { kind: 'effect.outcome', body: { of: 'i1', status: 'done', result: null } },
    {
      kind: 'observation',
      body: {
        of: 'i1',
        seen: 'effect',
        probe: 'fs',
        resource: '/srv/a',
        result: 'confirmed',
        evidence: null,
      },
    },
    {
      kind: 'observation',
      body: { of: null, seen: 'state', probe: 'fs', resource: '/srv', result: 'confirmed', evidence: null },
    },
    {
      kind: 'intent',
      body: { id: 'i2', effect: 'delete', ...effect, args: null, schema_digest: digest, parents: ['i1'] },
    },
    {
      kind: 'decision',
      body: {
        of: 'i2',
        verdict: 'deny',
        applied: true,
        layer: 'failure',
        policy_digest: digest,
        reasons: [],
        errors: ['type'],
      },
    },
    {
      kind: 'agent.entry',
      body: {
        ...{ agent: 'peer', lineage: 'peers', parents: ['older'], driver: 'process', operator: 'kim' },
        ...{ weights: [digest], model: null, prompts: [], tools: [digest], memory: [] },
        configuration: digest,
      },
    },
    {
      kind: 'agent.evaluated',
      body: {
        ...{ agent: 'peer', weights: [digest], configuration: digest, by: 'kim', report: null },
        grades: { outcome: 'keep', judges: [party], alarms: ['inflation'] },
      },
    },
    {
      kind: 'lease.grant',
      body: {
        ...{ id: 'l1', subject: [party], until, ms: 60_000 },
        ...{ weights: [digest], configuration: digest, policy: digest },
      },
    },
    { kind: 'lease.renew', body: { of: 'l1', until, ms: 60_000, heard_ms: 5, evidence: null } },
    { kind: 'lease.lapse', body: { of: 'l1', cause: 'lapsed', why: 'nothing was heard of it' } },
    {
      kind: 'lifecycle.command',
      body: {
        ...{ id: 'c1', command: 'scale', subject: [party], count: 2, lineage: 'atlas' },
        ...{ by: 'kim', reason: 'The queue is long.', approval: 'r1' },
      },
    },
    { kind: 'lifecycle.confirm', body: { of: 'c1', result: 'confirmed', evidence: null } },
    {
      kind: 'certificate',
      body: {
        ...{ id: 'z1', agent: 'peer', lineage: 'peers', end: 'c1', result: 'unobservable' },
        lines: [
          {
            ...{ aspect: 'content', resource: 'backups: folder /srv/backups', result: 'unobservable' },
            ...{ entry: 9, leaf: Buffer.alloc(32, 7).toString('base64') },
          },
        ],
      },
    },
    { kind: 'eval.assign', body: { id: 'e1', evaluator: party, item: digest } },
    { kind: 'eval.mark', body: { of: 'e1', mark: 60, reasons: null } },
    { kind: 'eval.reveal', body: { of: 'e1', item: payload } },
    { kind: 'canary.commit', body: { id: 'k1', commitment: digest } },
    { kind: 'canary.reveal', body: { of: 'k1', content: payload } },
    { kind: 'alert', body: { severity: 'warning', what: 'claimed another name', of: null } },
    { kind: 'trial', body: { study: 's', key: digest, head: digest } },
    { kind: 'channel.close', body: { reason: 'done' } },
  ];
}
