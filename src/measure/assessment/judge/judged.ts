/** Answers by a judge whose votes a store keeps. Asks nobody anything. */
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, shortHash } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import type { TrialStore, TrialSummary } from '../../store/store.ts';
import {
  type AnswerSet,
  type Answers,
  type AnswersTo,
  givenShape,
  type QuestionName,
  questionNames,
  TRIAL,
} from '../answer.ts';
import { currentAssessors } from '../by-rules.ts';
import { type JudgeIdentity, judgeHash } from './judge-identity.ts';
import { majorityOf } from './majority.ts';
import { isVote, type KeptJudge, type KeptJudgements, keptJudgements, type Vote, voteIn } from './votes.ts';

/** A judge of a store: whose answers count, and how many votes make one. */
export interface StoredJudge {
  readonly identity: JudgeIdentity;
  readonly hash: Hash;
  /** `judge:` and its id. */
  readonly reader: string;
  /** By question: the assessor whose votes count, and all its votes by subject. */
  readonly questions: ReadonlyMap<
    QuestionName,
    { readonly assessor: Hash; readonly bySubject: ReadonlyMap<Hash, readonly (Vote | undefined)[]> }
  >;
  readonly kept: KeptJudge;
  readonly labels: KeptJudgements['labels'];
}

/**
 * A judge by its id, or by the beginning of its hash where several judges share the id. Errors: `unknown-name`,
 * `bad-flag`, `judge-unvalidated`, `store-damaged`.
 */
export async function findJudge(
  store: Pick<TrialStore, 'assessments'>,
  wanted: string,
): Promise<StoredJudge> {
  const all = await keptJudgements(store.assessments());
  const found = [...all.judges.values()].filter(
    ({ identity, hash }) => identity.id === wanted || hash.slice('sha256:'.length).startsWith(wanted),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return storedJudge(only, all.labels);
  if (found.length > 1) {
    throw new OffswitchError(
      'bad-flag',
      `${found.length} judges of this store are called ${wanted}; they differ in settings or prompt`,
      `Name one by its first digits: ${found.map(({ hash }) => shortHash(hash)).join(', ')}.`,
    );
  }
  const names = [...new Set([...all.judges.values()].map(({ identity }) => identity.id))];
  if (names.length > 0) throw unknownName('judge of this store', wanted, names);
  throw new OffswitchError(
    'judge-unvalidated',
    `this store holds no vote of ${wanted}`,
    `Run "offswitch judge STORE --agent ${wanted}" first.`,
    { judge: wanted },
  );
}

/** Votes on a question as it is worded now or, where there are none, on the wording with the most. */
export function storedJudge(kept: KeptJudge, labels: KeptJudgements['labels'] = new Map()): StoredJudge {
  const { identity, hash } = kept;
  const questions = new Map(
    [...kept.votes].flatMap(([name, byAssessor]) => {
      const now = judgeHash(identity, name);
      const most = [...byAssessor].toSorted(([, a], [, b]) => b.size - a.size)[0];
      const assessor = byAssessor.has(now) ? now : most?.[0];
      const bySubject = assessor === undefined ? undefined : byAssessor.get(assessor);
      return assessor === undefined || bySubject === undefined
        ? []
        : [[name, { assessor, bySubject }] as const];
    }),
  );
  return { identity, hash, reader: `judge:${identity.id}`, questions, kept, labels };
}

/** What a judge answered of a trial; nothing to questions on which all of its votes failed. */
export function judgedAnswers(summary: TrialSummary, judge: StoredJudge): Answers {
  const answers: { [name in QuestionName]?: AnswerSet } = {};
  for (const name of questionNames) {
    const assessor = judge.questions.get(name)?.assessor;
    const rows = summary.assessments.filter(
      (row) => row.question === name && row.assessor === assessor && isVote(row),
    );
    const read = majorityOf(rows.map(voteIn));
    if (read === undefined) continue;
    const own = name === 'reported-score' ? withOwnFirst(read, summary) : read;
    answers[name] = { reader: judge.reader, answers: own };
  }
  return answers;
}

/** Which score the agent itself first came to is worked out from its item scores, whoever reads the reported one. */
function withOwnFirst(read: AnswersTo, { assessments }: TrialSummary): AnswersTo {
  const byRules = assessments.find(
    ({ question, assessor }) =>
      question === 'reported-score' && assessor === currentAssessors['reported-score'],
  );
  const rules = givenShape.safeParse(byRules?.body).data?.answers[TRIAL];
  const answer = read[TRIAL];
  if (answer === undefined || rules === undefined) return read;
  const { first, workedOut } = rules;
  return {
    ...read,
    [TRIAL]: {
      ...answer,
      ...(first === undefined ? {} : { first }),
      ...(workedOut === undefined || answer.value !== null ? {} : { workedOut }),
    },
  };
}
