/** What comes of a request in every case, and when: in the signed text and on the page alike. */
import type { ApprovalSummary } from '../requests.ts';

interface Asked extends Pick<ApprovalSummary, 'intent'> {
  /** People. */
  readonly needed: number;
}

/** `when`: `at 2026-11-27 05:45:58 UTC`. */
export function casesText({ intent, needed }: Asked, when: string): string {
  if (intent === 'stop')
    return needed === 1
      ? `It goes ahead by itself ${when} if nobody answers. One approval lets it go ahead at once, one denial calls it off: whoever answers first decides.`
      : `It goes ahead by itself ${when} if nobody answers. ${needed} approvals let it go ahead at once, ${needed} denials call it off; where one person approves and another denies, it goes ahead by itself ${when}.`;
  return needed === 1
    ? `It is denied ${when} if nobody answers. One approval has it carried out, one denial ends it: whoever answers first decides.`
    : `It is denied ${when} if fewer than ${needed} approve. ${needed} approvals have it carried out; one denial ends it, also where another person has approved.`;
}

/** One time zone for everybody, to the second. `2026-11-27 05:45:58 UTC`; what is no time stays as it is. */
export function momentText(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC');
}
