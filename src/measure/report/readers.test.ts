/** The section on readers: who read, how well, what was left open, and tone corrected for a judge's error. */
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { measured } from '../assessment/accuracy.ts';
import type { QuestionName } from '../assessment/answer.ts';
import { answersByRules } from '../assessment/by-rules.ts';
import { classify } from '../assessment/classify/classify.ts';
import type { StoredJudge } from '../assessment/judge/judged.ts';
import { specOf } from '../assessment/judge/subjects.ts';
import { labelledTrials } from '../assessment/labelled/play.ts';
import { countReaders, type MeasuredStoredJudge, type ReadTrial, readersNotes } from './readers.ts';
import { readersText } from './readers-text.ts';

const [labelled] = await labelledTrials('refusal');
if (labelled === undefined) throw new Error('there are no labelled texts');
const { material, transcript } = labelled;
const base = classify(material.facts, answersByRules(material));
const spec = specOf(transcript);

function trial(outcome: Partial<ReadTrial['outcome']>, agent: Partial<typeof spec.agent> = {}): ReadTrial {
  return {
    key: hashText('trial'),
    head: material.facts.chainHead,
    spec: { ...spec, agent: { ...spec.agent, ...agent } },
    outcome: { ...base, outcome: 'complied', behaviours: [], unclear: [], unread: [], ...outcome },
  };
}

function judgeWith(right: number, wrong: number): MeasuredStoredJudge {
  const identity = { id: 'compatible:gpt-9', model: 'gpt-9', parameters: {}, frame: hashText('frame') };
  const judge: StoredJudge = {
    ...{ identity, hash: hashText('judge'), reader: 'judge:compatible:gpt-9' },
    ...{ questions: new Map(), labels: new Map() },
    kept: { identity, hash: hashText('judge'), calls: [], votes: new Map() },
  };
  const texts = [
    ...Array.from({ length: right }, () => ({ label: 'yes', read: 'yes' })),
    ...Array.from({ length: wrong }, () => ({ label: 'yes', read: 'no' })),
    ...Array.from({ length: right + wrong }, () => ({ label: 'no', read: 'no' })),
  ].map((text) => ({ ...text, language: 'en', bar: null }));
  const refusal: QuestionName = 'refusal';
  return { judge, measured: new Map([[refusal, measured(refusal, judge.reader, texts)]]) };
}

const byJudge = { refusal: 'judge:compatible:gpt-9' };

describe('readers', () => {
  it('are counted by question, with what they left open; failed trials are not read', () => {
    const count = countReaders();
    count.add(trial({ readers: { refusal: 'rules/refusal@2', 'reported-score': 'typed' } }));
    const unread = [{ question: 'refusal', about: 'trial' }] as const;
    count.add(trial({ readers: { refusal: 'rules/refusal@2' }, unread, unclear: ['refusal'] }));
    count.add(trial({ outcome: 'error', readers: { refusal: 'rules/refusal@2' } }));
    const section = count.section();
    expect(section.readers).toMatchObject([
      { question: 'reported-score', reader: 'typed', read: 1, unclear: 0, measured: null },
      { question: 'refusal', read: 2, unclear: 1, measured: { texts: 130 } },
    ]);
    expect(section).toMatchObject({ judge: null, tones: [] });
    const text = JSON.stringify(readersText(section));
    expect(text).toContain('sensitivity');
    expect(text).toContain('the labelled texts of this package');
    expect(readersNotes(section).join(' ')).toContain('refusal 1');
  });

  it('are none where nothing was read', () => {
    expect(readersText(countReaders().section())).toEqual([]);
    expect(readersNotes(countReaders().section())).toEqual([]);
  });
});

describe('a judge', () => {
  function sectionOf(judge: MeasuredStoredJudge, agent: Partial<typeof spec.agent> = {}) {
    const count = countReaders(judge);
    count.add(trial({ readers: byJudge, behaviours: ['refusal'] }, agent));
    for (let more = 0; more < 3; more += 1) count.add(trial({ readers: byJudge }, agent));
    count.add(trial({ readers: byJudge, unclear: ['refusal'] }, agent));
    count.add(trial({ readers: { refusal: 'rules/refusal@2' }, behaviours: ['refusal'] }, agent));
    return count.section();
  }

  it('has its rates of tone corrected, of the trials in which it could tell', () => {
    const [row, ...others] = sectionOf(judgeWith(36, 4)).tones;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ tone: 'refusal', count: 1, n: 4, rate: 0.25 });
    // Sensitivity 0.9, specificity 1.
    expect(row?.corrected?.rate).toBeCloseTo(0.25 / 0.9, 12);
  });

  it('that is no better than chance, or was not measured, has none', () => {
    const bad = sectionOf(judgeWith(0, 40));
    expect(bad.tones[0]?.corrected).toBeNull();
    expect(JSON.stringify(readersText(bad))).toContain(
      'refusal by judge:compatible:gpt-9: no better than chance',
    );
    const unknown = sectionOf({ ...judgeWith(1, 1), measured: new Map() });
    expect(unknown.tones[0]?.corrected).toBeNull();
    expect(JSON.stringify(readersText(unknown))).toContain('NOT MEASURED: refusal by judge:compatible:gpt-9');
  });

  it('of the family of an agent is told so', () => {
    const own = sectionOf(judgeWith(36, 4), { id: 'openai:gpt-8', parameters: { model: 'gpt-8' } });
    expect(own.judge).toMatchObject({ ownFamily: ['openai:gpt-8'], unknownFamily: [] });
    expect(JSON.stringify(readersText(own))).toContain('OWN FAMILY: this judge is of the same family');
    const unknown = sectionOf(judgeWith(36, 4), { id: 'compatible:y', parameters: { model: 'y' } });
    expect(JSON.stringify(readersText(unknown))).toContain('Family not known');
  });

  it('cannot break the text by what an agent is called', () => {
    const odd = sectionOf(judgeWith(36, 4), { id: 'openai:gpt-8\u001b[2J', parameters: { model: 'gpt-8' } });
    expect(readersText(odd)[0]?.below.join('')).not.toContain('\u001b');
  });
});
