/**
 * Telling a judge that is out of service from votes that fail. Votes whose call failed are held back until one is
 * answered: where none is, they are not kept, so that they can be had once the cause is gone.
 */
import { messageOf, OffswitchError } from '../../../kit/errors.ts';

/** Failed votes in a row, without one answer between them, after which the judge is not asked any more. */
const OUTAGE_LENGTH = 10;

/** What concerns one transcript and says nothing of the next. */
const OF_THE_TRANSCRIPT: ReadonlySet<unknown> = new Set(['too-long', 'too-large', 'filtered', 'empty']);

/** What came of asking once. */
export interface Attempt {
  /** What the call failed with, where it did. */
  readonly failure?: unknown;
  /** Whether the judge was asked at all. */
  readonly asked: boolean;
}

export interface FailureRow<T> {
  /**
   * Takes a vote and gives those to be kept now. Throws at the tenth failure in a row (`provider-stopped`, or
   * `provider-refused` where all were refusals), at a refusal before the first answer, and at once what no vote can
   * mend, such as a setting that the model does not take.
   */
  passed(vote: T): readonly T[];
  /** What is still held back when all votes are cast: then the failures are the result. */
  rest(): readonly T[];
}

export function failuresInARow<T extends Attempt>(judge: string): FailureRow<T> {
  let held: readonly T[] = [];
  let answered = false;
  return {
    passed(vote) {
      const { failure, asked } = vote;
      if (failure === undefined || !isOfTheJudge(failure)) {
        const answers = failure === undefined && asked;
        if (!answers) return [vote];
        answered = true;
        const kept = [...held, vote];
        held = [];
        return kept;
      }
      if (stopsAtOnce(failure) || (isRefusal(failure) && !answered && !mayBeModeration(failure)))
        throw failure;
      held = [...held, vote];
      if (held.length >= OUTAGE_LENGTH) throw outage(judge, held);
      return [];
    },
    rest: () => held,
  };
}

function isOfTheJudge(failure: unknown): boolean {
  return !(failure instanceof OffswitchError && OF_THE_TRANSCRIPT.has(failure.data.failure));
}

function isRefusal(failure: unknown): boolean {
  return failure instanceof OffswitchError && failure.code === 'provider-refused';
}

/** 403 is a key without the right, or what some moderation of a single prompt answers. */
function mayBeModeration(failure: unknown): boolean {
  return failure instanceof OffswitchError && failure.data.status === 403;
}

/** Errors of ours that are about how things are set up, and not about one call. */
function stopsAtOnce(failure: unknown): boolean {
  if (!(failure instanceof OffswitchError)) return false;
  return !['provider-failed', 'provider-refused', 'bad-agent', 'internal'].includes(failure.code);
}

function outage(judge: string, votes: readonly Attempt[]): unknown {
  const { failure } = votes.at(-1) ?? {};
  if (votes.every((vote) => isRefusal(vote.failure))) return failure;
  return new OffswitchError(
    'provider-stopped',
    `${judge} failed in ${votes.length} votes in a row and was not asked again; most recently: ${messageOf(failure)}`,
    'Fix the cause, then run the same command again: these votes are not kept as failed.',
    { judge, votes: votes.length },
  );
}
