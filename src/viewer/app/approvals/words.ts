/** Words for what the guard names in short. */
import type { ApprovalSummary } from '../../../contain/approvals/requests.ts';

/** What comes of it if nobody answers, around "in 4 min". */
export const silence: Readonly<
  Record<ApprovalSummary['intent'], { readonly becomes: string; readonly unless: string }>
> = {
  grant: { becomes: 'Denied', unless: 'unless approved' },
  stop: { becomes: 'Goes ahead', unless: 'unless denied' },
};

/** `None yet, of 2 that it needs`, `1 of 2 that it needs: ben`. */
export function givenText({ given, needed }: Pick<ApprovalSummary, 'given' | 'needed'>): string {
  if (given.length === 0) return needed === 1 ? 'None yet; it needs one' : `None yet; it needs ${needed}`;
  return `${given.length} of the ${needed} that it needs: ${given.join(', ')}`;
}
