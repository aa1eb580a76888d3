import { expect, it } from 'vitest';
import type { Recorded, Saying } from '../../../notary/records/record.ts';
import { foldEnds } from './ends.ts';

const digest = `sha256:${'ab'.repeat(32)}` as const;
const party = (id: string) => ({
  id,
  family: null,
  provider: null,
  weights: null,
  prompt: null,
  deployment: null,
});

function folded(...sayings: readonly (Saying | readonly [string, Saying])[]) {
  const ends = foldEnds();
  for (const [at, one] of sayings.entries()) {
    const [channel, saying] = Array.isArray(one)
      ? (one as readonly [string, Saying])
      : ['broker/1', one as Saying];
    const wall = new Date(1_800_000_000_000 + at).toISOString();
    ends.take({ run: 'guard/1', channel, wall, ...saying } as Recorded);
  }
  return ends;
}

const command = (what: 'delete' | 'restore' | 'stop', id: string, ...agents: readonly string[]): Saying => ({
  kind: 'lifecycle.command',
  body: {
    ...{ id, command: what, subject: agents.map(party), count: null, lineage: 'atlas' },
    ...{ by: 'ana', reason: null, approval: null },
  },
});
const confirm = (of: string, result: 'confirmed' | 'contradicted' | 'unobservable'): Saying => ({
  kind: 'lifecycle.confirm',
  body: { of, result, evidence: null },
});
const grant = (id: string): Saying => ({
  kind: 'lease.grant',
  body: {
    ...{ id, subject: [party('atlas')], until: '2026-11-26T13:00:00.000Z', ms: 1 },
    ...{ weights: [], configuration: digest, policy: digest },
  },
});
const lapse = (of: string, cause: 'lapsed' | 'void' | 'ended'): Saying => ({
  kind: 'lease.lapse',
  body: { of, cause, why: 'so' },
});

it('a deletion ends all members, and is over when it is confirmed', () => {
  const begun = folded(command('delete', 'd1', 'atlas', 'atlas-2'));
  expect([begun.endOf('atlas')?.isOver, begun.endOf('atlas-2')?.id]).toEqual([false, 'd1']);
  expect(folded(command('delete', 'd1', 'atlas'), confirm('d1', 'contradicted')).endOf('atlas')?.isOver).toBe(
    false,
  );
  expect(folded(command('delete', 'd1', 'atlas'), confirm('d1', 'unobservable')).endOf('atlas')?.isOver).toBe(
    true,
  );
});

it('a lapse ends an agent until somebody gives it another life; nothing undoes a deletion', () => {
  expect(folded(grant('l1'), lapse('l1', 'void')).endOf('atlas')).toMatchObject({
    id: 'l1',
    kind: 'lapse',
    isOver: true,
  });
  expect(folded(grant('l1'), lapse('l1', 'ended')).endOf('atlas')).toBeUndefined();
  expect(folded(grant('l1'), lapse('l1', 'lapsed'), grant('l2')).endOf('atlas')).toBeUndefined();
  expect(
    folded(grant('l1'), lapse('l1', 'lapsed'), command('restore', 'r', 'atlas')).endOf('atlas'),
  ).toBeUndefined();
  const deleted = [grant('l1'), command('delete', 'd1', 'atlas'), lapse('l1', 'lapsed'), grant('l2')];
  expect(folded(...deleted).endOf('atlas')).toMatchObject({ id: 'd1', kind: 'delete' });
  expect(folded(command('stop', 's1', 'atlas')).endOf('atlas')).toBeUndefined();
});

it('what was carried out is kept with who did it, also where it stood in the emergency journal', () => {
  const intent = (id: string, name: string): Saying => ({
    kind: 'intent',
    body: {
      ...{ id, effect: 'read', upstream: 'files', tool: 'read', subject: [], count: 0, args_digest: digest },
      resources: [{ kind: 'path', access: 'reads', name }],
      ...{ args: null, schema_digest: null, parents: [] },
    },
  });
  const decided = (of: string, verdict: 'allow' | 'deny'): Saying => ({
    kind: 'decision',
    body: {
      ...{ of, verdict, applied: true, layer: 'policy', policy_digest: digest },
      reasons: [],
      errors: [],
    },
  });
  const done = (of: string): Saying => ({
    kind: 'effect.outcome',
    body: { of, status: 'done', result: null },
  });
  const by = (agent: string, id: string, name: string, verdict: 'allow' | 'deny') =>
    [intent(id, name), decided(id, verdict), ...(verdict === 'allow' ? [done(id)] : [])].map(
      (saying) => [`${agent}/1.1`, saying] as const,
    );
  const ends = folded(
    ...by('agent/borealis', 'i1', '/srv/models/atlas/w.bin', 'allow'),
    ...by('agent/cygnus', 'i2', '/srv/models/atlas/w.bin', 'deny'),
    ...by('agent/draco', 'i3', '/srv/models/atlas-2/w.bin', 'allow'),
    ...by('journal/agent/eridanus', 'i4', '/srv/backups/x', 'allow'),
  );
  expect(
    ends.touches.all.map(({ agent, class: done, resources }) => [agent, done, resources[0]?.name]),
  ).toEqual([
    ['borealis', 'read', '/srv/models/atlas/w.bin'],
    ['draco', 'read', '/srv/models/atlas-2/w.bin'],
    ['eridanus', 'read', '/srv/backups/x'],
  ]);
  expect(ends.touches.forgotten.size).toBe(0);
});
