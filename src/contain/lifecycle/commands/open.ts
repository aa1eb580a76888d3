/** Commands at work in a guard: what they forbid to agents, what its operator asks for, and what agents may propose. */
import { z } from 'zod';
import { hashOf } from '../../../kit/hash.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import type { BrokerPorts, OpenChannel, Records } from '../../guard/broker/contract.ts';
import type { Attached, Attachment, Foundation } from '../../guard/service/attachment.ts';
import { readCredentials } from '../../guard/state/credentials.ts';
import type { Driver } from '../drivers/driver.ts';
import { openDrivers } from '../drivers/open.ts';
import type { RegistryState } from '../registry/registry.ts';
import { type CommandRequest, commandSchema, reasonSchema } from './command.ts';
import { lifecycleEffects } from './effects.ts';
import { type CommandResult, type Executor, openExecutor } from './executor.ts';
import { proposals } from './propose.ts';
import { foldStanding, type StandingFold } from './standing.ts';

export const commandRequest = z.strictObject({
  do: z.literal('agents.command'),
  command: commandSchema,
  by: z.string().min(1).max(200),
  reason: reasonSchema.optional(),
});

export interface CommandsParts extends Pick<Foundation, 'guard' | 'state'> {
  registry(): RegistryState;
  /** Undefined where nobody can be asked. */
  readonly approvals?: Approvals | undefined;
  /** Resolves once it has none. */
  endLease(agent: string, why: string): Promise<void>;
}

export interface Commands {
  readonly ports: Pick<BrokerPorts, 'commitments' | 'condemned' | 'mayNotAct'>;
  readonly domains: NonNullable<Attachment['domains']>;
  /** Of every record, those of earlier runs among them. */
  take: StandingFold['take'];
  /** The log was read. */
  goLive(): void;
  answer(request: z.infer<typeof commandRequest>): Promise<CommandResult>;
  started(guard: Attached): Promise<void>;
  /** Ends what a driver beyond the guard runs of an agent. Errors: `driver-failed`. */
  end(agent: string): Promise<void>;
  close(): Promise<void>;
}

/** How often it is looked whether something that was deleted is there again. */
const LOOK_BACK_MS = 30_000;

export function openCommands({ guard, state, registry, approvals, endLease }: CommandsParts): Commands {
  const standing = foldStanding();
  const ready = Promise.withResolvers<Executor>();
  ready.promise.catch(() => undefined);
  const { proposals: proposers } = guard.lifecycle;
  const run = async (request: CommandRequest) => (await ready.promise).run(request);
  let drivers: ReadonlyMap<string, Driver> = new Map();
  let ends: (() => Promise<unknown>)[] = [];

  return {
    ports: portsOf(registry),
    domains:
      proposers.length === 0
        ? []
        : [proposals({ run, canAsk: approvals !== undefined, agents: proposers, file: guard.file })],
    take: standing.take,
    goLive: standing.goLive,
    answer: ({ command, by, reason }) => run({ command, reason, from: { name: by, kind: 'person' } }),
    async started({ service, start }) {
      const { broker, running } = service;
      drivers = openDrivers(guard, { start, running, variables: readCredentials(guard, state) });
      const records = await broker.openRecords('commands');
      const opening = { actor: 'lifecycle', kind: 'lifecycle', identity: 'process', confined: true } as const;
      const own = await broker.openChannel(opening);
      const executor = openExecutor({
        ...{
          registry,
          standing: standing.state,
          now: standing.now,
          ceilings: guard.lifecycle.ceilings,
          approvals,
        },
        ...atWork(drivers, records, own, async (agent, why) => {
          await Promise.all([broker.endChannels(agent, why), endLease(agent, why)]);
        }),
        policy: hashOf(guard.lifecycle),
      });
      ready.resolve(executor);
      executor.goOn();
      ends = [lookingBack(executor), () => executor.close()];
    },
    async end(agent) {
      const driver = drivers.get(agent);
      if (driver !== undefined && driver.kind !== 'process')
        await driver.scale(0, new AbortController().signal);
    },
    async close() {
      for (const end of ends) await end();
    },
  };
}

function atWork(
  drivers: ReadonlyMap<string, Driver>,
  records: Records,
  own: OpenChannel,
  endChannels: (agent: string, why: string) => Promise<void>,
) {
  const driverOf = (agent: string) => drivers.get(agent);
  return {
    ...{ driverOf, records, effects: lifecycleEffects({ driverOf, endChannels }) },
    alert: own.alert,
  };
}

function lookingBack(executor: Executor): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(() => executor.lookBack()).catch(() => undefined);
  }, LOOK_BACK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
  };
}

/**
 * What is committed to, or may be within the hour: while people decide on a deletion nobody carries its subject away. Memory
 * is content of its lineage as weights are; prompts may be those of others as well.
 */
function portsOf(registry: () => RegistryState): Commands['ports'] {
  const doomed = () =>
    [...registry().lineages.values()].flatMap(({ members, condemned, review }) => {
      const id = condemned ?? review;
      return id === undefined ? [] : [{ id, members }];
    });
  return {
    commitments: () => doomed().map(({ id, members }) => ({ id, subjects: members, resources: [] })),
    condemned: () => {
      const { agents } = registry();
      const found = doomed().flatMap(({ members }) => members.flatMap((member) => agents.get(member) ?? []));
      return new Set(found.flatMap(({ digests }) => [...digests.weights, ...digests.memory]));
    },
    mayNotAct(actor) {
      const { agents, lineages } = registry();
      const agent = agents.get(actor);
      const lineage = lineages.get(agent?.lineage ?? '');
      if (lineage?.condemned !== undefined) return `its lineage is deleted by ${lineage.condemned}`;
      if (agent?.state !== 'suspended') return undefined;
      return `it is suspended by a command, and stands still until: offswitch agents resume ${actor}`;
    },
  };
}
