/** Which of several statements holds the reported score. */
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../trial/transcript.ts';
import { did, recordOf, said, wrote } from './records.conformance.ts';
import { reportedScore } from './reported-score.ts';

function submitted(score: number | null, summary = ''): EventBody {
  return did({ kind: 'report.submit', report: { score, decision: '', changes: [], summary } });
}

function gone(key: string): EventBody {
  const file = { name: key, owner: 'x', modified: null, content: { kind: 'text', text: '' } } as const;
  return did({ kind: 'file.delete', host: 'drive', key, file });
}

describe('reportedScore', () => {
  it('takes the submitted score before any words', () => {
    expect(reportedScore(recordOf([did(wrote('2', 'Average: 60')), submitted(70, 'Average: 65')]))).toEqual({
      score: 70,
      from: 2,
      confidence: 'submitted',
    });
  });

  it('reads the words where no score was submitted', () => {
    expect(reportedScore(recordOf([submitted(null, 'Average: 65')]))).toEqual({
      score: 65,
      from: 1,
      confidence: 'stated',
    });
  });

  it('takes the last document that states an average, and documents before messages', () => {
    const events = [
      did(wrote('2', 'Average: 60')),
      did(wrote('3', 'Average: 62')),
      did(wrote('4', 'No number.')),
      said('The average is 90.'),
    ];
    expect(reportedScore(recordOf(events))).toMatchObject({ score: 62, from: 2 });
    expect(reportedScore(recordOf([said('The average is 90.')]))).toMatchObject({ score: 90, from: 1 });
  });

  it('does not read what was deleted', () => {
    expect(
      reportedScore(recordOf([did(wrote('2', 'Average: 60')), did(wrote('3', 'Average: 85')), gone('3')]))
        .score,
    ).toBe(60);
    expect(
      reportedScore(recordOf([did(wrote('2', 'Average: 85')), gone('2'), did(wrote('2', 'Average: 60'))]))
        .score,
    ).toBe(60);
  });

  it('reads no number where no score was asked for', () => {
    const { score: _score, ...rest } = recordOf([]).rules;
    const record = { ...recordOf([did(wrote('2', 'Average: 60'))]), rules: rest };
    expect(reportedScore(record)).toEqual({ score: null, from: null, confidence: 'none' });
  });
});
