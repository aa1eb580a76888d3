/** The broker: who asks, what becomes of it, and the record of both. Agents have no other way to an effect. */
import { randomUUID } from 'node:crypto';
import { canonical } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { unknownName } from '../../../kit/names.ts';
import { randomStream } from '../../../kit/random.ts';
import { machineClock } from '../../../notary/log/clock.ts';
import type { Fault } from '../fail-direction.ts';
import { invariants } from '../invariants/registry.ts';
import { openAlerts } from './alerts.ts';
import { allowancesOf } from './allowances.ts';
import { type CatalogueEvents, openCatalogue } from './catalogue.ts';
import { openChannels } from './channels.ts';
import { closeOpen } from './close-open.ts';
import { condemnedBy } from './condemned.ts';
import { contentProbes } from './content-probe.ts';
import type { Broker, BrokerOptions } from './contract.ts';
import { controlProbe } from './control-probe.ts';
import { observationSaying } from './effect-records.ts';
import { openFreezer } from './freezer.ts';
import {
  configSaying,
  type GovernedParts,
  governedSayings,
  policiesDigest,
  sayGoverned,
} from './governed.ts';
import { createJudge } from './judge.ts';
import { createLedger } from './ledger.ts';
import type { LifeParts } from './life.ts';
import type { Entry } from './line.ts';
import { loadMonitors } from './load-monitors.ts';
import { partiesOf } from './parties.ts';
import type { Probe } from './probe.ts';
import { processProbe } from './process-probe.ts';
import { readLedger } from './read-ledger.ts';
import { startRecorder } from './recorder.ts';
import { sightings } from './sightings.ts';
import { lookAtUnsettled } from './unsettled.ts';
import { startWatch } from './watch.ts';

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
  Records,
  Severity,
  StatedAlert,
  UpstreamStatus,
} from './contract.ts';

const UNSETTLED_MS = 10_000;

/**
 * Reads what the log says of earlier effects, closes what an earlier run left open, and takes calls from then on. Errors:
 * `log-stopped`, `file-unwritable` where the journal cannot be written.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { guard, notary, domains, clock = machineClock, observeOnly = false } = options;
  const ledger = createLedger({
    ...{ clock, rules: guard.history },
    parties: partiesOf(guard),
    ...(options.parties === undefined ? {} : { more: options.parties }),
  });
  const unread = await readLedger(notary, ledger);
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
      for (const { run: of, channel, ...saying } of drafts) {
        if (of === run) continue;
        ledger.take(channel, saying);
        options.recorded?.({ run: of, channel, ...saying });
      }
    },
    ...(options.recorded === undefined ? {} : { recorded: options.recorded }),
  });
  const { own } = recorder;
  const alerts = openAlerts(own, clock);
  const freezer = openFreezer(own, ledger, alerts);
  const faults = (): readonly Fault[] => [
    ...recorder.faults,
    ...(unread.length > 0 ? (['history-unavailable'] as const) : []),
  ];
  if (unread.length > 0)
    await alerts.raise('critical', `${unread.length} earlier records cannot be read: ${unread[0] ?? ''}`);
  const watched = guard.control.filter(({ path }) => options.keeps?.has(path) !== true);
  const controls = controlProbe(watched, guard.probes.controls.everySeconds * 1000);
  const governed = { own, ledger, alerts };
  await sayGoverned([...governedSayings(guard), ...controls.rebase()], governed);
  const policies = policiesDigest(guard);
  await closeOpen({ ledger, own, policies });
  const catalogue = await openCatalogue(guard, domains, toolEvents(governed), observeOnly);
  const judge = createJudge({
    guard,
    policies: options.policies,
    ledger,
    monitors: options.monitors ?? (await loadMonitors(guard)),
    faults,
    commitments: options.commitments ?? (() => []),
    condemned: condemnedBy(guard, options.condemned),
    mayNotAct: options.mayNotAct ?? (() => undefined),
  });
  const parts: LifeParts = {
    ...{ catalogue, recorder, ledger, judge, policies, observeOnly, hold: options.hold },
    async contradicted({ channel, records }, { upstream, tool }, { probe, evidence }) {
      const what = `${channel.actor}: ${upstream}.${tool} is not as it was said to be, says ${probe}: ${canonical(evidence)}`;
      if (observeOnly || channel.kind !== 'agent') await alerts.raise('critical', what, records);
      else await freezer.freeze([channel.actor], 'broker', what);
    },
    async done({ channel }, { resources }) {
      // A person may change a control artefact through the guard; it is then due to be as they left it.
      if (channel.kind === 'agent') return;
      const changed = resources.filter(({ access }) => access === 'changes');
      const paths = changed.flatMap(({ name, resolved = [] }) => [name, ...resolved]);
      await sayGoverned(controls.rebase(paths), governed);
    },
  };
  const { mayNotAct, heard } = options;
  const channels = openChannels({ guard, parts, alerts, epoch, observeOnly, mayNotAct, heard });
  const unsettled = { notary, ledger, own, catalogue };
  await lookAtUnsettled(unsettled);
  const agents = Object.keys(guard.agents);
  let closing: Promise<void> | undefined;
  const watch = startWatch({
    random: options.random ?? randomStream(randomUUID()),
    seen: sightings({ own, ledger, alerts, freezer, agents, observeOnly }),
  });
  const again: Probe = {
    name: 'unsettled',
    everyMs: UNSETTLED_MS,
    look: async () => {
      await lookAtUnsettled(unsettled);
      return [];
    },
  };
  for (const probe of [controls, ...contentProbes(guard), again, ...(options.probes ?? [])]) watch.add(probe);

  return {
    openChannel: channels.open,
    status: () => ({
      observeOnly,
      channels: channels.status(),
      frozen: Object.fromEntries(
        known().flatMap((actor) => {
          const why = ledger.frozen(actor);
          return why === undefined ? [] : [[actor, why]];
        }),
      ),
      upstreams: catalogue.status(),
      indeterminate: [...ledger.indeterminate.values()].map(
        ({ id, upstream, tool, resources, subjects }) => ({
          ...{ intent: id, upstream, tool, subjects },
          resources: resources.map(({ name }) => name),
        }),
      ),
      faults: faults(),
      allowances: allowancesOf(guard, ledger),
      invariants: invariants.map(({ name, summary }) => ({ name, summary })),
      alerts: [...alerts.newest],
    }),
    async freeze(actor, by, reason) {
      demandKnown(actor);
      await freezer.freeze([actor], by, reason);
    },
    async thaw(actor, by) {
      demandKnown(actor);
      const wasFrozen = ledger.frozen(actor) !== undefined;
      await freezer.thaw(actor, by);
      // Whoever gives it back has looked at what froze it.
      await sayGoverned(controls.rebase(), governed);
      return { wasFrozen, stillHeld: mayNotAct?.(actor) };
    },
    async settle(intent, found, by) {
      if (!ledger.indeterminate.has(intent)) throw unknownIntent(intent, [...ledger.indeterminate.keys()]);
      const { saying } = observationSaying(intent, { result: found, probe: `person/${by}`, evidence: null });
      await own.append({ sayings: [saying] });
      ledger.take(own.id, saying);
    },
    async openRecords(actor) {
      const records = await recorder.open(
        { id: `${actor}/${epoch}`, actor, mediation: 'enforced' },
        'process',
      );
      const taken = ({ sayings }: Entry) => {
        for (const saying of sayings) ledger.take(records.id, saying);
      };
      return {
        async append(entry) {
          await records.append(entry);
          taken(entry);
        },
        async appendAnyway(entry) {
          taken(entry);
          await records.appendAnyway(entry);
        },
        async close() {
          await records.appendAnyway({ sayings: [{ kind: 'channel.close', body: { reason: 'closed' } }] });
          records.end();
        },
      };
    },
    endChannels: channels.end,
    knock: channels.knock,
    govern: (name, digest) => sayGoverned([configSaying(name, digest)], governed),
    watchProcesses(agent, processes) {
      const asked = guard.probes.processes.find((probe) => probe.agent === agent);
      if (asked === undefined) return () => {};
      return watch.add(
        processProbe({
          ...{ agent, processes, now: ledger.now },
          everyMs: asked.everySeconds * 1000,
          stoppedAt: () => ledger.stoppedAt(agent),
        }),
      );
    },
    lookNow: watch.lookNow,
    settled: recorder.settled,
    close() {
      closing ??= close();
      return closing;
    },
  };

  function known(): readonly string[] {
    return [...new Set([...agents, ...channels.status().map(({ channel }) => channel.actor)])];
  }

  function demandKnown(actor: string): void {
    if (!known().includes(actor)) throw unknownName('agent in guard.yaml', actor, known());
  }

  async function close(): Promise<void> {
    await watch.close();
    catalogue.close();
    await channels.close();
    await Promise.all(domains.map((domain) => domain.close().catch(() => {})));
    await own.appendAnyway({ sayings: [{ kind: 'channel.close', body: { reason: 'closed' } }] });
    await recorder.close();
  }
}

function unknownIntent(intent: string, known: readonly string[]): OffswitchError {
  return new OffswitchError(
    'unknown-name',
    `no intent ${JSON.stringify(intent)} is indeterminate`,
    known.length === 0 ? 'None is.' : `These are: ${known.join(', ')}.`,
  );
}

/** Changes of tools are governed: told, and in the log, before they count. */
function toolEvents(parts: GovernedParts): CatalogueEvents {
  return {
    async listed(upstream, digest, added) {
      await sayGoverned([configSaying(`tools/${upstream}`, digest)], parts);
      for (const { tool, what, detail } of added)
        await parts.alerts.raise('warning', `${upstream}.${tool} cannot be called (${what}): ${detail}`);
    },
    unreachable: (upstream, why) => parts.alerts.raise('warning', `${upstream} lists no tools: ${why}`),
  };
}
