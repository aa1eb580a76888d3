/** A guarded company in small, for tests of decisions. */

import type { Channel } from '../../src/contain/guard/channel.ts';
import type { Guard } from '../../src/contain/guard/config/load.ts';
import { guardSchema } from '../../src/contain/guard/config/schema.ts';
import { type Effect, type EffectClass, type Resource, usualAccess } from '../../src/contain/guard/effect.ts';
import type { HistoryRecord } from '../../src/contain/guard/history/record.ts';
import type { Situation } from '../../src/contain/guard/situation.ts';
import { canonical, type Json } from '../../src/kit/canonical.ts';
import { hashText } from '../../src/kit/hash.ts';

export function guardOf(members: Record<string, unknown> = {}): Guard {
  const { control: _, ...file } = guardSchema.parse({
    version: 1,
    upstreams: {
      files: { command: ['files'], directory: '/srv/site', mounts: [{ at: '/mnt/ops', is: '/srv/ops' }] },
    },
    agents: {
      atlas: { channel: 'descriptor', mediation: 'enforced', family: 'acme', groups: ['team'] },
      borea: { channel: 'socket', mediation: 'advisory', family: 'zephyr' },
    },
    ceilings: { create: { perCall: 2, perHour: 3, perFamily: 4, total: 5 } },
    ...members,
  });
  return {
    ...file,
    file: '/srv/ops/guard.yaml',
    policies: [],
    control: [
      { kind: 'switch', path: '/srv/ops/switch.yaml', folder: false },
      { kind: 'schedule', path: '/srv/ops/schedule.json', folder: false },
      { kind: 'guard', path: '/srv/ops/guard.yaml', folder: false },
      { kind: 'log', path: '/var/lib/offswitch/log/', folder: true },
    ],
  };
}

export const agent: Channel = { actor: 'atlas', kind: 'agent', mediation: 'enforced' };
export const operator: Channel = { actor: 'mira', kind: 'operator', mediation: 'enforced' };

export function situationOf(members: Partial<Situation> = {}): Situation {
  return {
    guard: guardOf(),
    channel: agent,
    parties: new Map([
      ['atlas', { kind: 'agent' as const }],
      ['borea', { kind: 'agent' as const }],
      ['mira', { kind: 'human' as const }],
    ]),
    commitments: [],
    condemned: new Set(),
    history: [],
    now: 1_800_000_000_000,
    ...members,
  };
}

export function path(name: string, members: Partial<Resource> = {}): Resource {
  return { kind: 'path', access: 'changes', text: name, name, ...members };
}

export function effect(
  effectClass: EffectClass,
  members: Partial<Effect> & { readonly arguments?: { readonly [member: string]: Json } } = {},
): Effect {
  const resources = (members.resources ?? []).map((resource) => ({
    ...resource,
    access: usualAccess(effectClass),
  }));
  const args = members.arguments ?? {};
  const text = canonical(args);
  return {
    class: effectClass,
    tool: 'tool',
    upstream: 'files',
    subjects: [],
    count: 1,
    revokes: false,
    ...members,
    arguments: args,
    resources: members.resources === undefined ? [] : resources,
    canonical: text,
    digest: hashText(text),
  };
}

export function record(effectClass: EffectClass, members: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    at: 1_799_999_999_000,
    actor: 'atlas',
    class: effectClass,
    upstream: 'files',
    tool: 'tool',
    resources: [],
    subjects: [],
    count: 1,
    decision: 'permit',
    ...members,
  };
}
