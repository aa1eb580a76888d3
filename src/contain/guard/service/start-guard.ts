/** A guard at work: notary, upstreams, broker, channels and the socket of its operator, started and ended together. */
import { lastingNotary } from '../../../notary/process/lasting.ts';
import { spawnNotary } from '../../../notary/process/spawn.ts';
import { type Broker, type OpenChannel, startBroker } from '../broker/broker.ts';
import { condemnedBy } from '../broker/condemned.ts';
import type { BrokerPorts } from '../broker/contract.ts';
import type { EffectDomain } from '../broker/domain.ts';
import { loadMonitors } from '../broker/load-monitors.ts';
import type { Guard } from '../config/load.ts';
import { withModels } from '../models/as-upstream.ts';
import { openModels } from '../models/models.ts';
import { openPolicies } from '../policy/policies.ts';
import { readCredentials } from '../state/credentials.ts';
import { lockState, prepareState, type StateFolder } from '../state/state-folder.ts';
import { openUpstreams } from '../upstreams/open.ts';
import { type Attach, type Attachment, joinPorts, withAttached } from './attachment.ts';
import { serveControl } from './control-server.ts';
import { openDoors } from './doors.ts';
import { notaryUser } from './notary-user.ts';
import { answerOperator } from './operator.ts';
import { type RunningAgent, runAgent } from './run-agent.ts';
import type { Service } from './service.ts';
import { type GuardStatus, statusOf } from './status.ts';

export interface StartOptions {
  /** Decides and logs as ever, and carries out all the same. */
  readonly observeOnly?: boolean;
  /** What is started with it; the last of them ends first. */
  readonly attach?: readonly Attach[];
}

export interface StartedGuard extends Service {
  status(): Promise<GuardStatus>;
  /** Settles when the notary is gone: nothing is granted until it has been started again, which the next call brings about. */
  readonly notaryEnded: Promise<unknown>;
  /** Ends agents, channels, upstreams and notary, in this order. */
  close(): Promise<void>;
}

/**
 * Errors: `bad-guard`, those of the state folder, `missing-credential`, those of upstreams, notary, broker and channels;
 * what was started is ended then.
 */
export async function startGuard(
  guard: Guard,
  { observeOnly = false, attach = [] }: StartOptions = {},
): Promise<StartedGuard> {
  const policies = await openPolicies(withModels(guard).policies);
  const monitors = await loadMonitors(guard);
  const ends: (() => Promise<unknown>)[] = [];
  const endAll = () => inTurn(ends.splice(0).toReversed());
  try {
    const state = prepareState(guard.state);
    ends.push(await lockState(guard.state));
    const variables = readCredentials(guard, state);
    let broker: Broker | undefined;
    let ports: BrokerPorts = {};
    const condemned = condemnedBy(guard, () => ports.condemned?.() ?? new Set());
    const models = openModels({
      guard,
      variables,
      condemned,
      govern: async (name, digest) => broker?.govern(name, digest),
      answered: (...answer) => ports.answered?.(...answer),
    });
    ends.push(async () => models.close());
    const alerts = laterAlerts();
    const domains = await openUpstreams({ guard, variables, alert: alerts.raise, condemned });
    const closeDomains = closerOf(domains);
    ends.push(closeDomains);
    const { notary, user } = await startNotary(guard, state);
    ends.push(() => notary.close());
    const attachments: Attachment[] = [];
    for (const one of attach) {
      const attachment = await one({ guard, state, notary: notary.client, observeOnly });
      attachments.push(attachment);
      ends.push(() => attachment.close());
    }
    ports = joinPorts(attachments);
    const attached = attachments.flatMap((one) => one.domains ?? []);
    const whole = withAttached(models.guard, attached);
    const started = await startBroker({
      ...ports,
      guard: whole,
      policies: attached.length === 0 ? policies : await openPolicies(whole.policies),
      notary: notary.client,
      domains: [...domains, ...models.domains, ...attached.map(({ domain }) => domain)],
      probes: models.probes,
      condemned,
      monitors,
      journal: state.journal,
      observeOnly,
    });
    broker = started;
    ends.push(() => started.close());
    const own = await started.openChannel({
      actor: 'guard',
      kind: 'operator',
      identity: 'process',
      confined: true,
    });
    alerts.to(own);
    const running = new Set<RunningAgent>();
    const doors = await openDoors({ guard, state, broker: started, own, models });
    ends.push(() => doors.close());
    const service: Service = {
      guard,
      state,
      observeOnly,
      startedAt: new Date(),
      broker: started,
      domains,
      models,
      notary: notary.client,
      notaryProcess: {
        user,
        get pid() {
          return notary.current?.pid;
        },
      },
      tokens: doors.tokens,
      running,
    };
    ends.push(async () => {
      await Promise.all([...running].map(({ confined }) => confined.kill()));
      await Promise.all([...running].map(({ ended }) => ended));
    });
    const tellRunning = async (agent: RunningAgent) => {
      for (const attachment of attachments) await attachment.running?.(agent);
    };
    const start = async (run: Parameters<typeof runAgent>[1]) => {
      const agent = await runAgent({ guard, broker: started, models, running: tellRunning }, run);
      running.add(agent);
      agent.ended.finally(() => running.delete(agent));
      return agent;
    };
    for (const { started: begin } of attachments) await begin({ service, start, admit: doors.admit });
    const requests = attachments.flatMap((one) => one.requests ?? []);
    const control = await serveControl(state.controlSocket, answerOperator(service, start), requests);
    ends.push(() => control.close());
    const notaryEnded = notary.current?.ended ?? Promise.resolve();
    return { ...service, status: () => statusOf(service), notaryEnded, close: endAll };
  } catch (thrown) {
    await endAll().catch(() => undefined);
    throw thrown;
  }
}

async function startNotary(guard: Guard, { log }: StateFolder) {
  const { witnesses, origin } = guard;
  const user = notaryUser(log, witnesses === undefined ? [] : [witnesses]);
  const notary = await lastingNotary(() =>
    spawnNotary({
      directory: log,
      origin,
      ...(witnesses === undefined ? {} : { policy: witnesses }),
      ...(user.separate ? { user: user.user } : {}),
    }),
  );
  return { notary, user };
}

/** All of them, also where one fails; the first failure is told then. */
async function inTurn(ends: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends) await end().catch((thrown: unknown) => failures.push(thrown));
  if (failures.length > 0) throw failures[0];
}

/** The broker closes its domains, too; here they are closed where it never came to a broker. */
function closerOf(domains: readonly EffectDomain[]): () => Promise<unknown> {
  return () => Promise.all(domains.map((domain) => domain.close().catch(() => undefined)));
}

/** Upstreams are opened before there is a broker that could record what they do. */
function laterAlerts() {
  type Raise = OpenChannel['alert'];
  const early: Parameters<Raise>[] = [];
  let channel: OpenChannel | undefined;
  return {
    raise: (...alert: Parameters<Raise>) => {
      if (channel === undefined) early.push(alert);
      else void channel.alert(...alert);
    },
    to: (opened: OpenChannel) => {
      channel = opened;
      for (const alert of early.splice(0)) void opened.alert(...alert);
    },
  };
}
