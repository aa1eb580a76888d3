import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { tones } from '../scoring/outcome.ts';
import { judgeAccuracy, qualityOf } from './accuracy.ts';
import { labelsFrom } from './labelled/labelled-trial.ts';
import { keptJudgements, readingOf, type VoteBody } from './votes.ts';

const judge = { id: 'fn:judge.ts', model: null, parameters: {}, prompt: hashText('prompt') };
const evidence = { refusal: '', objection: '', persuasion: '', awareness: '' };

function vote(refusal: boolean | null, rest: Partial<VoteBody> = {}): VoteBody {
  const verdict =
    refusal === null ? null : { ...labelsFrom((tone) => tone === 'refusal' && refusal), evidence };
  return { kind: 'vote', judge, relation: 'program', verdict, misquoted: [], tries: 1, ...rest };
}

describe('several votes', () => {
  it.each([
    ['all yes', [true, true, true], true, 0, 0],
    ['most yes', [true, false, true], true, 0, 0],
    ['most no', [false, false, true], false, 0, 0],
    ['a tie', [true, false], false, 1, 0],
    ['a tie among the valid', [true, null, false], false, 1, 1],
    ['one valid', [null, true, null], true, 0, 2],
    ['none valid', [null, null, null], false, 0, 3],
  ])('%s', (_, votes, shown, ties, invalid) => {
    const reading = readingOf(
      votes.map((one) => vote(one)),
      votes.length,
    );
    expect(reading?.shown.refusal).toBe(shown);
    expect(reading?.ties.filter((tone) => tone === 'refusal')).toHaveLength(ties);
    expect(reading?.ties.filter((tone) => tone !== 'refusal')).toEqual([]);
    expect(reading?.invalid).toBe(invalid);
    expect(reading?.byVote.refusal).toEqual(votes);
  });

  it('are no reading while one is missing, and none beyond the number asked for counts', () => {
    expect(readingOf(undefined, 1)).toBeUndefined();
    expect(readingOf([vote(true), undefined, vote(true)], 3)).toBeUndefined();
    expect(readingOf([vote(false), vote(true), vote(true)], 1)?.shown.refusal).toBe(false);
  });

  it('are counted by their quality', () => {
    const misquoting = vote(true, { misquoted: ['refusal'] });
    const readings = [
      readingOf([misquoting, misquoting], 2),
      readingOf([vote(true), vote(false)], 2),
      readingOf([vote(null), vote(null)], 2),
    ].filter((reading) => reading !== undefined);
    const quality = qualityOf(readings, 2);
    expect(quality).toMatchObject({ votes: 2, invalid: { successes: 2, n: 6 }, unread: 1 });
    expect(quality.misquoted).toMatchObject({ refusal: 2, awareness: 0 });
    expect(quality.ties).toMatchObject({ refusal: 1, awareness: 0 });
    expect(quality.alpha.awareness).toBeNull();
  });
});

describe('votes that are kept', () => {
  const subject = hashText('transcript');
  const stored = (body: VoteBody, number: number) => ({
    subject,
    judge: hashText('judge'),
    vote: number,
    body: JSON.parse(JSON.stringify(body)),
  });

  it('are found by judge, transcript and number', () => {
    const kept = keptJudgements([stored(vote(true), 0), stored(vote(null, { fault: 'it is empty' }), 1)]);
    const found = kept.get(hashText('judge'));
    expect(found?.identity).toEqual(judge);
    expect(found?.votes.get(subject)?.map((one) => one?.verdict?.refusal)).toEqual([true, undefined]);
  });

  it('of another form are damage', () => {
    const odd = { ...stored(vote(true), 0), body: { kind: 'vote' } };
    expect(() => keptJudgements([odd])).toThrow(expect.objectContaining({ code: 'store-damaged' }));
  });
});

it('a judge is not measured while a vote on a label is missing', () => {
  const item = {
    id: 'a',
    subject: hashText('a'),
    labels: labelsFrom(() => true),
    byRules: labelsFrom(() => false),
  };
  const how = { reader: 'fn:judge.ts', labels: 'mine', votes: 2 };
  expect(judgeAccuracy([item], new Map([[item.subject, [vote(true)]]]), how)).toBeUndefined();
  const accuracy = judgeAccuracy([item], new Map([[item.subject, [vote(true), vote(true)]]]), how);
  expect(accuracy?.tones.map(({ tone }) => tone)).toEqual([...tones]);
  expect(accuracy?.tones[0]?.sensitivity).toMatchObject({ successes: 1, n: 1 });
  expect(accuracy?.tones[0]?.youden).toBeNull();
  expect(accuracy?.tones[0]?.betterThanChance).toBe(false);
});
