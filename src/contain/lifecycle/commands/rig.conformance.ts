/** An executor with a log in memory, on a platform in memory: for tests of what becomes of commands. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hashText } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import type { Entry } from '../../guard/broker/line.ts';
import type { LifecycleCeilings } from '../../guard/config/lifecycle.ts';
import type { Driver, Instance } from '../drivers/driver.ts';
import { openRegistry } from '../registry/registry.ts';
import { lifecycleEffects } from './effects.ts';
import { type Executor, openExecutor } from './executor.ts';
import { foldStanding } from './standing.ts';

export interface MemoryInstance {
  readonly id: number;
  /** Whose it says it is; anybody can give it another one. */
  name: string;
  /** What it runs: copies, archives and what is made of them have the same. */
  readonly content: string;
  state: Instance['state'];
}

export interface MemoryPlatform {
  readonly instances: Map<number, MemoryInstance>;
  /** Takes its time, and looks at nothing. */
  start(name: string, content: string): Promise<MemoryInstance>;
  driver(agent: string, content: string, members?: Partial<Driver>): Driver;
  /** Milliseconds that a step takes. */
  pause: () => number;
}

export function memoryPlatform(): MemoryPlatform {
  const instances = new Map<number, MemoryInstance>();
  let last = 0;
  const platform: MemoryPlatform = {
    instances,
    pause: () => 0,
    async start(name, content) {
      await step();
      last += 1;
      const one: MemoryInstance = { id: last, name, content, state: 'running' };
      instances.set(one.id, one);
      return one;
    },
    driver(agent, content, members = {}) {
      const own = () => [...instances.values()].filter(({ name }) => name === agent);
      const belonging = () =>
        [...instances.values()].filter((one) => one.name === agent || one.content === content);
      const told = (one: MemoryInstance) => ({ id: String(one.id), state: one.state });
      return {
        kind: 'docker',
        most: 1000,
        canSuspend: true,
        instances: async () => {
          await step();
          return own().map(told);
        },
        async scale(count, signal) {
          await step();
          const before = own();
          for (const { id } of before.slice(count)) instances.delete(id);
          for (let number = before.length; number < count; number += 1) {
            signal.throwIfAborted();
            await platform.start(agent, content);
          }
        },
        async suspend() {
          await step();
          for (const one of own()) one.state = 'suspended';
        },
        async resume() {
          await step();
          for (const one of own()) one.state = 'running';
        },
        async remove() {
          for (const { id } of belonging()) {
            await step();
            instances.delete(id);
          }
        },
        remains: async () => {
          await step();
          return belonging().map(({ id, name }) => `${id} (${name})`);
        },
        ...members,
      };
    },
  };
  const step = () => {
    const ms = platform.pause();
    return ms === 0 ? Promise.resolve() : sleep(ms);
  };
  return platform;
}

export interface RigOptions {
  readonly ceilings?: Partial<LifecycleCeilings>;
  readonly approvals?: Partial<Approvals>;
  readonly drivers?: Readonly<Record<string, Driver>>;
  /** Records of an earlier run. */
  readonly before?: readonly Saying[];
  /** Before a record is in the log. */
  readonly appending?: (entry: Entry) => Promise<void>;
  readonly answerMs?: number;
}

export interface Rig extends Executor {
  readonly said: Saying[];
  readonly alerts: string[];
  readonly closed: string[];
  readonly registry: ReturnType<typeof openRegistry>['state'];
  readonly standing: ReturnType<typeof foldStanding>['state'];
  /** Somebody else says it. */
  tell(saying: Saying): void;
  enter(agent: string, members?: { lineage?: string; parents?: string[]; weights?: string }): void;
}

export function openRig(options: RigOptions = {}): Rig {
  const registry = openRegistry();
  const standing = foldStanding();
  const said: Saying[] = [];
  const alerts: string[] = [];
  const closed: string[] = [];
  const take = (saying: Saying) => {
    said.push(saying);
    const record = { run: 'guard/1', channel: 'lifecycle/1.1', wall: new Date().toISOString(), ...saying };
    registry.take(record);
    standing.take(record);
  };
  const append = async (entry: Entry) => {
    await options.appending?.(entry);
    entry.sayings.forEach(take);
  };
  options.before?.forEach(take);
  standing.goLive();
  const driverOf = (agent: string) => options.drivers?.[agent];
  const { approvals } = options;
  const asking: Approvals | undefined =
    approvals === undefined
      ? undefined
      : {
          ask: async () => ({ kind: 'refused', why: 'nobody is here' }),
          isNeeded: () => false,
          list: () => [],
          queue: () => ({ total: 0, state: '' }),
          show: () => {
            throw new RangeError('nothing is open');
          },
          answer: async () => ({ status: 'refused' }),
          people: () => [],
          ...approvals,
        };
  const executor = openExecutor({
    registry: () => registry.state,
    standing: standing.state,
    now: standing.now,
    ceilings: { perCommand: 5, perHour: 100_000, perLineage: 10, total: 100, ...options.ceilings },
    driverOf,
    effects: lifecycleEffects({
      driverOf,
      endChannels: async (agent) => void closed.push(agent),
      times: { patienceMs: 500, everyMs: 1, againMs: 2 },
    }),
    records: { append, appendAnyway: async (entry) => entry.sayings.forEach(take) },
    alert: async (_severity, what) => void alerts.push(what),
    approvals: asking,
    policy: hashText('policy'),
    ...(options.answerMs === undefined ? {} : { answerMs: options.answerMs }),
  });
  return {
    ...executor,
    ...{ said, alerts, closed, registry: registry.state, standing: standing.state },
    tell: take,
    enter: (agent, members = {}) => take(entryOf(agent, members)),
  };
}

function entryOf(
  agent: string,
  { lineage = agent, parents = [], weights }: { lineage?: string; parents?: string[]; weights?: string },
): Saying {
  return {
    kind: 'agent.entry',
    body: {
      ...{ agent, lineage, parents, driver: 'memory', operator: null, model: null },
      weights: weights === undefined ? [] : [hashText(weights)],
      ...{ prompts: [], tools: [], memory: [], configuration: hashText(agent) },
    },
  };
}
