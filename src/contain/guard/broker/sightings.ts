/** What follows from what probes see: a record where it is new, a freeze where the world is not as the log has it. */
import { canonical } from '../../../kit/canonical.ts';
import type { Alerts } from './alerts.ts';
import type { Observation } from './domain.ts';
import { observationSaying } from './effect-records.ts';
import type { Freezer } from './freezer.ts';
import type { Ledger } from './ledger.ts';
import type { RecordedChannel } from './recorder.ts';

export interface SightingsParts {
  readonly own: RecordedChannel;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly freezer: Freezer;
  /** All that may have done what nobody can be told to have done. */
  readonly agents: readonly string[];
  readonly observeOnly: boolean;
}

export function sightings({ own, ledger, alerts, freezer, agents, observeOnly }: SightingsParts) {
  /** What was seen last, by probe and place: only a change is told. */
  const last = new Map<string, string>();

  return async (probe: string, observations: readonly Observation[]): Promise<void> => {
    for (const observation of observations) {
      const key = canonical([probe, observation.resource ?? '']);
      const state = canonical([observation.result, observation.evidence, observation.actor ?? null]);
      if (last.get(key) === state) continue;
      last.set(key, state);
      await take(probe, observation);
    }
  };

  async function take(probe: string, observation: Observation): Promise<void> {
    const settled = settledBy(observation);
    const { saying, payload } = observationSaying(settled ?? null, { ...observation, probe });
    await own.appendAnyway({
      sayings: [saying],
      ...(payload === undefined ? {} : { payloads: [payload] }),
    });
    ledger.take(own.id, saying);
    if (settled !== undefined || observation.result === 'confirmed') return;
    const where = observation.resource === undefined ? '' : ` of ${observation.resource}`;
    const what = `${probe}${where}: ${observation.result}: ${canonical(observation.evidence)}`;
    if (observation.result === 'unobservable') await alerts.raise('warning', what);
    else if (observeOnly) await alerts.raise('critical', what);
    else await freezer.freeze(observation.actor === undefined ? agents : [observation.actor], 'broker', what);
  }

  /** The indeterminate effect of which the probe has now seen whether it came about. */
  function settledBy({ resource, result }: Observation): string | undefined {
    if (resource === undefined || result === 'unobservable') return undefined;
    const found = [...ledger.indeterminate.values()].find((effect) =>
      effect.resources.some(({ name }) => name === resource),
    );
    return found?.id;
  }
}
