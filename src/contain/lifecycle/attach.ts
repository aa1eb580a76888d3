/** The lifecycle, attached to a guard: who has an entry in the registry, under which lease they live, and what is commanded. */
import { z } from 'zod';
import { unknownName } from '../../kit/names.ts';
import { readAll } from '../../notary/process/read-all.ts';
import { approvalsIn } from '../approvals/attach.ts';
import type { Attach, Attached } from '../guard/service/attachment.ts';
import { type CertificatesAnswer, certificateRequests, openCertificates } from './certificate/open.ts';
import type { CommandResult } from './commands/executor.ts';
import { commandRequest, openCommands } from './commands/open.ts';
import { evaluatedRequest, openLeasesOf } from './lease/open.ts';
import { openHistory } from './registry/history.ts';
import { kinIn } from './registry/kin.ts';
import { openRegistry } from './registry/registry.ts';
import { type AgentsView, type AgentView, asOfNow, viewOf } from './registry/view.ts';

const requests = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('agents.list') }),
  z.strictObject({ do: z.literal('agents.show'), id: z.string() }),
  evaluatedRequest,
  commandRequest,
  ...certificateRequests.options,
]);

type Answer = AgentsView | AgentView | CommandResult | CertificatesAnswer | Record<string, never>;

/** @example startGuard(guard, { attach: [approvalsOf, lifecycleOf] }) */
export const lifecycleOf: Attach = async (foundation) => {
  const { guard, state, notary } = foundation;
  const registry = openRegistry();
  const history = openHistory();
  const commands = openCommands({
    ...{ guard, state, registry: () => registry.state, approvals: approvalsIn(guard) },
    endLease: (agent, why) => leases.end(agent, why),
  });
  const leases = await openLeasesOf({ ...foundation, registry: () => registry.state, stop: commands.end });
  const certificates = openCertificates({ guard, state, notary, registry: () => registry.state });
  // The registry first: the others ask it.
  const folds = [registry, history, leases, commands, certificates];
  for await (const read of readAll(notary))
    if ('record' in read) for (const fold of folds) fold.take(read.record);
  commands.goLive();
  let attached: Attached | undefined;

  function show(id: string): AgentView {
    const { agents, lineages } = registry.state;
    const agent = agents.get(id);
    if (agent === undefined) throw unknownName('managed agent', id, [...agents.keys()]);
    const { running, broker } = attached?.service ?? {};
    const own = [...(running ?? [])].filter((one) => one.agent === id);
    const channels = broker?.status().channels.filter(({ channel }) => channel.actor === id) ?? [];
    return {
      agent: asOfNow(agent, leases.remainingMs),
      lineage: lineages.get(agent.lineage),
      processes: own.flatMap(({ confined }) => confined.processes()),
      channels: channels.map((channel) => channel.id),
      history: history.of(id),
    };
  }

  return {
    ports: {
      ...leases.ports,
      ...commands.ports,
      parties: kinIn(() => registry.state),
      // The registry has one digest of a folder, and an agent carries files away.
      condemned: () =>
        new Set([
          ...(commands.ports.condemned?.() ?? []),
          ...certificates.digests(commands.ports.commitments?.().flatMap(({ subjects }) => subjects) ?? []),
        ]),
      mayNotAct: (actor) => commands.ports.mayNotAct?.(actor) ?? leases.ports.mayNotAct?.(actor),
      recorded(record) {
        for (const fold of folds) fold.take(record);
      },
    },
    domains: commands.domains,
    requests: {
      shape: requests,
      async answer(given): Promise<Answer> {
        const request = requests.parse(given);
        switch (request.do) {
          case 'agents.list':
            return viewOf(guard, registry.state, leases.remainingMs);
          case 'agents.show':
            return show(request.id);
          case 'agents.evaluated':
            return leases.evaluated(request);
          case 'agents.command':
            return commands.answer(request);
          case 'agents.certify':
          case 'agents.certificates':
            return certificates.answer(request);
        }
      },
    },
    async started(running) {
      attached = running;
      await leases.started(running);
      await commands.started(running);
      await certificates.started(running);
    },
    running: leases.running,
    async close() {
      await certificates.close();
      await commands.close();
      await leases.close();
    },
  };
};
