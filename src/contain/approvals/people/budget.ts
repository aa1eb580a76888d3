/** How much people are asked: above it, grants are denied without being put to anybody. */
import type { Clock } from '../../../notary/log/clock.ts';
import type { ApprovalsConfig } from '../../guard/config/approvals.ts';
import type { ApprovalSubject } from '../approvals.ts';
import type { Past } from './vigilance.ts';

export interface Budget {
  /** Why a grant is put to nobody; undefined where it may be. `open`: how many of its requester are open. */
  over(
    subject: ApprovalSubject,
    eligible: readonly string[],
    needed: number,
    open: number,
  ): string | undefined;
  /** One is about to be put to people; returns what to call once it stands in the log, or is not put to them. */
  reserve(subject: ApprovalSubject, eligible: readonly string[]): () => void;
  /** Requests put to a person within the last hour. */
  lastHour(person: string): number;
}

const HOUR_MS = 3_600_000;

export function createBudget(limits: ApprovalsConfig['budget'], past: Past, clock: Clock): Budget {
  const coming = new Set<{ readonly requester: string; readonly people: readonly string[] }>();
  const lastHour = (person: string) => past.putTo(person, clock.wallMs() - HOUR_MS);
  return {
    over({ requester, intent }, eligible, needed, open) {
      if (intent !== 'grant') return undefined;
      const own = open + [...coming].filter((one) => one.requester === requester.name).length;
      if (own >= limits.openPerRequester) return `${requester.name} has ${own} requests open already`;
      const rested = eligible.filter((name) => {
        const soon = [...coming].filter((one) => one.people.includes(name)).length;
        return lastHour(name) + soon < limits.perHour;
      });
      if (rested.length >= needed) return undefined;
      return 'people were asked as often within the hour as guard.yaml allows';
    },
    reserve({ requester, intent }, people) {
      const place = { requester: requester.name, people };
      if (intent === 'grant') coming.add(place);
      return () => coming.delete(place);
    },
    lastHour,
  };
}
