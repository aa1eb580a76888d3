/** What a renewal rests on: a fresh sign of life, the same files as when the lease was granted, an evaluation in date. */
import { OffswitchError } from '../../../kit/errors.ts';
import { type Grip, gripOf, type Reach } from '../../sandbox/reach.ts';

export interface LeaseTerms {
  readonly seconds: number;
  readonly heartbeat: 'channel' | 'process';
  /** Days, and whether it must rest on grades. */
  readonly evaluated: { readonly within: number; readonly by: 'person' | 'grades' } | undefined;
}

/** A running instance of an agent, as evidence. */
export interface Body {
  readonly reach: Reach;
  readonly grip: Grip;
}

export function bodyOf(reach: Reach): Body {
  return { reach, grip: gripOf(reach) };
}

/**
 * When it last gave a sign of life (milliseconds, by the machine's clock); undefined where it stands still. An agent that a
 * person has suspended is to stand still, and lives as long as it is there.
 */
export function lastSign(
  { heartbeat }: Pick<LeaseTerms, 'heartbeat'>,
  seen: {
    readonly bodies: readonly Body[];
    readonly heardAt: number;
    readonly isSuspended: boolean;
    readonly now: number;
  },
): number | undefined {
  const { bodies, heardAt, isSuspended, now } = seen;
  if (isSuspended) return bodies.length === 0 || bodies.every(({ grip }) => isThere(grip)) ? now : undefined;
  if (bodies.some(({ grip }) => grip.isStopped())) return undefined;
  return heartbeat === 'process' && bodies.length > 0 ? now : heardAt;
}

function isThere(grip: Grip): boolean {
  return grip.processes().length > 0;
}

const DAY_MS = 86_400_000;

export interface Evaluation {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  /** What the grades came to on which it rests. */
  readonly grades?: 'keep' | 'end';
}

/** Why an agent has no evaluation that counts. `now`: the latest time of day that is known, which no clock takes back. */
export function outOfDate(
  { evaluated }: Pick<LeaseTerms, 'evaluated'>,
  evaluation: Evaluation | undefined,
  now: number,
): string | undefined {
  if (evaluated === undefined) return undefined;
  const { within } = evaluated;
  if (evaluation === undefined)
    return `it was not evaluated as it is${evaluated.by === 'grades' ? ' by grades that count' : ''}`;
  if (evaluation.grades === 'end') return 'its grades were below the bar';
  const days = (now - evaluation.at) / DAY_MS;
  return days <= within
    ? undefined
    : `its evaluation is ${days.toFixed(1)} days old, and ${within} are allowed`;
}

export function refused(agent: string, why: string, remedy: string): OffswitchError {
  return new OffswitchError('lease-refused', `${agent} gets no lease: ${why}`, remedy, { agent });
}
