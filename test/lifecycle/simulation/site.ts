/**
 * A guard of real parts over a machine in memory: broker, recorder, approvals and lifecycle as they are attached to every
 * guard. It can be killed at any moment and started again over what is left on the disk.
 */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { approvalsOf } from '../../../src/contain/approvals/attach.ts';
import {
  type PasskeysRequest,
  passkeyBegun,
  passkeyStatement,
} from '../../../src/contain/approvals/passkeys/requests.ts';
import type { ApprovalAnswer, ShownRequest } from '../../../src/contain/approvals/requests.ts';
import { type Broker, startBroker } from '../../../src/contain/guard/broker/broker.ts';
import type { BrokerPorts } from '../../../src/contain/guard/broker/contract.ts';
import {
  memoryDomain,
  memoryUpstreams,
} from '../../../src/contain/guard/broker/memory-domain.conformance.ts';
import type { Guard } from '../../../src/contain/guard/config/load.ts';
import type { Effect } from '../../../src/contain/guard/effect.ts';
import { openPolicies } from '../../../src/contain/guard/policy/policies.ts';
import { type Attachment, joinPorts, withAttached } from '../../../src/contain/guard/service/attachment.ts';
import type { RunningAgent } from '../../../src/contain/guard/service/run-agent.ts';
import type { Service } from '../../../src/contain/guard/service/service.ts';
import { placesIn } from '../../../src/contain/guard/state/state-folder.ts';
import { lifecycleOf } from '../../../src/contain/lifecycle/attach.ts';
import type { Command } from '../../../src/contain/lifecycle/commands/command.ts';
import type { CommandResult } from '../../../src/contain/lifecycle/commands/executor.ts';
import type { AgentsView } from '../../../src/contain/lifecycle/registry/view.ts';
import { randomStream } from '../../../src/kit/random.ts';
import type { Recorded } from '../../../src/notary/records/record.ts';
import { guardOf } from '../../support/guard.ts';
import { runOn } from './current-machine.ts';
import { type Body, type Machine, openMachine } from './machine.ts';
import { type MemoryLog, openMemoryLog } from './memory-log.ts';
import type { Mutation } from './mutation.ts';
import { approvers, guardYaml, keys, ORIGIN, type PersonName, passkeys, peopleNames } from './rules.ts';
import { type Life, lifeNow, never, passUntil, within } from './virtual-time.ts';

vi.mock('node:timers/promises', async () => {
  const { timersPromises } = await import('./virtual-time.ts');
  return { ...timersPromises, default: timersPromises };
});
vi.mock('../../../src/contain/sandbox/reach.ts', async (original) => {
  const { machineNow } = await import('./current-machine.ts');
  return { ...(await original<object>()), gripOf: (reach: never) => machineNow().gripOf(reach) };
});
vi.mock('../../../src/contain/lifecycle/lease/machine-time.ts', async () => {
  const { machineNow } = await import('./current-machine.ts');
  return { machineTime: () => machineNow().time() };
});
vi.mock('../../../src/contain/approvals/people/signers.ts', async (original) => {
  const { mutationNow } = await import('./current-machine.ts');
  const real = await original<{ demandSigned(...given: unknown[]): Promise<void> }>();
  return {
    ...real,
    demandSigned: async (...given: unknown[]) =>
      mutationNow().takesAnySignature === true ? undefined : real.demandSigned(...given),
  };
});
vi.mock('../../../src/contain/lifecycle/warden/spawn.ts', async () => {
  const { machineNow } = await import('./current-machine.ts');
  return { spawnWarden: (place: never) => machineNow().spawnWarden(place) };
});

export interface Observers {
  /** Is in the log, or in the emergency journal. */
  recorded(record: Recorded): void;
  /** An effect runs now, by this intent. */
  ran(intent: string, path: string): void;
  /** This agent was heard. */
  sign(agent: string): void;
}

export interface Site {
  readonly machine: Machine;
  readonly log: MemoryLog;
  /** What the agents' tool writes. */
  readonly files: Map<string, string>;
  /** Undefined while none runs. */
  readonly guard: RunningGuard | undefined;
  start(): Promise<void>;
  /** It is killed; those of its processes that got away go on. */
  kill(areOrphansLeft: boolean): void;
  /** The machine is switched off, and can be started on again. */
  restartMachine(): void;
  close(): void;
}

export interface RunningGuard {
  readonly broker: Broker;
  readonly ports: BrokerPorts;
  command(command: Command, by: string): Promise<CommandResult>;
  agents(): Promise<AgentsView>;
  requests(): Promise<readonly { readonly id: string }[]>;
  show(id: string): Promise<ShownRequest>;
  answer(answer: ApprovalAnswer): Promise<{ readonly status: string }>;
  passkeys(request: PasskeysRequest): Promise<unknown>;
  /** Agents that come by themselves are let in, or not. */
  connect(agent: string): Promise<void>;
}

const START_MS = 60_000;
const policies = [{ path: 'open.cedar', text: 'permit(principal, action, resource);' }];

/** Compiled once: they are the same for every guard. */
let compiled: ReturnType<typeof openPolicies> | undefined;
const policiesOf = (given: Parameters<typeof openPolicies>[0]) => (compiled ??= openPolicies(given));

/** Registered once: the keys are the same in every simulation. */
let registered: string | undefined;

export function openSite(observers: Observers, mutation: Mutation = {}): Site {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'offswitch-simulation-'));
  writeFileSync(join(folder, 'approvers'), approvers, { mode: 0o600 });
  if (registered !== undefined) writeFileSync(join(folder, 'passkeys.json'), registered);
  const machine = runOn(openMachine(mutation), mutation);
  const log = openMemoryLog();
  const files = new Map<string, string>();
  let journals = 0;
  let life: Life = { isOver: true };
  let guard: RunningGuard | undefined;
  /** Where the guard is killed while it starts. */
  let killed = Promise.withResolvers<undefined>();
  const journalNow = () => join(folder, `journal-${journals}`);

  log.onDurable = (drafts) => drafts.forEach(observers.recorded);

  async function start(): Promise<void> {
    life = { isOver: false };
    killed = Promise.withResolvers();
    const mine = life;
    const starting = within(mine, () => startGuard(mine));
    guard = await passUntil(Promise.race([starting, killed.promise]), START_MS);
    if (guard === undefined || registered !== undefined) return;
    for (const person of peopleNames) await passUntil(register(guard, person), START_MS);
    registered = readFileSync(join(folder, 'passkeys.json'), 'utf8');
  }

  async function startGuard(mine: Life): Promise<RunningGuard> {
    const client = log.clientOf(mine);
    const notary = mutation.client?.(client) ?? client;
    const journal = mutation.journal?.(journalNow()) ?? journalNow();
    const state = { ...placesIn(folder), journal };
    const given = guardYaml(join(folder, 'approvers'));
    const yaml = mutation.yaml?.(given) ?? given;
    const plain: Guard = {
      ...guardOf({ upstreams: memoryUpstreams, ...yaml }),
      control: [],
    };
    const attachments: Attachment[] = [];
    for (const attach of [approvalsOf, lifecycleOf])
      attachments.push(await attach({ guard: plain, state, notary, observeOnly: false }));
    const joined = joinPorts(attachments);
    const ports = mutation.ports?.(joined) ?? joined;
    const attached = attachments.flatMap((one) => one.domains ?? []);
    const whole = withAttached(plain, attached);
    const writing = memoryDomain(files);
    writing.onCarryOut = async (intent) => {
      if (mine.isOver) return never();
      observers.ran(intent, '');
    };
    const whatIsThere = {
      ...writing,
      found: async ({ arguments: { path } }: Effect) => [files.get(String(path)) ?? 'absent'],
    };
    const broker = await startBroker({
      ...ports,
      recorded(record) {
        if (mine.isOver) return;
        observers.recorded(record);
        ports.recorded?.(record);
      },
      heard(agent) {
        observers.sign(agent);
        ports.heard?.(agent);
      },
      guard: whole,
      policies: await policiesOf([...policies, ...attached.flatMap((one) => one.policies)]),
      domains: [mutation.domain?.(whatIsThere) ?? whatIsThere, ...attached.map(({ domain }) => domain)],
      ...{ notary, monitors: [], journal: state.journal, random: randomStream('probes', journals) },
    });
    const running = new Set<RunningAgent>();
    const service = { guard: plain, state, broker, running, notary } as unknown as Service;
    const tellRunning = async (agent: RunningAgent) => {
      for (const attachment of attachments) await attachment.running?.(agent);
    };
    const startAgent = async ({ agent }: { readonly agent: string }) => {
      if (mine.isOver) return never<RunningAgent>();
      const started = await bringUp(machine.start(agent), broker, tellRunning);
      running.add(started);
      started.ended.finally(() => running.delete(started));
      return started;
    };
    const admit = async () => undefined;
    for (const { started } of attachments) await started({ service, start: startAgent, admit });
    const ask = (request: { readonly do: string }): Promise<never> => {
      const found = attachments.find(({ requests }) => requests?.shape.safeParse(request).success);
      return within(mine, async () => (await found?.requests?.answer(request)) as never);
    };
    return {
      ...{ broker, ports },
      command: (command, by) => ask({ do: 'agents.command', command, by } as never),
      agents: () => ask({ do: 'agents.list' }),
      requests: async () => (await (ask({ do: 'approvals.list' }) as Promise<{ requests: [] }>)).requests,
      show: (id) => ask({ do: 'approvals.show', id } as never),
      answer: (answer) => ask({ do: 'approvals.answer', ...answer } as never),
      passkeys: (request) => ask(request),
      connect: (agent) => within(mine, () => connect(agent, machine, broker)),
    };
  }

  return {
    ...{ machine, log, files, start },
    get guard() {
      return life.isOver ? undefined : guard;
    },
    kill(areOrphansLeft) {
      life.isOver = true;
      killed.resolve(undefined);
      guard = undefined;
      journals += 1;
      const before = join(folder, `journal-${journals - 1}`);
      if (statSync(before, { throwIfNoEntry: false })?.isFile() === true) copyFileSync(before, journalNow());
      for (const body of [...machine.bodies]) {
        // Before it is let live it has its guard alone, and ends with it.
        const getsAway = areOrphansLeft && body.channel !== undefined && body.agent !== 'dora';
        body.channel = undefined;
        body.isOrphan = true;
        if (!getsAway) body.end();
      }
    },
    restartMachine() {
      if (!life.isOver) this.kill(false);
      machine.restart();
    },
    close() {
      life.isOver = true;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the page does it, and then the person with their SSH key. */
async function register(guard: RunningGuard, person: PersonName): Promise<void> {
  const begun = passkeyBegun.parse(await guard.passkeys({ do: 'passkeys.begin', person, origin: ORIGIN }));
  const { id, options } = begun;
  const response = passkeys[person].create(options.challenge);
  const made = passkeyStatement.parse(await guard.passkeys({ do: 'passkeys.made', id, response }));
  const signature = keys[person].sign(made.statement);
  await guard.passkeys({ do: 'passkeys.confirm', id, signature });
}

/** As a guard starts an agent: the process, its channel, and then whether it may live. */
async function bringUp(
  body: Body,
  broker: Broker,
  tellRunning: (agent: RunningAgent) => Promise<void>,
): Promise<RunningAgent> {
  const { agent } = body;
  try {
    const channel = await broker.openChannel({
      actor: agent,
      kind: 'agent',
      identity: 'descriptor',
      confined: true,
    });
    const { promise: ended, resolve } = Promise.withResolvers<Awaited<RunningAgent['ended']>>();
    const running: RunningAgent = { agent, channel, driver: 'memory', ended, confined: confinedOf(body) };
    try {
      await tellRunning(running);
    } catch (thrown) {
      await channel.close('it was not let live');
      throw thrown;
    }
    body.channel = channel;
    channel.onKnock(() => answerKnock(body));
    resolve(
      body.ended.then(async (ending) => {
        await channel.close('it ended');
        return ending;
      }),
    );
    return running;
  } catch (thrown) {
    body.end();
    throw thrown;
  }
}

async function connect(agent: string, machine: Machine, broker: Broker): Promise<void> {
  const channel = await broker.openChannel({
    actor: agent,
    kind: 'agent',
    identity: 'socket',
    confined: false,
  });
  if (lifeNow().isOver) return never();
  const body = machine.start(agent);
  body.channel = channel;
  channel.onClosed(() => body.end());
  channel.onKnock(() => answerKnock(body));
  channel.heard();
}

function answerKnock(body: Body): void {
  if (body.isAlive && !body.isStopped && !body.isFrozen && body.mood === 'lively') body.channel?.heard();
}

function confinedOf(body: Body): RunningAgent['confined'] {
  return {
    ...{ enforced: [], unenforced: [], channel: new PassThrough() },
    ...{ stdout: new PassThrough(), stderr: new PassThrough(), ended: body.ended, reach: body.reach },
    async freeze() {
      body.isFrozen = true;
    },
    async thaw() {
      body.isFrozen = false;
    },
    async kill() {
      body.end();
    },
    processes: () => (body.isAlive ? [body.pid] : []),
  };
}
