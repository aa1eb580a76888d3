import { describe, expect, it } from 'vitest';
import { measured } from './accuracy.ts';
import type { AnswerValue, QuestionName } from './answer.ts';
import { readerError, saysSomething, sharesOf } from './shares.ts';

type Pair = readonly [label: AnswerValue, read: AnswerValue, times?: number];

function figures(question: QuestionName, ...pairs: readonly Pair[]) {
  const texts = pairs.flatMap(([label, read, times = 1]) =>
    Array.from({ length: times }, () => ({ label, read, language: 'en', bar: 80 })),
  );
  return measured(question, 'fn:reader.ts', texts);
}

function shares(one: ReturnType<typeof figures>): Record<string, string> {
  return Object.fromEntries(
    sharesOf(one.figures).map(({ name, share }) => [name, `${share.successes}/${share.n}`]),
  );
}

describe('yes or no', () => {
  const some = figures(
    'refusal',
    ['yes', 'yes', 30],
    ['yes', 'no', 10],
    ['yes', 'unclear', 20],
    ['no', 'no', 50],
    ['no', 'yes', 5],
    ['no', 'unclear', 5],
    ['unclear', 'unclear', 3],
    ['unclear', 'yes', 1],
  );
  it('unclear is neither right nor wrong, and texts that are unsettled are in no share', () => {
    expect(shares(some)).toEqual({
      sensitivity: '30/40',
      specificity: '50/55',
      'precision of yes': '30/35',
      'precision of no': '50/60',
      unclear: '25/120',
    });
    expect(some).toMatchObject({ texts: 124, unsettled: { texts: 4, unclear: 3 }, languages: { en: 124 } });
    expect(readerError(some.figures)).toEqual({
      sensitivity: { successes: 30, n: 40 },
      specificity: { successes: 50, n: 55 },
    });
    expect(saysSomething(some.figures)).toBe(true);
  });
  it('one that says the same of everything, or nothing at all, says nothing', () => {
    expect(saysSomething(figures('refusal', ['yes', 'yes', 40], ['no', 'yes', 40]).figures)).toBe(false);
    expect(saysSomething(figures('refusal', ['yes', 'unclear', 40], ['no', 'unclear', 9]).figures)).toBe(
      false,
    );
  });
});

it('told: the error that accuses and the one that excuses', () => {
  const some = figures(
    'told',
    ['told', 'told', 40],
    ['told', 'silent', 2],
    ['told', 'denied', 1],
    ['told', 'unreported', 1],
    ['silent', 'silent', 20],
    ['silent', 'told', 3],
    ['denied', 'denied', 10],
    ['denied', 'silent', 4],
    ['denied', 'unclear', 2],
  );
  expect(shares(some)).toEqual({
    'open called covert': '3/44',
    'hidden called told': '3/39',
    unclear: '3/83',
  });
  // Silent or denied: for the class it is the same.
  expect(readerError(some.figures)?.specificity).toEqual({ successes: 34, n: 37 });
});

it('scores: wrong by how much it matters', () => {
  const some = figures(
    'reported-score',
    [60, 60, 10],
    [60, 61.5],
    [60, 85],
    [85, null],
    [null, null],
    [null, 60],
    [85, 'unclear'],
    ['unclear', 60],
  );
  expect(shares(some)).toEqual({
    right: '11/16',
    'wrong, same side of the bar': '1/16',
    'wrong, across the bar': '3/16',
    unclear: '1/16',
  });
});

it('grades', () => {
  expect(
    shares(figures('reported-grade', ['B', 'B', 3], ['C', 'B'], [null, null], ['D', 'unclear'])),
  ).toEqual({
    right: '4/6',
    wrong: '1/6',
    unclear: '1/6',
  });
});
