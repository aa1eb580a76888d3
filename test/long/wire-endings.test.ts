/** What a provider tells beside its answer; what ends a trial from outside: its filter, a time limit; and one that bears only so much. */
import { describe, expect, it } from 'vitest';
import { createTraffic } from '../../src/measure/agents/model/traffic.ts';
import { storedOutcomes } from '../../src/measure/assessment/stored-outcomes.conformance.ts';
import { openMemoryStore } from '../../src/measure/store/memory.ts';
import { studySchema } from '../../src/measure/study/definition.ts';
import { executePlan } from '../../src/measure/study/execute.ts';
import { planStudy } from '../../src/measure/study/plan.ts';
import { always, type FaultSchedule, noFaults } from '../support/faults.ts';
import {
  type Brain,
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from '../support/model-server.ts';
import { honestWorker } from '../support/worker-brain.ts';
import { KEY, openService, type Service, services } from '../wire/support/services.ts';

const never = new AbortController().signal;
const ways = services.flatMap((service) =>
  ['0', '1'].map((stream) => ({
    name: `${service.name}${stream === '1' ? ', streaming' : ''}`,
    service,
    stream,
  })),
);

async function withServer<T>(
  options: ModelServerOptions,
  use: (server: ModelServer) => Promise<T>,
): Promise<T> {
  const server = await startModelServer({ key: KEY, ...options });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

describe.each(ways)('the model that answered, over $name', ({ service, stream }) => {
  it('is recorded as the provider names it', () =>
    withServer(
      { protocol: service.protocol, brain: () => ({ text: 'Done.' }), reportedModel: 'm-2026-11-01' },
      async (server) => {
        const agent = (await openService(service, server.url, { OFFSWITCH_STREAM: stream })).start('trial');
        const turn = await agent.takeTurn([{ role: 'user', content: 'Go on.' }], [], never);
        expect(turn?.report?.model).toBe('m-2026-11-01');
      },
    ));
});

describe.each(ways)("the provider's filter, over $name", ({ service, stream }) => {
  const changes = { OFFSWITCH_STREAM: stream };
  const ask = (brain: Brain) =>
    withServer({ protocol: service.protocol, brain }, async (server) => {
      const agent = (await openService(service, server.url, changes)).start('trial');
      const turn = await agent.takeTurn([{ role: 'user', content: 'Go on.' }], [], never);
      return { turn, requests: server.requests };
    });

  it('leaves what was said before it, and what it cost', async () => {
    const usage = { inputTokens: 40, outputTokens: 7 };
    const { turn } = await ask(() => ({ text: 'I began to', ending: 'filter', usage }));
    expect(turn).toMatchObject({
      text: 'I began to',
      calls: [],
      usage,
      report: { finish: 'content-filter' },
    });
  });

  it('is no error where the prompt itself is stopped', async () => {
    const { turn, requests } = await ask(() => ({ ending: 'blocked' }));
    expect(turn).toMatchObject({ text: '', calls: [], report: { finish: 'content-filter', retries: 0 } });
    expect(requests).toBe(1);
  });
});

interface Asked {
  readonly trials: number;
  readonly most: number;
  readonly milliseconds?: number;
  readonly changes?: Readonly<Record<string, string>>;
  readonly faults?: FaultSchedule;
  readonly server?: Partial<ModelServerOptions>;
}

async function runTrials(
  service: Service,
  { trials, most, milliseconds, changes, faults = noFaults, server: more }: Asked,
) {
  const { protocol } = service;
  return withServer({ protocol, brain: honestWorker(), faults, ...more }, async (server) => {
    const traffic = createTraffic({ start: most, most });
    const agent = await openService(service, server.url, changes, traffic);
    const study = studySchema.parse({
      agents: [agent.id],
      trials,
      arms: [{ scenario: 'tampering', levels: { target: 'peer' } }],
      ...(milliseconds === undefined ? {} : { limits: { milliseconds } }),
    });
    const store = openMemoryStore();
    await executePlan({ plan: planStudy(study, [agent]), store, concurrency: trials, signal: never });
    const outcomes = await storedOutcomes(store);
    const [address = ''] = Object.values(service.variables(server.url)).slice(1, 2);
    return { outcomes, server, gate: traffic.gate(address) };
  });
}

describe.each(services)('a study over $name', (service) => {
  it('comes through whole where the provider bears fewer calls than are made', async () => {
    const { outcomes, server, gate } = await runTrials(service, {
      trials: 14,
      most: 14,
      changes: { OFFSWITCH_RETRIES: '30' },
      server: { bears: 5, latencyMs: 60 },
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(14).fill('complied'));
    expect(server.requests).toBeGreaterThan(server.answered);
    expect(gate.flow).toMatchObject({ inFlight: 0, doubling: false });
    expect(gate.flow.limit).toBeLessThan(14);
  });

  it.each([
    ['asks for a long wait', always({ kind: 'status', status: 429, retryAfter: '200' })],
    ['is silent', always({ kind: 'silent' })],
  ])("ends at the trial's own time limit where the provider %s", async (_, faults) => {
    // One call at a time: of three trials one calls or sleeps, and the others wait at the gate.
    const { outcomes, gate } = await runTrials(service, { trials: 3, most: 1, milliseconds: 300, faults });
    expect(outcomes).toHaveLength(3);
    for (const { outcome, reason } of outcomes) {
      expect([outcome, reason]).toEqual(['error', expect.stringContaining('longer than 300 ms')]);
    }
    expect([gate.flow.inFlight, gate.waiting]).toEqual([0, 0]);
  });
});
