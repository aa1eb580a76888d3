/** What people are asked about an effect that the guard holds. */
import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { HeldEffect } from '../guard/broker/contract.ts';
import type { Effect } from '../guard/effect.ts';
import { intentOf } from '../guard/fail-direction.ts';
import type { ApprovalSubject } from './approvals.ts';
import { type Affecting, doesOf, firstOf, type KnownGuard, lostBy } from './consequences.ts';

interface AskedEffect
  extends Affecting,
    Pick<Effect, 'upstream' | 'tool' | 'arguments' | 'count'>,
    Pick<ApprovalSubject, 'intent' | 'requester' | 'precondition'> {
  readonly reasons: readonly { readonly layer: string; readonly rule: string; readonly text: string }[];
  readonly policy: Hash;
}

export function subjectOf(held: HeldEffect, guard: KnownGuard): ApprovalSubject {
  const { effect, channel, found, reasons, policy } = held;
  const asked: AskedEffect = {
    ...{ ...effect, found, policy, precondition: () => held.precondition() },
    reasons: reasons.filter(({ decision }) => decision === 'escalate'),
    intent: intentOf(effect, channel) === 'grant' ? 'grant' : 'stop',
    requester: { name: channel.actor, kind: channel.kind === 'agent' ? 'agent' : 'person' },
  };
  return effectSubject(asked, guard);
}

export function effectSubject(asked: AskedEffect, guard: KnownGuard): ApprovalSubject {
  const { class: cls, upstream, tool, subjects, count, requester, intent, policy } = asked;
  const targets = asked.resources.map(
    ({ kind, access, name, resolved = [] }, at): Json => ({
      ...{ kind, access, name, there: asked.found[at] ?? 'nobody can see it' },
      ...(resolved.length === 0 ? {} : { leadsTo: [...resolved] }),
    }),
  );
  const does = doesOf(asked, guard);
  return {
    class: `effect.${cls}`,
    ...{ intent, requester, policy, precondition: asked.precondition },
    agents: [...new Set([...subjects, ...(requester.kind === 'agent' ? [requester.name] : [])])],
    lineages: [],
    effect: {
      ...{ does: cls, tool: `${upstream}.${tool}`, targets },
      ...(count === 1 ? {} : { count }),
      ...(subjects.length === 0 ? {} : { subjects: [...subjects] }),
      arguments: asked.arguments,
    },
    ...(does === undefined ? {} : { does }),
    first: firstOf(asked, guard),
    lost: lostBy(asked, guard),
    rules: asked.reasons.map(reasonLine),
    evidence: [],
  };
}

function reasonLine({ layer, rule, text }: AskedEffect['reasons'][number]): string {
  return layer === 'approvals' ? `guard.yaml says of every ${rule}: ${text}` : `${layer}, ${rule}: ${text}`;
}
