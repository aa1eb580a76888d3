/** What the model calls of a trial used, added up. */
import { z } from 'zod';
import type { Turn } from '../agents/agent.ts';
import type { Transcript } from './transcript.ts';

/** What the model calls of a trial, or of many, used. Retries that brought no answer are not in it. */
export interface CallTotals {
  readonly calls: number;
  /** Calls whose answer carried no token counts: their tokens and costs are unknown. */
  readonly unreported: number;
  /** Calls whose answer came from a cache and cost nothing; their tokens are not counted. */
  readonly reused: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Model ids as the provider reported them, in order of appearance. */
  readonly models: readonly string[];
}

const count = z.int();

export const callTotalsShape: z.ZodType<CallTotals> = z.strictObject({
  calls: count,
  unreported: count,
  reused: count,
  // Whatever the provider counted.
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  cacheWriteTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
  models: z.array(z.string()),
});

type Metered = Pick<Turn, 'usage' | 'report'>;

export const noCalls: CallTotals = {
  calls: 0,
  unreported: 0,
  reused: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  models: [],
};

/** The totals of a transcript; undefined where no turn tells of a call, as those of programs. */
export function callTotals(transcript: Transcript): CallTotals | undefined {
  return totalsOf(transcript.filter((event) => event.kind === 'model.call'));
}

/** The totals of turns; undefined where none tells of a call. */
export function totalsOf(turns: readonly Metered[]): CallTotals | undefined {
  if (turns.every(({ usage, report }) => usage === undefined && report === undefined)) return undefined;
  return turns.reduce(plusTurn, noCalls);
}

/** The totals with one more turn. */
export function plusTurn(totals: CallTotals, { usage, report }: Metered): CallTotals {
  const models = withModel(totals.models, report?.model);
  const calls = totals.calls + 1;
  if (report?.reused) return { ...totals, calls, models, reused: totals.reused + 1 };
  if (usage === undefined) return { ...totals, calls, models, unreported: totals.unreported + 1 };
  return {
    ...totals,
    calls,
    models,
    inputTokens: totals.inputTokens + usage.inputTokens,
    cachedInputTokens: totals.cachedInputTokens + (usage.cachedInputTokens ?? 0),
    cacheWriteTokens: totals.cacheWriteTokens + (usage.cacheWriteTokens ?? 0),
    outputTokens: totals.outputTokens + usage.outputTokens,
    reasoningTokens: totals.reasoningTokens + (usage.reasoningTokens ?? 0),
  };
}

/** Both totals together. */
export function plusTotals(left: CallTotals, right: CallTotals): CallTotals {
  return {
    calls: left.calls + right.calls,
    unreported: left.unreported + right.unreported,
    reused: left.reused + right.reused,
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
    models: right.models.reduce<readonly string[]>(withModel, left.models),
  };
}

function withModel(models: readonly string[], model: string | undefined): readonly string[] {
  return model === undefined || models.includes(model) ? models : [...models, model];
}
