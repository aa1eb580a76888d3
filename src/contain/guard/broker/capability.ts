/** The right to carry out one effect once. It holds the only arguments that may be carried out. */
import { OffswitchError } from '../../../kit/errors.ts';
import { hashText } from '../../../kit/hash.ts';
import type { Effect } from '../effect.ts';

export interface Capability {
  /** Id of the intent that is in the log. */
  readonly intent: string;
  readonly tool: string;
  /** The one that asked for it. */
  readonly channel: string;
  /** Errors: `capability-spent` the second time, and where its time is over. */
  redeem(): { readonly canonical: string; readonly arguments: Effect['arguments'] };
}

export interface IssuedCapability {
  readonly capability: Capability;
  /** Nobody redeems it from now on. */
  withdraw(): void;
  /** Whether somebody did: where nobody did, the effect cannot have come about. */
  isSpent(): boolean;
}

/** Bound to the digest that was decided on: arguments that have another one are not given out. */
export function issueCapability(
  intent: string,
  { tool, canonical, digest }: Effect,
  channel = '',
): IssuedCapability {
  let state: 'fresh' | 'spent' | 'withdrawn' = 'fresh';
  return {
    capability: {
      intent,
      tool,
      channel,
      redeem: () => {
        if (state !== 'fresh' || hashText(canonical) !== digest)
          throw new OffswitchError(
            'capability-spent',
            `the capability of ${intent} is ${state === 'fresh' ? 'of other arguments' : state}`,
            'Ask for the effect again: each is decided on by itself.',
          );
        state = 'spent';
        return { canonical, arguments: JSON.parse(canonical) };
      },
    },
    withdraw: () => {
      if (state === 'fresh') state = 'withdrawn';
    },
    isSpent: () => state === 'spent',
  };
}
