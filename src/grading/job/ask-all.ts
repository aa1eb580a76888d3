/** Asking the judges: many presentations in flight, each mark kept before it counts, none bought twice. */
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { hashOf } from '../../kit/hash.ts';
import { printable } from '../../kit/text.ts';
import { failuresInARow } from '../../measure/assessment/judge/judge-outage.ts';
import type { BudgetGate } from '../../measure/metering/budget.ts';
import type { Spending } from '../../measure/metering/spending.ts';
import { Suspended } from '../../measure/trial/run.ts';
import type { UnmarkedReason } from '../grade.ts';
import type { Judge, Marking, Presentation } from '../judge.ts';
import { levelOf } from '../scale.ts';
import type { StoredMark, StoredSaid } from '../store/records.ts';
import type { Ask } from './asks.ts';

export interface Asking {
  readonly asks: readonly Ask[];
  readonly judges: readonly Judge[];
  present(ask: Ask): Presentation;
  /** Resolves when it is on disk. */
  keep(mark: StoredMark, said: StoredSaid): Promise<void>;
  /** Calls in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Asked before every call of a judge that is bought, and told what it used. */
  readonly budget?: {
    readonly gate: BudgetGate;
    readonly spendingOf: (judge: Judge, marking: Marking) => Spending;
  };
  readonly progress?: (done: number, failed: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Attempt {
  readonly ask: Ask;
  readonly presentation: Presentation;
  readonly marking: Marking;
  readonly failure?: unknown;
  readonly asked: true;
}

/**
 * Asks all, and keeps each mark. Errors: `interrupted`, `budget-reached`, and what stops a judge altogether (see
 * `failuresInARow`); what was had until then is kept.
 */
export async function askAll(asking: Asking): Promise<void> {
  const { asks, judges, signal, budget } = asking;
  const stopping = new AbortController();
  const stop = AbortSignal.any([signal, stopping.signal]);
  const rows = judges.map(({ id }) => failuresInARow<Attempt>(id));
  const counts = { done: 0, failed: 0, held: 0 };
  const keep = async (attempt: Attempt) => {
    await asking.keep(...recordsOf(attempt, asking.now()));
    counts.done += 1;
    if (attempt.marking.mark === null) counts.failed += 1;
    asking.progress?.(counts.done, counts.failed);
  };
  const waiting = asks.values();
  const work = async () => {
    for (const ask of waiting) {
      if (stop.aborted) return;
      const judge = judges[ask.judge];
      if (judge === undefined) continue;
      const attempt = await withinBudget(asking, judge, stop, () => attemptOf(asking, judge, ask, stop));
      if (attempt === undefined) return;
      for (const one of rows[ask.judge]?.passed(attempt) ?? []) await keep(one);
    }
  };
  const workers = Array.from({ length: Math.min(asking.concurrency, asks.length) }, () =>
    work().catch((thrown: unknown) => {
      // The first failure stops the others; theirs is then only an interruption.
      if (!stopping.signal.aborted) stopping.abort(thrown);
    }),
  );
  await Promise.all(workers);
  if (signal.aborted)
    throw new OffswitchError(
      'interrupted',
      'grading was interrupted',
      'Run the same command again to continue from here; no mark is asked for twice.',
    );
  if (stopping.signal.aborted) throw stopping.signal.reason;
  for (const row of rows) for (const one of row.rest()) await keep(one);
  const reached = counts.done < asks.length ? budget?.gate.reached() : undefined;
  if (reached !== undefined) throw reached;
}

/** A call that failed is an attempt, too. Rejects with the signal's reason alone. */
async function attemptOf(asking: Asking, judge: Judge, ask: Ask, signal: AbortSignal): Promise<Attempt> {
  const presentation = asking.present(ask);
  try {
    return { ask, presentation, marking: await judge.mark(presentation, signal), asked: true };
  } catch (failure) {
    signal.throwIfAborted();
    const rationale = printable(messageOf(failure), 1_000);
    return {
      ...{ ask, presentation, failure, asked: true },
      marking: { mark: null, unmarked: reasonOf(failure), rationale },
    };
  }
}

function reasonOf(failure: unknown): UnmarkedReason {
  const filtered = failure instanceof OffswitchError && failure.data.failure === 'filtered';
  return filtered ? 'filtered' : 'error';
}

/** Undefined where no more may be bought. */
async function withinBudget(
  { budget }: Asking,
  judge: Judge,
  signal: AbortSignal,
  attempt: () => Promise<Attempt>,
): Promise<Attempt | undefined> {
  if (budget === undefined || judge.simulated) return attempt();
  try {
    await budget.gate.enter(signal);
  } catch (thrown) {
    if (thrown instanceof Suspended) return undefined;
    throw thrown;
  }
  let spending: Spending | undefined;
  try {
    const one = await attempt();
    spending = one.failure === undefined ? budget.spendingOf(judge, one.marking) : undefined;
    return one;
  } finally {
    budget.gate.leave(spending);
  }
}

/** A mark that is none of the scale is none at all, whoever gave it. */
function recordsOf({ ask, presentation, marking }: Attempt, at: number): [StoredMark, StoredSaid] {
  const { id, system, user, scale } = presentation;
  const level = marking.mark === null ? null : levelOf(marking.mark, scale);
  const unmarked = level === null ? (marking.unmarked ?? 'malformed') : null;
  return [
    { ...ask, level, unmarked, at, usage: marking.usage ?? null, model: marking.model ?? null },
    { rationale: marking.rationale, presentation: id, shown: hashOf([system, user]) },
  ];
}
