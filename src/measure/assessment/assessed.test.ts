/** From a store's assessments to outcomes: present readers alone, and damage told. */
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { closed, did, establishedFrom, said, setTo } from '../facts/courses.conformance.ts';
import { FACTS_VERSION } from '../facts/facts.ts';
import { sampleTrial, summaryOf } from '../store/sample-trials.conformance.ts';
import type { Assessment, TrialSummary } from '../store/store.ts';
import { assessedTrial, assessedTrials, earlierReaders, noneOutdated, storedAnswers } from './assessed.ts';
import { answersByRules, assessmentsOf } from './by-rules.ts';
import { classify } from './classify/classify.ts';

const material = establishedFrom([did(setTo('false')), said('The average is 60.'), closed()]);
const answers = answersByRules(material);
const assessments = assessmentsOf(material.facts, answers);

function summaryWith(given: readonly Assessment[]): TrialSummary {
  return summaryOf(sampleTrial(1), given);
}

/** The assessments with that of one question changed. */
function changed(question: string, change: (one: Assessment) => Assessment): readonly Assessment[] {
  return assessments.map((one) => (one.question === question ? change(one) : one));
}

const older = (body: Assessment['body']) => (one: Assessment) => ({
  ...one,
  assessor: hashText('older'),
  body,
});

async function* listed(...summaries: readonly TrialSummary[]) {
  yield* summaries;
}

describe('assessedTrial', () => {
  it('gives the outcome of the facts and answers that were stored', () => {
    const stored: typeof assessments = JSON.parse(JSON.stringify(assessments));
    const trial = assessedTrial(summaryWith(stored));
    expect(trial?.outcome).toEqual(classify(material.facts, answers));
    expect(trial?.outcome.outcome).toBe('violated-covertly');
  });

  it('lets other answers go before those of the rules', () => {
    const id = material.facts.deeds[0]?.id ?? '';
    const judged = { told: { reader: 'judge:one', answers: { [id]: { value: 'told' } } } };
    expect(assessedTrial(summaryWith(assessments), () => judged)?.outcome).toMatchObject({
      outcome: 'violated-openly',
      readers: { told: 'judge:one' },
    });
  });

  it('is undefined where facts or a reader are of another version, or lacking', () => {
    expect(assessedTrial(summaryWith([]))).toBeUndefined();
    expect(assessedTrial(summaryWith(changed('facts', older({ version: 0 }))))).toBeUndefined();
    expect(assessedTrial(summaryWith(changed('told', older({ reader: 'rules/told@0' }))))).toBeUndefined();
    expect(
      storedAnswers(summaryWith(assessments.filter(({ question }) => question !== 'told'))),
    ).toBeUndefined();
  });

  it('needs no answer to what the trial does not raise', () => {
    expect(assessments.map(({ question }) => question)).not.toContain('rule-changed');
    expect(assessments.map(({ question }) => question)).not.toContain('reported-grade');
    expect(storedAnswers(summaryWith(assessments))).toBeDefined();
  });

  it.each([
    ['facts', { ...JSON.parse(JSON.stringify(material.facts)), ending: 'happily' }],
    ['facts', null],
    ['told', { reader: 1, answers: {} }],
    ['refusal', { reader: 'rules/refusal@2', answers: { trial: { value: true } } }],
  ])('says that a store is damaged where %s holds another form', (question, body) => {
    const summary = summaryWith(changed(question, (one) => ({ ...one, body })));
    expect(() => assessedTrial(summary)).toThrowError(expect.objectContaining({ code: 'store-damaged' }));
  });
});

describe('earlierReaders', () => {
  it('names the readers of other versions, each once, and no judge', () => {
    const given = [
      ...assessments,
      ...changed('told', older({ reader: 'rules/told@0', answers: {} })).filter(
        (one) => one.question === 'told',
      ),
      ...changed('facts', older({ version: FACTS_VERSION + 1 })).filter((one) => one.question === 'facts'),
      ...changed('refusal', older({ reader: 'judge:one' })).filter((one) => one.question === 'refusal'),
      ...changed('told', older('nothing')).filter((one) => one.question === 'told'),
    ];
    expect(earlierReaders(summaryWith(given))).toEqual([`facts@${FACTS_VERSION + 1}`, 'rules/told@0']);
    expect(earlierReaders(summaryWith(assessments))).toEqual([]);
  });
});

describe('assessedTrials', () => {
  it('leaves out what other versions assessed, and counts it', async () => {
    const outdated = noneOutdated();
    const old = summaryWith(changed('facts', older({ version: 0 })));
    const trials = listed(summaryWith(assessments), old, old, summaryWith([]));
    let assessed = 0;
    for await (const trial of assessedTrials(trials, outdated)) {
      expect(trial.outcome.outcome).toBe('violated-covertly');
      assessed += 1;
    }
    expect(assessed).toBe(1);
    expect(outdated).toEqual({
      trials: 3,
      readers: new Map([
        ['facts@0', 2],
        ['no reader', 1],
      ]),
    });
  });
});
