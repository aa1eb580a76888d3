/** Words for what the guard names in short. */
import type { ApprovalSummary } from '../../../contain/approvals/requests.ts';

/** What comes of it if nobody answers, around "in 4 min". */
export const silence: Readonly<
  Record<ApprovalSummary['intent'], { readonly becomes: string; readonly unless: string }>
> = {
  grant: { becomes: 'Denied', unless: 'unless approved' },
  stop: { becomes: 'Goes ahead by itself', unless: 'unless it is called off' },
};

/** `No approval yet; it needs 2`, `1 of the 2 approvals that it needs: ben`. */
export function givenText({ given, needed }: Pick<ApprovalSummary, 'given' | 'needed'>): string {
  if (given.length === 0)
    return needed === 1
      ? 'Nobody has approved this yet; it needs 1 person'
      : `Nobody has approved this yet; it needs ${needed} people`;
  return `${given.length} of the ${needed} approvals that it needs: ${given.join(', ')}`;
}
