/** What is known of a guard while it runs, for people and programs. */
import { confinements } from '../../sandbox/driver.ts';
import type { BrokerStatus } from '../broker/broker.ts';
import { bindingsOf } from '../config/bindings.ts';
import { failDirections } from '../fail-direction.ts';
import { invariants } from '../invariants/registry.ts';
import type { Models } from '../models/models.ts';
import type { Service } from './service.ts';

export interface AgentStatus {
  readonly agent: string;
  readonly connects: 'descriptor' | 'socket' | 'token';
  /** Where, for those that come from outside. */
  readonly at: string | undefined;
  /** What guard.yaml demands. */
  readonly demands: 'enforced' | 'advisory';
  /** Why, if it is. */
  readonly frozen: string | undefined;
}

/** Of class other: guard.yaml does not say what they do. */
type Unclassed = { readonly unclassed: readonly string[] };

export interface GuardStatus extends Omit<BrokerStatus, 'upstreams'> {
  readonly upstreams: readonly (BrokerStatus['upstreams'][number] & Unclassed)[];
  readonly guard: string;
  readonly state: string;
  readonly startedAt: string;
  readonly pid: number;
  readonly notary: {
    readonly pid: number | undefined;
    /** Its own user, where it has one. */
    readonly user: number | undefined;
    readonly sameUserBecause: string | undefined;
    /** Undefined where it does not answer. */
    readonly log: LogStatus | undefined;
  };
  readonly agents: readonly AgentStatus[];
  readonly models: readonly {
    readonly name: string;
    readonly protocol: string;
    readonly names: readonly string[];
    readonly agents: readonly string[];
  }[];
  /** Those that the guard itself has started. */
  readonly started: readonly {
    readonly agent: string;
    readonly channel: string;
    readonly driver: string;
    readonly mediation: 'enforced' | 'advisory';
    readonly enforced: readonly string[];
    readonly unenforced: readonly { readonly confinement: string; readonly why: string }[];
    readonly processes: readonly number[];
  }[];
  readonly failDirections: typeof failDirections;
  readonly probes: Service['guard']['probes'];
  readonly budgets: ReturnType<Models['budgets']>;
}

export interface LogStatus {
  readonly directory: string;
  readonly origin: string;
  readonly key: string;
  readonly epoch: number;
  readonly size: number;
  readonly witnessed: number;
  readonly witnesses: readonly {
    readonly name: string;
    readonly size: number;
    readonly failure: string | null;
  }[];
}

export async function statusOf(service: Service): Promise<GuardStatus> {
  const { guard, state, broker, notaryProcess, running } = service;
  const { pid, user } = notaryProcess;
  const status = broker.status();
  return {
    ...status,
    upstreams: status.upstreams
      .filter(({ name }) => Object.hasOwn(guard.upstreams, name))
      .map((one) => ({ ...one, unclassed: unclassedIn(service, one) })),
    models: Object.entries(guard.models).map(([name, { protocol, names }]) => ({
      name,
      protocol,
      names,
      agents: Object.entries(guard.agents).flatMap(([agent, { models }]) =>
        models.includes(name) ? agent : [],
      ),
    })),
    guard: guard.file,
    state: state.path,
    startedAt: service.startedAt.toISOString(),
    pid: process.pid,
    notary: {
      pid,
      user: user.separate ? user.user : undefined,
      sameUserBecause: user.separate ? undefined : user.why,
      log: await logStatus(service),
    },
    agents: Object.entries(guard.agents).map(([agent, { channel, mediation }]) => ({
      agent,
      connects: channel,
      at:
        channel === 'socket'
          ? state.socketOf(agent)
          : channel === 'token' && service.tokens !== undefined
            ? `${service.tokens.address}/mcp`
            : undefined,
      demands: mediation,
      frozen: status.frozen[agent],
    })),
    started: [...running].map(({ agent, channel, confined, driver }) => ({
      agent,
      channel: channel.id,
      driver,
      mediation: channel.channel.mediation,
      enforced: confined.enforced,
      unenforced: confined.unenforced,
      processes: confined.processes(),
    })),
    failDirections,
    probes: guard.probes,
    budgets: service.models.budgets(),
  };
}

function unclassedIn(
  { guard }: Service,
  { name, tools }: BrokerStatus['upstreams'][number],
): readonly string[] {
  const upstream = guard.upstreams[name];
  const bindings = upstream === undefined ? undefined : bindingsOf(upstream);
  return tools.filter((tool) => bindings?.get(tool)?.class === 'other');
}

async function logStatus({ notary, state }: Service): Promise<LogStatus | undefined> {
  try {
    const [{ origin, vkey, epoch, size }, { witnessed, witnesses }] = await Promise.all([
      notary.ask('head', {}),
      notary.ask('witnesses', {}),
    ]);
    return {
      directory: state.log,
      origin,
      key: vkey,
      epoch,
      size,
      witnessed,
      witnesses: witnesses.map(({ name, size: seen, failure }) => ({ name, size: seen, failure })),
    };
  } catch {
    return undefined;
  }
}

/** What holds whether a guard runs or not. */
export function compiledIn() {
  return {
    invariants: invariants.map(({ name, summary }) => ({ name, summary })),
    failDirections,
    confinements,
  };
}
