/** An effect that is held for people: asked about, looked at and judged once more, and only then carried out. */
import type { Json } from '../../../kit/canonical.ts';
import { messageOf } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { Reason } from '../decide.ts';
import type { Effect } from '../effect.ts';
import { intentOf } from '../fail-direction.ts';
import type { Asked, Caller } from './asked.ts';
import type { Hold, HoldAnswer } from './contract.ts';
import type { Verdict } from './effect-records.ts';
import type { Judge } from './judge.ts';

export interface HeldParts {
  readonly judge: Judge;
  readonly policies: Hash;
  /** Asks people. */
  readonly hold: Hold;
  /** Looks where links lead and what content is; a verdict where that cannot be seen. */
  examine(asked: Asked, caller: Caller): Promise<{ readonly effect: Effect } | { readonly verdict: Verdict }>;
}

export interface Ended {
  readonly effect: Effect;
  /** Gives the verdict that follows the one that held it, by what holds at the moment. */
  verdict(): Verdict;
  /**
   * A last look, once the verdict is in the log: what voids it, because the world went on while it was written down. Undefined
   * where nothing does, and of what takes an ability away.
   */
  voided(): Promise<Verdict | undefined>;
}

/** Marks a verdict as one that people are asked about: whoever reads the log knows that another one follows. */
export function heldForPeople(verdict: Verdict): Verdict {
  if (verdict.reasons.some(({ layer }) => layer === 'approvals')) return verdict;
  const text = 'people are asked';
  const reason: Reason = { layer: 'approvals', rule: 'held', decision: 'escalate', text };
  return { ...verdict, reasons: [...verdict.reasons, reason] };
}

/** Resolves when people have decided, or nobody did. Never throws. */
export async function askPeople(
  parts: HeldParts,
  caller: Caller,
  asked: Asked & { readonly id: string },
  reasons: readonly Reason[],
  signal: AbortSignal,
): Promise<Ended> {
  const { effect } = asked;
  const before = await stateOf(asked, effect, caller);
  const look = async () => {
    const seen = await parts.examine(asked, caller);
    if ('verdict' in seen) throw new Error('it cannot be looked at');
    return stateOf(asked, seen.effect, caller);
  };
  const answer = await orLeft(
    parts.hold({
      ...{ id: asked.id, effect, channel: caller.channel, reasons, signal },
      policy: parts.policies,
      found: before.found,
      precondition: async () => (await look()).digest,
    }),
    signal,
  );
  const { channel } = caller;
  const goesOn = answer.kind === 'approved' || (answer.kind === 'lapsed' && answer.goes === 'on');
  if (!goesOn) return refused(effect, () => decidedByPeople('deny', answer));
  // What takes an ability away is not stopped by whoever changes what it finds.
  const isGrant = intentOf(effect, channel) === 'grant';
  const lookAgain = async (when: string): ReturnType<HeldParts['examine']> => {
    const seen = await parts.examine(asked, caller);
    if ('verdict' in seen || !isGrant) return seen;
    const now = await stateOf(asked, seen.effect, caller);
    return now.digest === before.digest ? seen : { verdict: refusedBy('changed', when) };
  };
  const seen = await lookAgain('the state is not the one that people were shown');
  if ('verdict' in seen) return refused(effect, () => seen.verdict);
  return {
    effect: seen.effect,
    verdict() {
      const again = parts.judge.decide(seen.effect, channel, []);
      return again.decision === 'deny' ? again : decidedByPeople('permit', answer);
    },
    async voided() {
      if (!isGrant) return undefined;
      const last = await lookAgain('the state changed while it was written down that people approved it');
      if ('verdict' in last) return last.verdict;
      return signal.aborted ? refusedBy('left', 'whoever asked had gone before it could run') : undefined;
    },
  };
}

function refused(effect: Effect, verdict: () => Verdict): Ended {
  return { effect, verdict, voided: async () => undefined };
}

/** Whoever asks people may not listen to the signal. */
function orLeft(answer: Promise<HoldAnswer>, signal: AbortSignal): Promise<HoldAnswer> {
  return new Promise((resolve) => {
    const refuse = (why: string) => resolve({ kind: 'refused', why });
    const leave = () => refuse('whoever asked waits no longer');
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    answer
      .then(resolve, (thrown) => refuse(messageOf(thrown)))
      .finally(() => {
        signal.removeEventListener('abort', leave);
      });
  });
}

interface State {
  /** At each resource. */
  readonly found: readonly (string | null)[];
  readonly digest: Hash;
}

/** What an answer of people rests on beside the arguments. */
async function stateOf({ tool }: Asked, effect: Effect, { records }: Caller): Promise<State> {
  const found = await foundBy(tool.domain.found?.(effect, records.id), effect);
  const resources: Json = effect.resources.map(({ kind, access, name, resolved = [], digest }) => ({
    ...{ kind, access, name, resolved: [...resolved], digest: digest ?? null },
  }));
  const { class: cls, upstream, tool: name, subjects, digest } = effect;
  return {
    found,
    digest: hashOf({ class: cls, upstream, tool: name, subjects, digest, resources, found }),
  };
}

async function foundBy(
  looked: Promise<readonly (string | null)[]> | undefined,
  { resources }: Effect,
): Promise<readonly (string | null)[]> {
  try {
    return (await looked) ?? resources.map(() => null);
  } catch (thrown) {
    return resources.map(() => `unreadable: ${messageOf(thrown)}`);
  }
}

function decidedByPeople(decision: 'permit' | 'deny', answer: HoldAnswer): Verdict {
  const rule = 'request' in answer ? answer.request : 'not-approved';
  return { ...refusedBy(rule, wordsOf(answer), decision), decision };
}

function refusedBy(rule: string, text: string, decision: 'permit' | 'deny' = 'deny'): Verdict {
  return {
    ...{ decision, layer: 'approvals', errors: [], record: 'log' },
    reasons: [{ layer: 'approvals', rule, decision, text }],
  };
}

function wordsOf(answer: HoldAnswer): string {
  if (answer.kind === 'approved') return `approved by ${answer.by.join(', ')}`;
  if (answer.kind === 'refused') return answer.why;
  return answer.goes === 'on' ? 'nobody answered in time, and a stop goes on' : 'nobody answered in time';
}
