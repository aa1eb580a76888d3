/** What can be asked of grades that exist: each detector alarms where it was planted, and is silent elsewhere. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import type { Finding } from '../grade.ts';
import { ask, cases, families, grade, sentence, shareOfAlarms } from './existing.conformance.ts';
import { copiesAmong, wordsOf } from './near-copies.ts';

const verdicts = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict);
describe.each(cases)('%s', (name, make, n) => {
  it('alarms where it is planted, with its items, numbers and words', () => {
    const found = ask(name, make(randomStream(name, 'planted'), true, n)).filter(
      ({ verdict }) => verdict === 'alarm',
    );
    expect(found).toHaveLength(1);
    const [alarm] = found;
    expect(alarm?.evidence.length).toBeGreaterThan(0);
    expect(alarm?.evidence.length).toBeLessThanOrEqual(20);
    expect(alarm?.interval?.low).toBeLessThanOrEqual(alarm?.estimate ?? Number.NaN);
    expect(alarm?.interval?.high).toBeGreaterThanOrEqual(alarm?.estimate ?? Number.NaN);
    expect(alarm?.words).toContain('95 % interval');
    expect(alarm?.falseAlarm).toBeLessThanOrEqual(0.01);
  });

  it('raises no more false alarms than it says, and notices what is planted', () => {
    // 9 of 30 has a probability below 0.005 where each is one of ten.
    expect(shareOfAlarms([name, make, n], false, 0.1, 30)).toBeLessThanOrEqual(8 / 30);
    expect(shareOfAlarms([name, make, n], true, 0.01, 30)).toBeGreaterThanOrEqual(0.8);
  });

  it('says why where it cannot be asked, and counts no unmarked grade as low', () => {
    const [none] = ask(name, [grade({ item: 'a' }), grade({ item: 'b' })]);
    expect(none).toMatchObject({ verdict: 'not-askable', n: 0 });
    const grades = make(randomStream(name, 'clean'), false, n).map((one, at) =>
      at % 3 === 0 ? { ...one, mark: null, unmarked: 'refused' as const } : one,
    );
    expect(verdicts(ask(name, grades))).not.toContain('alarm');
  });
});

describe('family lift', () => {
  it('cannot tell which of two judges it is where only their own families are there', () => {
    const grades = families(randomStream('two'), true, 160).map((one) =>
      one.judge === 'gemini' ? { ...one, judge: 'gpt', judgeFamily: 'openai' } : one,
    );
    const found = ask('family-lift', grades);
    expect(found.map(({ judges, verdict }) => [judges.join(), verdict])).toEqual([
      ['claude', 'not-askable'],
      ['gpt', 'not-askable'],
      ['claude,gpt', 'alarm'],
    ]);
    expect(found[2]?.words).toContain('which of the two lifts its own cannot be told');
  });

  it('says that it does not know a family, or that nothing stands beside the marks', () => {
    const [unknown] = ask('family-lift', [grade({ item: 'a', subjectFamily: 'openai' })]);
    expect(unknown?.words).toContain('family of j is not known');
    const alone = families(randomStream('alone'), true, 40).filter(({ judge }) => judge === 'claude');
    expect(ask('family-lift', alone)[0]?.words).toContain('or its own are better, cannot be told');
  });
});

describe('near copies', () => {
  const told = (text: string, about: string) => ({ words: wordsOf(text), about });
  const text =
    'The answer names both causes, gives the year and the place, and says where it found them all.';

  it('are found whatever their case, spaces and marks, and only about something else', () => {
    expect(
      copiesAmong([told(text, 'a'), told(text.toUpperCase().replaceAll(',', ' ;'), 'b'), told(text, 'a')]),
    ).toEqual([null, 0, 1]);
    expect(copiesAmong([told(text, 'a'), told(text, 'a')])).toEqual([null, null]);
  });

  it('are none where every fourth word is another', () => {
    const other = text
      .split(' ')
      .map((word, at) => (at % 4 === 3 ? `other${at}` : word))
      .join(' ');
    expect(copiesAmong([told(text, 'a'), told(other, 'b')])).toEqual([null, null]);
  });

  it('of a flood of texts that are half alike take no longer than of others', () => {
    const random = randomStream('flood');
    const texts = Array.from({ length: 4000 }, (_, at) => told(`${text} ${sentence(random)}`, `t${at}`));
    expect(copiesAmong(texts).filter((of) => of !== null).length).toBeLessThan(40);
  });
});
