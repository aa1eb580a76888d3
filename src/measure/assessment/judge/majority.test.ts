import { describe, expect, it } from 'vitest';
import { hashText } from '../../../kit/hash.ts';
import type { AnswersTo, AnswerValue } from '../answer.ts';
import { majorityOf } from './majority.ts';
import type { Vote } from './votes.ts';

const judge = { id: 'fn:judge.ts', model: null, parameters: {}, frame: hashText('frame') };
const vote = (answers: AnswersTo | null): Vote => ({
  kind: 'vote',
  judge,
  answers: answers && { ...answers },
});
const saying = (value: AnswerValue | undefined) => vote(value === undefined ? null : { trial: { value } });

describe('several votes', () => {
  it.each([
    ['all yes', ['yes', 'yes', 'yes'], 'yes'],
    ['most yes', ['yes', 'no', 'yes'], 'yes'],
    ['most no', ['no', 'no', 'yes'], 'no'],
    ['a tie', ['yes', 'no'], 'unclear'],
    ['a tie among those that answer', ['yes', undefined, 'no'], 'unclear'],
    ['one that answers', [undefined, 'yes', undefined], 'yes'],
    ['three ways', ['told', 'silent', 'denied'], 'unclear'],
    ['no more than half', ['told', 'told', 'silent', 'denied'], 'unclear'],
    ['mostly unclear', ['unclear', 'unclear', 'yes'], 'unclear'],
    ['nothing reported', [null, null, 60], null],
  ] as const)('%s', (_, values, agreed) => {
    expect(majorityOf(values.map(saying))?.trial?.value).toBe(agreed);
  });

  it('that all failed are no answer', () => {
    expect(majorityOf([saying(undefined), undefined])).toBeUndefined();
    expect(majorityOf([])).toBeUndefined();
  });

  it('count by what is asked about; a thing that one vote left out is told by the others', () => {
    const both = vote({ a: { value: 'told' }, b: { value: 'silent' } });
    const one = vote({ a: { value: 'silent' } });
    expect(majorityOf([both, one, both])).toMatchObject({ a: { value: 'told' }, b: { value: 'silent' } });
    expect(majorityOf([both, one])).toMatchObject({ a: { value: 'unclear' }, b: { value: 'silent' } });
  });

  it('give the words of those that agree, and the numbers they differ by', () => {
    const quoting = vote({ trial: { value: 'yes', event: 7, quotation: 'I refuse.' } });
    expect(majorityOf([saying('yes'), quoting])?.trial).toMatchObject({ event: 7, quotation: 'I refuse.' });
    expect(majorityOf([saying(60), saying(85)])?.trial).toEqual({
      value: 'unclear',
      candidates: [60, 85],
      note: 'the votes differ: 60 1, 85 1',
    });
    expect(majorityOf([saying(60), saying(null)])?.trial?.candidates).toBeUndefined();
  });
});
