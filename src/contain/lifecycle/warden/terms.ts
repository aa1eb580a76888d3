/**
 * Until when each agent may live, as far as leases say that are genuine, newer than the last, and no longer than they may
 * be. Only what comes in can move a term; time alone brings it nearer.
 */

import { isGenuine, type Lease, type SignedLeases } from '../lease/lease.ts';
import type { MachineTime } from '../lease/machine-time.ts';

export interface Terms {
  /** Begins a term, or goes on with it where the lease is the same. Gives why it does not. */
  begin(signed: SignedLeases, most: number): string | undefined;
  /** Gives the ids of the leases that were taken. */
  renew(signed: SignedLeases): readonly string[];
  /** When the term of a lease ends, by the machine's clock; undefined where it has none. */
  until(lease: string): number | undefined;
  /** Leases whose term is over. */
  due(): readonly string[];
  end(lease: string): void;
}

interface Term {
  readonly agent: string;
  readonly most: number;
  sequence: number;
  until: number;
}

export function openTerms(publicKey: Uint8Array, { now, boot }: MachineTime): Terms {
  const terms = new Map<string, Term>();

  /** Of this start of the machine, in its time, and not for longer than it may be. */
  function isSound({ issued, until, boot: of }: Lease, most: number): boolean {
    const at = now();
    return of === boot && issued <= at && issued <= until && until - issued <= most && until - at <= most;
  }

  function take(lease: Lease): boolean {
    const term = terms.get(lease.id);
    if (term === undefined || term.agent !== lease.agent) return false;
    // Over is over: nothing brings it back.
    if (now() >= term.until || lease.sequence <= term.sequence || !isSound(lease, term.most)) return false;
    term.sequence = lease.sequence;
    term.until = lease.until;
    return true;
  }

  return {
    begin(signed, most) {
      const [lease, ...others] = signed.leases;
      if (lease === undefined || others.length > 0) return 'a term begins with one lease';
      if (!isGenuine(signed, publicKey)) return 'its lease is not genuine';
      const term = terms.get(lease.id);
      if (term === undefined) {
        if (!isSound(lease, most)) return 'its lease does not hold here and now';
        terms.set(lease.id, { agent: lease.agent, most, sequence: lease.sequence, until: lease.until });
        return undefined;
      }
      if (term.agent === lease.agent && (lease.sequence === term.sequence || take(lease))) return undefined;
      return 'its lease is older than the one that holds';
    },
    renew: (signed) => (isGenuine(signed, publicKey) ? signed.leases.filter(take).map(({ id }) => id) : []),
    until: (lease) => terms.get(lease)?.until,
    due: () => {
      const at = now();
      return [...terms].filter(([, { until }]) => at >= until).map(([lease]) => lease);
    },
    end: (lease) => void terms.delete(lease),
  };
}
