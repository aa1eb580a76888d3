/** Asking a judge for the votes that a store lacks: many in flight, each saved before it counts. */

import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import type { BudgetGate } from '../metering/budget.ts';
import type { Spending } from '../metering/spending.ts';
import type { TrialStore } from '../store/store.ts';
import { Suspended } from '../trial/run.ts';
import type { Transcript } from '../trial/transcript.ts';
import type { Relation } from './family.ts';
import { ask, type Judge } from './judge.ts';
import { renderMasked } from './rendering.ts';
import { keptJudgements, type VoteBody, type Votes } from './votes.ts';

/** A transcript to be judged; it is loaded when its turn comes. */
export interface Subject {
  readonly subject: Hash;
  readonly relation: Relation;
  load(): Transcript;
}

export interface Collection {
  readonly judge: Judge;
  readonly store: Pick<TrialStore, 'judgements' | 'saveJudgement'>;
  readonly subjects: readonly Subject[];
  /** Votes on each. */
  readonly votes: number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Asked before every vote, and told what it used. */
  readonly budget?: { readonly gate: BudgetGate; readonly spendingOf: (vote: VoteBody) => Spending };
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Votes that are there already are not asked for again. Errors: `interrupted`, `budget-reached` and whatever the judge
 * fails with; what was had until then is kept.
 */
export async function collectVotes(collection: Collection): Promise<{ readonly asked: number }> {
  const { judge, store, subjects, votes, signal, progress } = collection;
  const have: Votes = keptJudgements(store.judgements()).get(judge.hash)?.votes ?? new Map();
  const missing = subjects.flatMap((subject) =>
    Array.from({ length: votes }, (_, vote) => ({ subject, vote })).filter(
      ({ vote }) => have.get(subject.subject)?.[vote] === undefined,
    ),
  );
  const total = subjects.length * votes;
  let asked = 0;
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  progress?.(total - missing.length, total);
  const waiting = missing.values();
  const work = async () => {
    for (const { subject, vote } of waiting) {
      if (stop.aborted) return;
      const body = await withinBudget(collection, stop, () => castVote(judge, subject, vote, stop));
      if (body === undefined) return;
      await store.saveJudgement({
        ...{ subject: subject.subject, judge: judge.hash, vote },
        body: jsonOf(body),
      });
      asked += 1;
      progress?.(total - missing.length + asked, total);
    }
  };
  const workers = Array.from({ length: collection.concurrency }, () =>
    work().catch((thrown: unknown) => {
      // The first failure stops the others; theirs is then only an interruption.
      if (!failure.signal.aborted) failure.abort(thrown);
    }),
  );
  await Promise.all(workers);
  if (signal.aborted) {
    throw new OffswitchError(
      'interrupted',
      'judging was interrupted',
      'Run the same command again to go on from here; no vote is asked for twice.',
    );
  }
  if (failure.signal.aborted) throw failure.signal.reason;
  const reached = asked < missing.length ? collection.budget?.gate.reached() : undefined;
  if (reached !== undefined) throw reached;
  return { asked };
}

/** Undefined where no more may be bought. */
async function withinBudget(
  { budget }: Collection,
  signal: AbortSignal,
  cast: () => Promise<VoteBody>,
): Promise<VoteBody | undefined> {
  if (budget === undefined) return cast();
  try {
    await budget.gate.enter(signal);
  } catch (thrown) {
    if (thrown instanceof Suspended) return undefined;
    throw thrown;
  }
  let spending: Spending | undefined;
  try {
    const body = await cast();
    spending = budget.spendingOf(body);
    return body;
  } finally {
    budget.gate.leave(spending);
  }
}

async function castVote(
  judge: Judge,
  subject: Subject,
  vote: number,
  signal: AbortSignal,
): Promise<VoteBody> {
  const text = renderMasked(subject.load());
  const cast = await ask(judge, text, `${judge.hash} ${subject.subject} ${vote}`, signal);
  return {
    kind: 'vote',
    judge: judge.identity,
    relation: subject.relation,
    verdict: cast.verdict,
    misquoted: [...cast.misquoted],
    tries: cast.tries,
    ...(cast.fault === undefined ? {} : { fault: cast.fault }),
    ...(cast.calls === undefined ? {} : { calls: { ...cast.calls, models: [...cast.calls.models] } }),
  };
}

/** Everything in a vote is JSON; the copy has the type that says so. */
function jsonOf(body: VoteBody): Json {
  return JSON.parse(JSON.stringify(body)) as Json;
}
