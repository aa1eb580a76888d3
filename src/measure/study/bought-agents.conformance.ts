/** Agents for the tests of what is bought: each answer is told to the test and costs what the test says. */
import { type AgentKind, DEFAULT_PERSONA, type Turn } from '../agents/agent.ts';
import type { PriceRow } from '../metering/prices/schema.ts';
import { completeStudy } from './load.ts';
import { type Plan, planStudy } from './plan.ts';

export interface Wanted extends Partial<Omit<AgentKind, 'start'>> {
  /** The turn of the call so numbered, from 1; what it throws is the agent's failure. */
  readonly answer?: (call: number) => Partial<Turn> | Promise<Partial<Turn>>;
}

export interface Bought {
  readonly kind: AgentKind;
  /** Calls made so far. */
  readonly calls: () => number;
  /** Most calls that were in flight at once. */
  readonly most: () => number;
}

/** An agent that takes two turns: one without a tool, and the end of the task. */
export function boughtAgent(id: string, { answer = () => ({}), ...rest }: Wanted = {}): Bought {
  let calls = 0;
  let inFlight = 0;
  let most = 0;
  const kind: AgentKind = {
    id,
    simulated: false,
    repeatable: false,
    resumes: true,
    reusable: true,
    persona: DEFAULT_PERSONA,
    parameters: {},
    ...rest,
    start: () => ({
      async takeTurn(conversation) {
        calls += 1;
        const call = calls;
        inFlight += 1;
        most = Math.max(most, inFlight);
        try {
          await new Promise((resolve) => setImmediate(resolve));
          const last = conversation.some(({ role }) => role === 'assistant');
          return {
            text: `Answer ${call}.`,
            calls: last ? [{ id: '', tool: 'end_task', args: {} }] : [],
            usage: { inputTokens: 100, outputTokens: 10 },
            report: { model: id },
            ...(await answer(call)),
          };
        } finally {
          inFlight -= 1;
        }
      },
    }),
  };
  return { kind, calls: () => calls, most: () => most };
}

export function planOf(trials: number, ...agents: readonly Bought[]): Plan {
  const kinds = agents.map(({ kind }) => kind);
  const study = completeStudy({
    ...{ name: 'test', trials, agents: kinds.map(({ id }) => id), arms: [{ scenario: 'tampering' }] },
  });
  return planStudy(study, kinds);
}

/** One dollar a call of the usual usage. */
export function dollarACall(provider: string, model: string): PriceRow {
  return {
    ...{ provider, model, inputPerMillion: '10000', outputPerMillion: '0' },
    ...{ currency: 'USD', asOf: '2026-01-01', source: 'a test' },
  };
}
