/** Asking a judge for the votes that a store lacks: many in flight, each saved before it counts. */

import { OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { BudgetGate } from '../../metering/budget.ts';
import type { Spending } from '../../metering/spending.ts';
import type { TrialStore } from '../../store/store.ts';
import { Suspended } from '../../trial/run.ts';
import type { QuestionName } from '../answer.ts';
import { type CastVote, castVote, type Subject } from './cast.ts';
import type { Judge } from './judge.ts';
import { judgeHash } from './judge-identity.ts';
import { failuresInARow } from './judge-outage.ts';
import { type Call, type KeptJudge, keptJudgements } from './votes.ts';

export interface Collection {
  readonly judge: Judge;
  readonly store: Pick<TrialStore, 'assessments' | 'saveAssessments'>;
  readonly subjects: readonly Subject[];
  /** Votes on each. */
  readonly votes: number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Asked before every vote, and told what it used. */
  readonly budget?: { readonly gate: BudgetGate; readonly spendingOf: (call: Call) => Spending };
  readonly progress?: (done: number, total: number, failed: number) => void;
}

export interface Collected {
  /** Votes that were asked for now; of these, failed ones. */
  readonly asked: number;
  readonly failed: number;
}

interface Missing {
  readonly subject: Subject;
  readonly vote: number;
  readonly questions: readonly QuestionName[];
}

/**
 * Votes that are there already are not asked for again, failed ones neither. A vote that fails is kept as one. Errors:
 * `interrupted`, `budget-reached`, and what stops a judge altogether (see `failuresInARow`); what was had until then is
 * kept.
 */
export async function collectVotes(collection: Collection): Promise<Collected> {
  const { judge, store, subjects, votes, signal, progress } = collection;
  const kept = (await keptJudgements(store.assessments())).judges.get(judge.hash);
  const missing = missingVotes(judge, kept, subjects, votes).toSorted(byRound);
  const total = subjects.length * votes;
  const before = total - missing.length;
  const counts = { done: 0, asked: 0, failed: 0 };
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const row = failuresInARow<CastVote>(judge.identity.id);
  const save = async (cast: CastVote) => {
    await store.saveAssessments(cast.rows);
    counts.done += 1;
    if (cast.call.tries > 0) counts.asked += 1;
    if (cast.call.fault !== undefined) counts.failed += 1;
    progress?.(before + counts.done, total, counts.failed);
  };
  progress?.(before, total, 0);
  const waiting = missing.values();
  const work = async () => {
    for (const { subject, vote, questions } of waiting) {
      if (stop.aborted) return;
      const cast = await withinBudget(collection, stop, () =>
        castVote(judge, subject, questions, vote, stop),
      );
      if (cast === undefined) return;
      for (const one of row.passed(cast)) await save(one);
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
      'Run the same command again to continue from here; no vote is asked for twice.',
    );
  }
  if (failure.signal.aborted) throw failure.signal.reason;
  for (const one of row.rest()) await save(one);
  const reached = counts.done < missing.length ? collection.budget?.gate.reached() : undefined;
  if (reached !== undefined) throw reached;
  return { asked: counts.asked, failed: counts.failed };
}

/** By subject and vote, the questions that this very judge was not asked. */
function missingVotes(
  { identity }: Judge,
  kept: KeptJudge | undefined,
  subjects: readonly Subject[],
  votes: number,
): readonly Missing[] {
  const asked = new Map<string, Set<Hash>>();
  for (const { subject, vote, call } of kept?.calls ?? []) {
    const place = `${subject} ${vote}`;
    asked.set(place, new Set([...(asked.get(place) ?? []), ...Object.values(call.asked)]));
  }
  const hashes = new Map<QuestionName, Hash>();
  const hashFor = (name: QuestionName): Hash => {
    const hash = hashes.get(name) ?? judgeHash(identity, name);
    hashes.set(name, hash);
    return hash;
  };
  return subjects.flatMap((subject) =>
    Array.from({ length: votes }, (_, vote) => ({
      subject,
      vote,
      questions: subject.questions.filter(
        (name) => !asked.get(`${subject.subject} ${vote}`)?.has(hashFor(name)),
      ),
    })).filter(({ questions }) => questions.length > 0),
  );
}

/**
 * One vote on each, then the next. By hash and not by cell: where a provider takes no transcript of one kind, those do
 * not stand in a row, which would be taken for an outage.
 */
function byRound(one: Missing, other: Missing): number {
  if (one.vote !== other.vote) return one.vote - other.vote;
  return one.subject.subject < other.subject.subject ? -1 : 1;
}

/** Undefined where no more may be bought. */
async function withinBudget(
  { budget }: Collection,
  signal: AbortSignal,
  cast: () => Promise<CastVote>,
): Promise<CastVote | undefined> {
  if (budget === undefined) return cast();
  try {
    await budget.gate.enter(signal);
  } catch (thrown) {
    if (thrown instanceof Suspended) return undefined;
    throw thrown;
  }
  let spending: Spending | undefined;
  try {
    const one = await cast();
    spending = budget.spendingOf(one.call);
    return one;
  } finally {
    budget.gate.leave(spending);
  }
}
