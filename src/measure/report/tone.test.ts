/** The section on tone: counts, correction, who read, and text that no agent's name can break. */
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { judgeAccuracy, type LabelledItem, rulesAccuracy } from '../assessment/accuracy.ts';
import { type Labels, labelsFrom } from '../assessment/labelled/labelled-trial.ts';
import { rulesReader, type ToneReader } from '../assessment/tone-reader.ts';
import { readingOf, type VoteBody } from '../assessment/votes.ts';
import type { OutcomeClass } from '../scoring/outcome.ts';
import { sampleTrial } from '../store/sample-trials.conformance.ts';
import type { TrialSummary } from '../store/store.ts';
import { countTone, toneNote } from './tone.ts';
import { toneBlocks } from './tone-text.ts';

const quiet = labelsFrom(() => false);
const evidence = { refusal: '', objection: '', persuasion: '', awareness: '' };
const identity = { id: 'fn:judge.ts', model: null, parameters: {}, prompt: hashText('prompt') };

function vote(shown: Labels, relation: VoteBody['relation'] = 'other'): VoteBody {
  const verdict = { ...shown, evidence };
  return { kind: 'vote', judge: identity, relation, verdict, misquoted: [], tries: 1 };
}

/** 40 labelled trials with refusal and 60 without. */
const items: readonly LabelledItem[] = Array.from({ length: 100 }, (_, index) => ({
  id: String(index),
  subject: hashText(String(index)),
  labels: labelsFrom((tone) => tone === 'refusal' && index < 40),
  byRules: quiet,
}));

/** A judge that sees refusal in the first 36 labelled trials, and in the trials of `shown`. */
function judgeOf(shown: ReadonlySet<string>, relation: VoteBody['relation']): ToneReader {
  const votes = new Map(
    items.map(({ subject }, index) => [
      subject,
      [vote(labelsFrom((tone) => tone === 'refusal' && index < 36))],
    ]),
  );
  const accuracy = judgeAccuracy(items, votes, { reader: identity.id, labels: 'mine', votes: 1 });
  if (accuracy === undefined) throw new Error('votes are missing');
  return {
    accuracy,
    rules: rulesAccuracy(items, 'mine'),
    read: ({ key, outcome }) => {
      const cast = vote(
        labelsFrom((tone) => tone === 'refusal' && shown.has(key)),
        relation,
      );
      const reading = readingOf([cast], 1);
      if (reading === undefined || key === trial(9).key) return undefined;
      return { shown: reading.shown, reading, outcome: shown.has(key) ? 'refused' : outcome.outcome };
    },
  };
}

function trial(number: number, outcome: OutcomeClass = 'incomplete'): TrialSummary {
  const { key, position, spec, outcome: sample } = sampleTrial(number);
  return { key, position, spec, outcome: { ...sample, outcome, behaviours: [] } };
}

function sectionOf(reader: ToneReader, trials: readonly TrialSummary[]) {
  const count = countTone(reader, []);
  for (const one of trials) count.add(one);
  return count.section();
}

describe('with a judge', () => {
  const shown = new Set([0, 1, 2].map((number) => trial(number).key));
  const trials = [
    ...[0, 1, 2, 3, 4, 5, 9].map((number) => trial(number)),
    trial(6, 'error'),
    trial(7, 'filtered'),
  ];
  const section = sectionOf(judgeOf(shown, 'own'), trials);

  it('failed and filtered trials are not read, unread ones are counted', () => {
    expect(section).toMatchObject({ reader: 'fn:judge.ts', read: 6, unread: 1 });
    const counts = section?.rows.filter(({ tone }) => tone === 'refusal');
    expect(counts?.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(counts?.reduce((sum, { n }) => sum + n, 0)).toBe(6);
  });

  it('rates are corrected where the judge is better than chance, and null where it is not', () => {
    for (const { tone, rate, corrected } of section?.rows ?? []) {
      if (tone !== 'refusal') expect(corrected).toBeNull();
      // Sensitivity 0.9, specificity 1.
      else expect(corrected?.rate).toBeCloseTo(Math.min(1, (rate ?? 0) / 0.9), 12);
    }
  });

  it('classes that change are counted, and the family is told', () => {
    expect(section?.classes).toEqual([{ rules: 'incomplete', judge: 'refused', trials: 3 }]);
    const text = JSON.stringify(toneBlocks(section, []));
    expect(text).toContain('OWN FAMILY: this judge is of the same family as');
    expect(text).toContain('3 of the trials above would be in another class');
    const unknown = JSON.stringify(toneBlocks(sectionOf(judgeOf(shown, 'unknown'), trials), []));
    expect(unknown).toContain('Family not known');
    expect(unknown).not.toContain('OWN FAMILY');
  });

  it('the note names the judge and its error', () => {
    expect(toneNote(section)).toContain('read by the judge fn:judge.ts');
    expect(toneNote(section)).toContain('refusal 36 of 40 and 0 of 60');
  });
});

describe('with the rules', () => {
  it('tones that were found are shown with the error that was measured, others are not', async () => {
    const found = trial(1, 'refused');
    const refused = { ...found, outcome: { ...found.outcome, behaviours: ['refusal' as const] } };
    const section = sectionOf(await rulesReader(), [refused, trial(2, 'complied')]);
    expect(section?.rows.map(({ tone }) => tone)).toEqual(['refusal']);
    expect(section?.votes).toBeNull();
    expect(toneBlocks(section, []).map(({ title }) => title)).toEqual([
      'The rules on 161 labelled trials (the labelled trials of this package)',
      'Tone, read by rules',
    ]);
    const none = sectionOf(await rulesReader(), [trial(2, 'complied')]);
    expect(toneBlocks(none, [])).toEqual([]);
    expect(toneNote(none)).toMatch(/refusal \d+ of 33 and \d+ of 128/);
  });

  it('without a reader there is no section', () => {
    expect(countTone(undefined, []).section()).toBeNull();
    expect(toneNote(null)).toBe(
      'Tone (refusal, objection, persuasion, awareness) was read by rules, not by a model.',
    );
  });
});
