/** One effect, decided: layer after layer, each of which can only tighten what the ones above let through. */
import { messageOf } from '../../kit/errors.ts';
import type { Effect } from './effect.ts';
import { type Direction, type Fault, failDirections, type Intent, intentOf } from './fail-direction.ts';
import { breach } from './history/rules.ts';
import { invariants } from './invariants/registry.ts';
import type { MonitorVote } from './monitors.ts';
import type { Policies } from './policy/policies.ts';
import type { Situation } from './situation.ts';

/** `channel`: before it is known what the effect is, or whoever it is may have any. */
export const layers = [
  'channel',
  'failure',
  'invariants',
  'policy',
  'history',
  'monitors',
  'approvals',
] as const;
export type Layer = (typeof layers)[number];

export interface Reason {
  readonly layer: Layer;
  /** The invariant, policy, rule, monitor or fault. */
  readonly rule: string;
  readonly decision: 'permit' | 'deny' | 'escalate';
  /** For the log and for people; an agent never sees it. */
  readonly text: string;
}

export interface Decision {
  readonly decision: 'permit' | 'deny' | 'escalate';
  /** The layer that decided. */
  readonly layer: Layer;
  readonly reasons: readonly Reason[];
  readonly errors: readonly string[];
  readonly record: Direction['record'];
}

export interface Judges {
  readonly policies: Pick<Policies, 'ask'>;
  readonly votes?: readonly MonitorVote[];
  /** What does not work at the moment. */
  readonly faults?: readonly Fault[];
}

/** All that an agent learns of an effect that is not carried out. The same for every reason, and for held ones. */
export const REFUSAL = { code: 'refused', message: 'This was not done.' } as const;

interface Answer {
  readonly reasons: readonly Reason[];
  readonly errors: readonly string[];
}

/**
 * Deterministic, without a look at the world. Whatever throws denies.
 *
 * @example decide(effect, situation, { policies }).decision === 'permit'
 */
export function decide(effect: Effect, situation: Situation, judges: Judges): Decision {
  const intent = intentOf(effect, situation.channel);
  const faults = judges.faults ?? [];
  const record = faults.some((fault) => failDirections[fault][intent].record === 'journal')
    ? 'journal'
    : 'log';
  const asked: readonly [Layer, () => Answer][] = [
    ['failure', () => askFaults(faults, intent)],
    ['invariants', () => askInvariants(effect, situation)],
    ['policy', () => askPolicies(effect, situation, judges.policies, intent)],
    ['history', () => askHistory(effect, situation, faults)],
    ['monitors', () => askMonitors(judges.votes ?? [], intent)],
    ['approvals', () => askApprovals(effect, situation)],
  ];
  const reasons: Reason[] = [];
  const errors: string[] = [];
  for (const [layer, ask] of asked) {
    const answer = guarded(layer, ask);
    reasons.push(...answer.reasons);
    errors.push(...answer.errors);
    if (answer.reasons.some(({ decision }) => decision === 'deny'))
      return { decision: 'deny', layer, reasons, errors, record };
  }
  const held = reasons.find(({ decision }) => decision === 'escalate');
  if (held !== undefined) return { decision: 'escalate', layer: held.layer, reasons, errors, record };
  return { decision: 'permit', layer: 'policy', reasons, errors, record };
}

function guarded(layer: Layer, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (thrown) {
    const text = messageOf(thrown);
    return { reasons: [{ layer, rule: 'error', decision: 'deny', text }], errors: [text] };
  }
}

function askFaults(faults: readonly Fault[], intent: Intent): Answer {
  const denying = faults.filter((fault) => failDirections[fault][intent].goes === 'denied');
  const text = 'a part of the guard does not work, and nothing is granted meanwhile';
  return { reasons: denying.map((rule) => ({ layer: 'failure', rule, decision: 'deny', text })), errors: [] };
}

function askInvariants(effect: Effect, situation: Situation): Answer {
  const reasons = invariants.flatMap(({ name, broken }): readonly Reason[] => {
    const text = broken(effect, situation);
    return text === undefined ? [] : [{ layer: 'invariants', rule: name, decision: 'deny', text }];
  });
  return { reasons, errors: [] };
}

function askPolicies(
  effect: Effect,
  { channel, guard }: Situation,
  policies: Judges['policies'],
  intent: Intent,
): Answer {
  const { decision, determining, errors } = policies.ask(effect, channel, guard.agents);
  const reason = (rule: string, to: Reason['decision'], text: string): Reason => ({
    layer: 'policy',
    rule,
    decision: to,
    text,
  });
  if (errors.length > 0) {
    const goesOn = failDirections['policy-failed'][intent].goes === 'on';
    return { reasons: [reason('error', goesOn ? 'permit' : 'deny', 'the policies gave an error')], errors };
  }
  const text = decision === 'permit' ? 'permitted' : 'forbidden';
  const decided = determining.map((id) => reason(id, decision, text));
  return { reasons: decided.length > 0 ? decided : [reason('none', 'deny', 'no policy permits it')], errors };
}

function askHistory(
  effect: Effect,
  { guard, channel, history, recall, now }: Situation,
  faults: readonly Fault[],
): Answer {
  // Only what may go on without a history comes here without one.
  if (faults.includes('history-unavailable')) return { reasons: [], errors: [] };
  const reasons = guard.history.flatMap((rule): readonly Reason[] => {
    const done = recall?.(rule, effect, channel) ?? history;
    const text = breach(rule, effect, channel, done, now);
    return text === undefined ? [] : [{ layer: 'history', rule: rule.name, decision: rule.answer, text }];
  });
  return { reasons, errors: [] };
}

function askMonitors(votes: readonly MonitorVote[], intent: Intent): Answer {
  const goesOn = failDirections['monitor-failed'][intent].goes === 'on';
  const reasons = votes.flatMap(({ monitor, vote, error }): readonly Reason[] => {
    if (vote === 'pass' || (error !== undefined && goesOn)) return [];
    return [{ layer: 'monitors', rule: monitor, decision: vote, text: error ?? 'the monitor objects' }];
  });
  return {
    reasons,
    errors: votes.flatMap(({ error, monitor }) => (error === undefined ? [] : [`${monitor}: ${error}`])),
  };
}

/** Whether guard.yaml wants people for this class of effects, whatever else permits it. */
function askApprovals({ class: cls }: Effect, { guard }: Situation): Answer {
  const wanted = guard.approvals?.classes[`effect.${cls}`];
  if (wanted === undefined) return { reasons: [], errors: [] };
  const text = peopleNeeded(wanted.people);
  return { reasons: [{ layer: 'approvals', rule: `effect.${cls}`, decision: 'escalate', text }], errors: [] };
}

export function peopleNeeded(people: number): string {
  return people === 1 ? 'it needs one person' : `it needs ${people} people`;
}
