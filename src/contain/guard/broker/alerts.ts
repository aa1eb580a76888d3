/** What somebody should look at: in the log, and the newest of it for `guard status`. */
import type { Clock } from '../../../notary/log/clock.ts';
import type { Severity, StatedAlert } from './contract.ts';
import { clipped } from './effect-records.ts';
import type { RecordedChannel } from './recorder.ts';

export interface Alerts {
  /** In the log, or in the emergency journal. `of`: the intent that it is about. */
  raise(severity: Severity, what: string, on?: RecordedChannel, of?: string): Promise<void>;
  readonly newest: readonly StatedAlert[];
}

const MOST_SHOWN = 100;

export function openAlerts(own: RecordedChannel, clock: Clock): Alerts {
  const newest: StatedAlert[] = [];
  return {
    newest,
    async raise(severity, said, on = own, of) {
      const what = clipped(said, 2000);
      newest.push({ at: new Date(clock.wallMs()).toISOString(), severity, what });
      newest.splice(0, Math.max(0, newest.length - MOST_SHOWN));
      await on.appendAnyway({
        sayings: [{ kind: 'alert', body: { severity, what, of: of ?? null } }],
      });
    },
  };
}
