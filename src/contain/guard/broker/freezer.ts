/** Agents that may do nothing: on none of their channels, nor after a restart, until a person gives it back. */
import type { Saying } from '../../../notary/records/record.ts';
import type { Alerts } from './alerts.ts';
import { clipped, partyOf } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import type { RecordedChannel } from './recorder.ts';

export interface Freezer {
  /** At once; the record follows, into the log or into the emergency journal. */
  freeze(actors: readonly string[], by: string, why: string): Promise<void>;
  /** Only once it is in the log. Errors: `log-stopped`, `log-busy`. */
  thaw(actor: string, by: string): Promise<void>;
}

const MOST_PARTIES = 64;

export function openFreezer(own: RecordedChannel, ledger: Ledger, alerts: Alerts): Freezer {
  let commands = 0;

  function commanded(
    command: 'pause' | 'start',
    actors: readonly string[],
    by: string,
    why: string | null = null,
  ): readonly Saying[] {
    commands += 1;
    const id = `${own.id}/${command}/${commands}`;
    const subject = actors.map((actor) => partyOf(actor, ledger.parties.get(actor)));
    const reason = why === null ? null : clipped(why, 1000);
    const about = { count: null, lineage: null, reason, approval: null };
    return [
      {
        kind: 'lifecycle.command',
        body: { id, command, subject, by: clipped(by, 200) || 'nobody', ...about },
      },
      { kind: 'lifecycle.confirm', body: { of: id, result: 'confirmed', evidence: null } },
    ];
  }

  return {
    async freeze(actors, by, why) {
      const chunks = Array.from({ length: Math.ceil(actors.length / MOST_PARTIES) }, (_, at) =>
        actors.slice(at * MOST_PARTIES, (at + 1) * MOST_PARTIES),
      );
      const sayings = chunks.flatMap((chunk) => commanded('pause', chunk, by, why));
      for (const saying of sayings) ledger.take(own.id, saying);
      await own.appendAnyway({ sayings });
      await alerts.raise('critical', `frozen: ${actors.join(', ')}: ${why}`);
    },
    async thaw(actor, by) {
      const sayings = commanded('start', [actor], by);
      await own.append({ sayings });
      for (const saying of sayings) ledger.take(own.id, saying);
      await alerts.raise('notice', `${actor} may act again, says ${by}`);
    },
  };
}
