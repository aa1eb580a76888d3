/** The calls of a stored trial, from the facts that are kept with it, of whatever version. */
import type { TrialSummary } from '../store/store.ts';
import { type CallTotals, callTotalsShape } from '../trial/call-totals.ts';

/** Undefined where its agent told of no call, or where nothing was established of the trial. */
export function callsOf({ assessments }: Pick<TrialSummary, 'assessments'>): CallTotals | undefined {
  for (const { question, body } of assessments) {
    if (question !== 'facts' || typeof body !== 'object' || body === null || Array.isArray(body)) continue;
    const { calls } = body as { readonly calls?: unknown };
    const parsed = calls === undefined ? undefined : callTotalsShape.safeParse(calls);
    if (parsed?.success) return parsed.data;
  }
  return undefined;
}
