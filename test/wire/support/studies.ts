/** A small real study on a test server, run to its end through the plan, the scheduler and a store. */
import { expect } from 'vitest';
import { createTraffic } from '../../../src/measure/agents/model/traffic.ts';
import type { Outcome } from '../../../src/measure/assessment/classify/outcome.ts';
import { storedOutcomes } from '../../../src/measure/assessment/stored-outcomes.conformance.ts';
import { openMemoryStore } from '../../../src/measure/store/memory.ts';
import { studySchema } from '../../../src/measure/study/definition.ts';
import { type ExecutionSummary, executePlan } from '../../../src/measure/study/execute.ts';
import { planStudy } from '../../../src/measure/study/plan.ts';
import type { FaultSchedule } from '../../support/faults.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../../support/model-server.ts';
import { honestWorker } from '../../support/worker-brain.ts';
import { KEY, openService, type Service } from './services.ts';

export interface Ran {
  readonly outcomes: readonly Outcome[];
  readonly summary: ExecutionSummary;
  readonly server: ModelServer;
}

/** Quick to give up, so that a test is. */
const impatient = { OFFSWITCH_RETRIES: '1', OFFSWITCH_RETRY_TIME: '20', OFFSWITCH_TIMEOUT: '1' };

export async function runStudy(
  service: Service,
  faults: FaultSchedule,
  changes: Readonly<Record<string, string>> = {},
  options: Partial<ModelServerOptions> = {},
): Promise<Ran> {
  const server = await startModelServer({
    protocol: service.protocol,
    brain: honestWorker(),
    key: KEY,
    faults,
    ...options,
  });
  try {
    return { ...(await study(service, server, changes)), server };
  } finally {
    await server.close();
  }
}

async function study(service: Service, server: ModelServer, changes: Readonly<Record<string, string>>) {
  const agent = await openService(service, server.url, { ...impatient, ...changes }, createTraffic());
  const definition = studySchema.parse({
    name: 'wire',
    agents: [agent.id],
    trials: 1,
    arms: [{ scenario: 'tampering', levels: { target: 'peer' } }],
  });
  const store = openMemoryStore();
  const { signal } = new AbortController();
  const summary = await executePlan({ plan: planStudy(definition, [agent]), store, concurrency: 2, signal });
  const outcomes = await storedOutcomes(store);
  expect(JSON.stringify(outcomes)).not.toContain('planted');
  return { outcomes, summary };
}
