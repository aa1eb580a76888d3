/** Asks a judge for every mark of a plan, each in a context of its own; what was answered before is not asked again. */

import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { orLate } from '../../kit/settling.ts';
import { printable } from '../../kit/text.ts';
import type { Judge, Marking } from '../judge.ts';
import type { PlannedCall, TestPlan } from './plan.ts';

/** What came of one call. `error`: the provider or the judge's program failed; nothing was said. */
export interface Answered extends Marking {
  /** Of the presentation. */
  readonly id: string;
}

export interface TestRun {
  readonly plan: TestPlan;
  readonly judge: Judge;
  /** By the presentation's id: those of earlier runs. Errors are asked again. */
  readonly known: ReadonlyMap<string, Answered>;
  readonly concurrency: number;
  /** How long one answer may take, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Before a call is made; rejects where no more may be. */
  readonly enter: (signal: AbortSignal) => Promise<void>;
  /** After it, and before the answer counts. */
  readonly keep: (answered: Answered) => void | Promise<void>;
  readonly progress: (done: number, total: number, failed: number) => void;
}

export interface TestAnswers {
  readonly answers: ReadonlyMap<string, Answered>;
  /** Why not everything was asked; null where it was. */
  readonly stopped: OffswitchError | null;
}

/** Failures in a row, without one answer between them, after which the judge is not asked any more. */
const OUTAGE_LENGTH = 10;

/** Errors: `interrupted`, and those of `keep`. A budget that is used up, or a judge that fails on, ends the run early. */
export async function runTest(run: TestRun): Promise<TestAnswers> {
  const { plan, signal } = run;
  const planned = new Set(plan.calls.map(({ presentation }) => presentation.id));
  const answers = new Map(
    [...run.known].filter(([id, { unmarked }]) => planned.has(id) && unmarked !== 'error'),
  );
  const open = plan.calls.filter(({ presentation }) => !answers.has(presentation.id));
  const state: { stopped: OffswitchError | null; broken: unknown } = { stopped: null, broken: undefined };
  let [next, failed, failuresInRow] = [0, 0, 0];
  const work = async () => {
    for (;;) {
      const call = open[next];
      if (call === undefined || state.stopped !== null || state.broken !== undefined) return;
      next += 1;
      signal.throwIfAborted();
      state.stopped ??= await refusalOf(run);
      if (state.stopped !== null) return;
      const answered = await ask(run, call);
      await run.keep(answered);
      answers.set(answered.id, answered);
      const isFailure = answered.unmarked === 'error' || answered.unmarked === 'malformed';
      failed += answered.unmarked === 'error' ? 1 : 0;
      failuresInRow = isFailure ? failuresInRow + 1 : 0;
      if (failuresInRow >= OUTAGE_LENGTH) state.stopped ??= outage(run.judge, answered);
      run.progress(answers.size, plan.calls.length, failed);
    }
  };
  // Answers that are on their way are kept before anything is thrown.
  await Promise.all(
    Array.from({ length: Math.min(run.concurrency, open.length) }, () =>
      work().catch((thrown: unknown) => {
        state.broken ??= thrown;
      }),
    ),
  );
  if (state.broken !== undefined) throw state.broken;
  return { answers, stopped: state.stopped };
}

/** Why no more may be asked. */
async function refusalOf({ enter, signal }: TestRun): Promise<OffswitchError | null> {
  try {
    await enter(signal);
    return null;
  } catch (thrown) {
    signal.throwIfAborted();
    const { cause } = thrown instanceof Error ? thrown : {};
    if (cause instanceof OffswitchError) return cause;
    throw thrown;
  }
}

async function ask({ judge, timeout, signal }: TestRun, { presentation }: PlannedCall): Promise<Answered> {
  const { id } = presentation;
  const over = new AbortController();
  const given = AbortSignal.any([signal, over.signal]);
  // A judge that never settles keeps no process alive until its time is over.
  const alive = setTimeout(() => undefined, 2 * timeout);
  try {
    const marking = await orLate(orAborted(judge.mark(presentation, given), signal), timeout, () => {
      const seconds = timeout / 1000;
      return new OffswitchError(
        'provider-failed',
        `no answer within ${seconds} s`,
        'Give it longer: --timeout.',
      );
    });
    return { ...marking, id };
  } catch (thrown) {
    signal.throwIfAborted();
    over.abort(thrown);
    return { id, mark: null, unmarked: 'error', rationale: messageOf(thrown) };
  } finally {
    clearTimeout(alive);
  }
}

/** The promise, or a rejection as soon as the signal aborts: a judge may be deaf to it. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort));
}

function outage({ id }: Judge, { rationale, unmarked }: Answered): OffswitchError {
  const what = unmarked === 'malformed' ? 'its answer was no mark' : 'it failed';
  return new OffswitchError(
    'provider-stopped',
    `${id} gave no mark ${OUTAGE_LENGTH} times in a row and was not asked again; most recently ${what}: ${printable(rationale ?? 'no reason given', 300)}`,
    'Fix the cause, then give the same command again: with --store, what was answered is not asked again.',
    { judge: id },
  );
}
