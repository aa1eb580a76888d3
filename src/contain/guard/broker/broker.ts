/** The broker: who asks, what becomes of it, and the record of both. Agents have no other way to an effect. */
import { canonical } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { machineClock } from '../../../notary/log/clock.ts';
import { invariants } from '../invariants/registry.ts';
import { type Alerts, openAlerts } from './alerts.ts';
import { type CatalogueEvents, openCatalogue } from './catalogue.ts';
import { openChannels } from './channels.ts';
import { closeOpen } from './close-open.ts';
import type { Broker, BrokerOptions } from './contract.ts';
import { observationSaying } from './effect-records.ts';
import { openFreezer } from './freezer.ts';
import { configSaying, governedSayings, policiesDigest } from './governed.ts';
import { createJudge } from './judge.ts';
import { createLedger } from './ledger.ts';
import type { LifeParts } from './life.ts';
import { partiesOf } from './parties.ts';
import { readLedger } from './read-ledger.ts';
import { type RecordedChannel, startRecorder } from './recorder.ts';

export type {
  Broker,
  BrokerClock,
  BrokerOptions,
  BrokerStatus,
  CallAnswer,
  CallRequest,
  ChannelStatus,
  OpenChannel,
  OpenIntent,
  Opening,
  Severity,
  StatedAlert,
  UpstreamStatus,
} from './contract.ts';

/**
 * Reads what the log says of earlier effects, closes what an earlier run left open, and takes calls from then on. Errors:
 * `log-stopped`, `bad-record` where the log cannot be read, `file-unwritable` where the journal cannot be.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { guard, notary, domains, clock = machineClock, observeOnly = false } = options;
  const ledger = createLedger({ clock, parties: partiesOf(guard, options.parties) });
  await readLedger(notary, ledger);
  const epoch = ledger.runs + 1;
  const run = `guard/${epoch}`;
  ledger.goLive();
  const recorder = await startRecorder({
    notary,
    journal: options.journal,
    clock,
    run,
    own: { id: `broker/${epoch}`, actor: 'broker', mediation: 'enforced' },
    merged: (drafts) => {
      for (const { run: of, channel, ...saying } of drafts) if (of !== run) ledger.take(channel, saying);
    },
  });
  const { own } = recorder;
  const alerts = openAlerts(own, clock);
  const freezer = openFreezer(own, ledger, alerts);
  await own.append({ sayings: governedSayings(guard) });
  const policies = policiesDigest(guard);
  await closeOpen({ ledger, own, policies });
  const catalogue = await openCatalogue(guard, domains, toolEvents(own, alerts), observeOnly);
  const judge = createJudge({
    guard,
    policies: options.policies,
    ledger,
    monitors: options.monitors ?? [],
    faults: () => recorder.faults,
    commitments: options.commitments ?? (() => []),
    condemned: options.condemned ?? (() => new Set()),
  });
  const parts: LifeParts = {
    ...{ catalogue, recorder, ledger, judge, policies, observeOnly },
    async contradicted({ channel, records }, { upstream, tool }, { probe, evidence }) {
      const what = `${channel.actor}: ${upstream}.${tool} is not as it was said to be, says ${probe}: ${canonical(evidence)}`;
      if (observeOnly || channel.kind !== 'agent') await alerts.raise('critical', what, records);
      else await freezer.freeze([channel.actor], 'broker', what);
    },
  };
  const channels = openChannels({ guard, parts, alerts, epoch, observeOnly });

  return {
    openChannel: channels.open,
    status: () => ({
      observeOnly,
      channels: channels.status(),
      upstreams: catalogue.status(),
      indeterminate: [...ledger.indeterminate.values()].map(
        ({ id, upstream, tool, resources, subjects }) => ({
          ...{ intent: id, upstream, tool, subjects },
          resources: resources.map(({ name }) => name),
        }),
      ),
      faults: recorder.faults,
      invariants: invariants.map(({ name, summary }) => ({ name, summary })),
      alerts: [...alerts.newest],
    }),
    async freeze(channelId, reason) {
      await freezer.freeze([channels.actorOf(channelId)], 'operator', reason);
    },
    thaw: freezer.thaw,
    async settle(intent, found, by) {
      if (!ledger.indeterminate.has(intent)) throw unknownIntent(intent, [...ledger.indeterminate.keys()]);
      const { saying } = observationSaying(intent, { result: found, probe: `person/${by}`, evidence: null });
      await own.append({ sayings: [saying] });
      ledger.take(own.id, saying);
    },
    govern: (name, digest) => own.appendAnyway([configSaying(name, digest)]),
    async close() {
      catalogue.close();
      await channels.close();
      await Promise.all(domains.map((domain) => domain.close().catch(() => {})));
      await own.appendAnyway([{ kind: 'channel.close', body: { reason: 'closed' } }]);
      await recorder.close();
    },
  };
}

function unknownIntent(intent: string, known: readonly string[]): OffswitchError {
  return new OffswitchError(
    'unknown-name',
    `no intent ${JSON.stringify(intent)} is indeterminate`,
    known.length === 0 ? 'None is.' : `These are: ${known.join(', ')}.`,
  );
}

/** Changes of tools are governed: told, and in the log, before they count. */
function toolEvents(own: RecordedChannel, alerts: Alerts): CatalogueEvents {
  return {
    async listed(upstream, digest, added) {
      await own.appendAnyway([configSaying(`tools/${upstream}`, digest)]);
      for (const { tool, what, detail } of added)
        await alerts.raise('warning', `${upstream}.${tool} cannot be called (${what}): ${detail}`);
    },
    unreachable: (upstream, why) => alerts.raise('warning', `${upstream} lists no tools: ${why}`),
  };
}
