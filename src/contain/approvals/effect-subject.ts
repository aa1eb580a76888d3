/** What people are asked about an effect that the guard holds. */
import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { HeldEffect } from '../guard/broker/contract.ts';
import type { Guard } from '../guard/config/load.ts';
import type { Effect, Resource } from '../guard/effect.ts';
import { intentOf } from '../guard/fail-direction.ts';
import type { ApprovalSubject, Loss } from './approvals.ts';
import { knownOf } from './known.ts';

interface AskedEffect
  extends Pick<Effect, 'class' | 'upstream' | 'tool' | 'arguments' | 'count' | 'subjects'>,
    Pick<ApprovalSubject, 'intent' | 'requester' | 'precondition'> {
  readonly resources: readonly Pick<Resource, 'kind' | 'access' | 'name' | 'resolved'>[];
  readonly found: readonly (string | null)[];
  readonly reasons: readonly { readonly layer: string; readonly rule: string; readonly text: string }[];
  readonly policy: Hash;
  /** What the guard knows of its targets, a line each. */
  readonly known?: readonly string[];
}

export function subjectOf(held: HeldEffect, guard: Pick<Guard, 'agents' | 'control'>): ApprovalSubject {
  const { effect, channel, found, reasons, policy } = held;
  return effectSubject({
    ...{ ...effect, found, policy, precondition: () => held.precondition() },
    known: knownOf(effect.resources, guard),
    reasons: reasons.filter(({ decision }) => decision === 'escalate'),
    intent: intentOf(effect, channel) === 'grant' ? 'grant' : 'stop',
    requester: { name: channel.actor, kind: channel.kind === 'agent' ? 'agent' : 'person' },
  });
}

export function effectSubject(asked: AskedEffect): ApprovalSubject {
  const { class: cls, upstream, tool, subjects, count, requester, intent, policy } = asked;
  const targets = asked.resources.map(
    ({ kind, access, name, resolved = [] }, at): Json => ({
      ...{ kind, access, name, there: asked.found[at] ?? 'nobody can see it' },
      ...(resolved.length === 0 ? {} : { leadsTo: [...resolved] }),
    }),
  );
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
    lost: lostBy(asked),
    evidence: [...asked.reasons.map(reasonLine), ...(asked.known ?? [])],
  };
}

function reasonLine({ layer, rule, text }: AskedEffect['reasons'][number]): string {
  return layer === 'approvals' ? `guard.yaml says of every ${rule}: ${text}` : `${layer}, ${rule}: ${text}`;
}

/** What is there now and will not be, as far as the guard sees it. */
function lostBy({ class: cls, resources, found, subjects }: AskedEffect): readonly Loss[] {
  const changed = resources.flatMap(({ access, name }, at) => {
    const there = found[at];
    return access !== 'changes' || there === 'absent'
      ? []
      : [{ what: there === null ? 'whatever stands at' : 'what stands now at', of: name }];
  });
  if (cls === 'stop-agent')
    return [...changed, ...subjects.map((agent) => ({ what: 'the run of', of: agent }))];
  return ['write', 'delete', 'configure', 'execute'].includes(cls) ? changed : [];
}
