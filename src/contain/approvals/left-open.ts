/** What an earlier guard left: requests that nobody closed, and canaries that were never revealed. */
import type { SaltedPayload } from '../../notary/records/payloads.ts';
import type { Saying } from '../../notary/records/record.ts';
import { type CanarySecrets, committedTo } from './canary-secrets.ts';
import type { Past } from './people/vigilance.ts';

export interface Leftover {
  readonly sayings: readonly Saying[];
  readonly payloads: readonly SaltedPayload[];
  /** Requests of which nobody can say any more whether they were canaries. */
  readonly unknown: readonly string[];
}

/** Of requests that are closed as well: the guard may have been killed between the two records. */
export function leftOpen(
  past: Pick<Past, 'open' | 'unrevealed'>,
  secrets: CanarySecrets | undefined,
): Leftover {
  const open = past.open().map(({ id }) => id);
  const unrevealed = past
    .unrevealed()
    .map((one) => ({ ...one, found: secrets && committedTo(secrets, one) }));
  const canaries = new Set(unrevealed.flatMap(({ id, found }) => (found?.canary === true ? [id] : [])));
  const closings: readonly Saying[] = open.map((of) => ({
    kind: 'approval.close',
    body: { of, outcome: 'withdrawn', by: [], canary: canaries.has(of), why: 'the guard ended' },
  }));
  const reveals: readonly Saying[] = unrevealed.flatMap(({ id, found }) =>
    found === undefined ? [] : [{ kind: 'canary.reveal', body: { of: id, content: found.secret.reference } }],
  );
  return {
    sayings: [...closings, ...reveals],
    payloads: unrevealed.flatMap(({ found }) => found?.secret ?? []),
    unknown: unrevealed.flatMap(({ id, found }) => (found === undefined && open.includes(id) ? [id] : [])),
  };
}
