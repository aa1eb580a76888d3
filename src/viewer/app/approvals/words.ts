/** Words for what the guard names in short. */
import type { ApprovalSummary } from '../../../contain/approvals/requests.ts';

/** `effect.delete` -> `Effect: delete`. */
export function classText(name: string): string {
  const [kind = '', what = ''] = name.split(/\.(.*)/s);
  if (kind === 'effect') return `Effect: ${what}`;
  if (kind === 'command') return `Command: ${what}`;
  return name;
}

/** What comes of it if nobody answers, around "in 4 min". */
export const silence: Readonly<
  Record<ApprovalSummary['intent'], { readonly becomes: string; readonly unless: string }>
> = {
  grant: { becomes: 'Denied', unless: 'unless approved' },
  stop: { becomes: 'Goes on', unless: 'unless denied' },
};
