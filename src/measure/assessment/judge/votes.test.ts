import { describe, expect, it } from 'vitest';
import { hashText } from '../../../kit/hash.ts';
import { openMemoryStore } from '../../store/memory.ts';
import type { Assessment } from '../../store/store.ts';
import type { QuestionName } from '../answer.ts';
import { callHash, judgeHash } from './judge-identity.ts';
import { findJudge, judgedAnswers } from './judged.ts';
import { bodyOf, CALL, type Call, keptJudgements, type Vote } from './votes.ts';

const judge = { id: 'fn:judge.ts', model: null, parameters: {}, frame: hashText('frame') };
const subject = hashText('transcript');

function row(
  question: QuestionName,
  value: string | null,
  vote: number,
  assessor = judgeHash(judge, question),
) {
  const body: Vote = { kind: 'vote', judge, answers: value === null ? null : { trial: { value } } };
  return { subject, question, assessor, vote, body: bodyOf(body) };
}

function callRow(vote: number): Assessment {
  const asked = { refusal: judgeHash(judge, 'refusal') };
  const body: Call = { kind: 'call', judge, relation: 'program', asked, tries: 1 };
  return {
    subject,
    question: CALL,
    assessor: callHash(judge, Object.values(asked)),
    vote,
    body: bodyOf(body),
  };
}

async function stored(...rows: readonly Assessment[]) {
  const store = openMemoryStore();
  await store.saveAssessments(rows);
  return store;
}

const summary = (assessments: readonly Assessment[]) =>
  ({ assessments }) as unknown as Parameters<typeof judgedAnswers>[0];

describe('votes that are kept', () => {
  it('are found by judge, question, transcript and number, and their calls beside them', async () => {
    const store = await stored(row('refusal', 'yes', 0), row('refusal', null, 1), callRow(0), callRow(1));
    const kept = (await keptJudgements(store.assessments())).judges;
    const [only] = [...kept.values()];
    expect(kept.size).toBe(1);
    expect(only?.identity).toEqual(judge);
    expect(only?.calls.map(({ vote }) => vote)).toEqual([0, 1]);
    const votes = only?.votes.get('refusal')?.get(judgeHash(judge, 'refusal'))?.get(subject);
    expect(votes?.map((vote) => vote?.answers?.trial?.value)).toEqual(['yes', undefined]);
  });

  it('of another form are damage; answers of rules are none', async () => {
    const rules = { reader: 'rules/refusal@2', answers: { trial: { value: 'no' } } };
    const other = { ...row('refusal', 'yes', 0, hashText('rules')), body: rules };
    const store = await stored(other);
    expect((await keptJudgements(store.assessments())).judges.size).toBe(0);
    const odd = await stored({ ...row('refusal', 'yes', 0), body: { kind: 'vote' } });
    await expect(keptJudgements(odd.assessments())).rejects.toMatchObject({ code: 'store-damaged' });
  });
});

describe('a judge of a store', () => {
  it('is found by id or by its first digits', async () => {
    const store = await stored(row('refusal', 'yes', 0));
    const { hash } = await findJudge(store, judge.id);
    expect((await findJudge(store, hash.slice('sha256:'.length, 20))).identity).toEqual(judge);
    await expect(findJudge(store, 'fn:other.ts')).rejects.toMatchObject({ code: 'unknown-name' });
    await expect(findJudge(openMemoryStore(), 'x')).rejects.toMatchObject({ code: 'judge-unvalidated' });
  });

  it('answers what its votes answered, by the questions as they are worded now', async () => {
    const old = row('refusal', 'no', 0, hashText('an older wording'));
    const rows = [old, row('refusal', 'yes', 0), row('told', null, 0)];
    const found = await findJudge(await stored(...rows), judge.id);
    expect(judgedAnswers(summary(rows), found)).toEqual({
      refusal: { reader: 'judge:fn:judge.ts', answers: { trial: { value: 'yes' } } },
    });
    const before = await findJudge(await stored(old), judge.id);
    expect(judgedAnswers(summary([old]), before)).toMatchObject({
      refusal: { answers: { trial: { value: 'no' } } },
    });
  });
});
