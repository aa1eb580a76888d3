/** What an earlier run left open: what nothing decided on never ran; of what was let through nobody knows whether it did. */
import type { Hash } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';
import { decisionSaying, refusedByChannel } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import type { RecordedChannel } from './recorder.ts';

export interface OpenParts {
  readonly ledger: Ledger;
  readonly own: RecordedChannel;
  readonly policies: Hash;
}

/** Nothing is run again. Errors: those of the log. */
export async function closeOpen({ ledger, own, policies }: OpenParts): Promise<void> {
  const { undecided, held, allowed } = ledger.open();
  const ended = refusedByChannel('restart', 'the guard ended before it was decided');
  const sayings: readonly Saying[] = [
    ...[...undecided, ...held].map(({ id }) => decisionSaying(id, ended, policies, true)),
    ...allowed.map(
      ({ id }): Saying => ({
        kind: 'effect.outcome',
        body: { of: id, status: 'indeterminate', result: null },
      }),
    ),
  ];
  if (sayings.length === 0) return;
  await own.append({ sayings });
  for (const saying of sayings) ledger.take(own.id, saying);
}
