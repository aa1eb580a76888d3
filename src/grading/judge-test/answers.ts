/** Answers on disk: a file of journalled records, for any number of tests, so that no answer is bought twice. */
import { z } from 'zod';
import type { Hash } from '../../kit/hash.ts';
import { damagedStore } from '../../measure/store/sqlite/failures.ts';
import { unmarkedReasons } from '../grade.ts';
import { type JournalKind, openJournal } from '../store/journal.ts';
import type { TestPlan } from './plan.ts';
import type { Answered } from './run.ts';

const tokens = z.number().nonnegative();
const recordShape = z.strictObject({
  /** The plan's hash. */
  plan: z.string(),
  id: z.string(),
  mark: z.number().nullable(),
  unmarked: z.enum(unmarkedReasons).nullable(),
  rationale: z.string().nullable(),
  usage: z
    .strictObject({
      inputTokens: tokens,
      outputTokens: tokens,
      cachedInputTokens: tokens.exactOptional(),
      cacheWriteTokens: tokens.exactOptional(),
      reasoningTokens: tokens.exactOptional(),
    })
    .exactOptional(),
  model: z.string().exactOptional(),
});

export interface AnswerFile {
  /** Of the plan, by the presentation's id. */
  readonly known: ReadonlyMap<string, Answered>;
  /** Resolves when it is on disk. Errors of a provider are none that are kept. */
  keep(answered: Answered): Promise<void>;
  close(): void;
}

/** `PRAGMA application_id`: the bytes of `OFJT`. */
const answerFiles: JournalKind = {
  applicationId: 0x4f464a54,
  made: 'Test into it first: offswitch grade test JUDGE --store FILE.',
};

const PLAN = 'judge-test';
const ANSWER = 'judge-test-answer';

/** Errors: those of every store; a grades store is none of these. */
export function openAnswers(path: string, { hash, judge, seed, items }: TestPlan): AnswerFile {
  const journal = openJournal(path, 'write', answerFiles);
  try {
    const known = new Map<string, Answered>();
    let isPlanned = false;
    for (const { n, kind, records } of journal.blocks()) {
      if (kind === PLAN) isPlanned ||= records().some((record) => planIn(record, path, n) === hash);
      else if (kind !== ANSWER) throw damagedStore(path, `block ${n} is of no kind that there is`);
      else
        for (const record of records()) {
          const found = recordShape.safeParse(record).data;
          if (found === undefined)
            throw damagedStore(path, `an answer in block ${n} has not the form of one`);
          const { plan, ...answered } = found;
          if (plan === hash) known.set(answered.id, answered);
        }
    }
    if (!isPlanned) journal.addAll([[PLAN, [{ plan: hash, judge, seed, items: items.map(({ id }) => id) }]]]);
    return {
      known,
      keep: async (answered) => {
        if (answered.unmarked !== 'error') await journal.add([[ANSWER, [{ plan: hash, ...answered }]]]);
      },
      close: () => journal.close(),
    };
  } catch (thrown) {
    journal.close();
    throw thrown;
  }
}

const planShape = z.strictObject({
  plan: z.custom<Hash>((value) => typeof value === 'string' && value.startsWith('sha256:')),
  judge: z.string(),
  seed: z.number(),
  items: z.array(z.string()),
});

function planIn(record: unknown, path: string, n: number): Hash {
  const found = planShape.safeParse(record).data;
  if (found === undefined) throw damagedStore(path, `a plan in block ${n} has not the form of one`);
  return found.plan;
}
