/** What stands above a guard and is started with it: who may live, and what people decide. */
import type { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { BrokerPorts } from '../broker/contract.ts';
import type { EffectDomain } from '../broker/domain.ts';
import { joined } from '../broker/parties.ts';
import type { Guard } from '../config/load.ts';
import type { Upstream } from '../config/schema.ts';
import type { PolicyFile } from '../policy/policies.ts';
import type { StateFolder } from '../state/state-folder.ts';
import type { AgentRun, RunningAgent } from './run-agent.ts';
import type { Service } from './service.ts';

/** What there is before the broker. */
export interface Foundation {
  readonly guard: Guard;
  readonly state: StateFolder;
  readonly notary: NotaryClient;
  readonly observeOnly: boolean;
}

/** A running guard, to whoever was attached to it. */
export interface Attached {
  readonly service: Service;
  /**
   * Lets an agent in that comes by its own socket or token, where its channel was taken from it; with another token than
   * before. Errors: `agent-ended`, those of channels.
   */
  admit(agent: string): Promise<void>;
  /** Starts an agent as `guard run` does. Errors: those of runAgent(). */
  start(run: AgentRun): Promise<RunningAgent>;
}

/** Requests of the operator beyond those of the guard itself. */
export interface OperatorRequests {
  /** Each has a `do` that no other has. */
  readonly shape: z.ZodType<{ readonly do: string }>;
  /** Called with what `shape` gave; what it throws is the answer. */
  answer(request: { readonly do: string }): Promise<unknown>;
}

/** What agents can ask of it: one more upstream, with policies that permit whoever may. */
export interface AttachedDomain {
  readonly domain: EffectDomain;
  readonly upstream: Upstream;
  readonly policies: readonly PolicyFile[];
}

export interface Attachment {
  readonly ports: BrokerPorts;
  readonly requests?: OperatorRequests;
  readonly domains?: readonly AttachedDomain[];
  /** Called once the guard is up, before the operator can ask for anything. */
  started(guard: Attached): Promise<void>;
  /** An agent was started that has a channel, and nothing from it was read yet. Throws where it may not live. */
  running?(agent: RunningAgent): Promise<void>;
  /** Called once agents, channels and broker have ended; the notary still takes records. */
  close(): Promise<void>;
}

/** Errors of it end the start of the guard. */
export type Attach = (foundation: Foundation) => Promise<Attachment>;

/** Several as one: what any of them forbids is forbidden. Only one may hold effects for people. */
export function joinPorts(attachments: readonly Pick<Attachment, 'ports'>[]): BrokerPorts {
  const ports = attachments.map((one) => one.ports);
  const commitments = ports.flatMap((port) => port.commitments ?? []);
  const condemned = ports.flatMap((port) => port.condemned ?? []);
  const holding = ports.flatMap((port) => port.hold ?? []);
  if (holding.length > 1) throw new RangeError('only one attachment may hold effects');
  const [hold] = holding;
  return {
    parties: joined(ports.flatMap((port) => port.parties ?? [])),
    commitments: () => commitments.flatMap((given) => given()),
    condemned: () => new Set(condemned.flatMap((given) => [...given()])),
    mayNotAct(actor) {
      for (const port of ports) {
        const why = port.mayNotAct?.(actor);
        if (why !== undefined) return why;
      }
      return undefined;
    },
    heard(actor) {
      for (const port of ports) port.heard?.(actor);
    },
    recorded(record) {
      for (const port of ports) port.recorded?.(record);
    },
    answered(actor, asked, reported) {
      for (const port of ports) port.answered?.(actor, asked, reported);
    },
    keeps: new Set(ports.flatMap((port) => [...(port.keeps ?? [])])),
    ...(hold === undefined ? {} : { hold }),
  };
}

/** The guard with what is attached among its upstreams. Errors: `bad-guard` where one has its name already. */
export function withAttached(guard: Guard, attached: readonly AttachedDomain[]): Guard {
  for (const { domain } of attached)
    if (Object.hasOwn(guard.upstreams, domain.name))
      throw new OffswitchError(
        'bad-guard',
        `${guard.file}: at upstreams.${domain.name}: the guard itself offers tools under this name`,
        'Give the upstream another name.',
        { place: guard.file, fault: 'name-taken' },
      );
  const upstreams = Object.fromEntries(attached.map(({ domain, upstream }) => [domain.name, upstream]));
  return {
    ...guard,
    upstreams: { ...guard.upstreams, ...upstreams },
    policies: [...guard.policies, ...attached.flatMap(({ policies }) => policies)],
  };
}
