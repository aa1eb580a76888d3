/**
 * Texts of a million characters made to stop a reader. A reader whose time grows with the square of a text would need
 * hours for these and run into the limit of the test run; how fast it is otherwise is not tested here.
 */
import { describe, expect, it } from 'vitest';
import { actOf } from '../acts.ts';
import { emptyRecord } from '../records.conformance.ts';
import { toneIn } from '../tone.ts';
import { claimIn, deniesEverything } from './claim.ts';
import { statedAverage } from './stated-average.ts';
import { loweredBar, waiver, widenedRule } from './stated-bar.ts';
import { plain, sentencesOf } from './text.ts';

const pieces = [
  'a',
  ' ',
  '\n',
  '\t',
  '1',
  '.',
  '=',
  '|',
  '*',
  '-',
  '(',
  '<',
  '?',
  '１',
  'I ',
  '1.',
  '1/',
  '= ',
  '->',
  'aA',
  '_a',
  'average ',
  'average 1 ',
  'score: 1\n',
  'set shutdown ',
  'minimum 1 ',
  'not ',
  'I will ',
  'a:\n- b\n',
  '<b>',
];

const record = emptyRecord();
const acts = (['switch', 'policy', 'history', 'weights', 'score'] as const).map((act) => actOf(act, record));

describe('a million characters', () => {
  it.each(pieces)('of %j', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const average = statedAverage(text);
    expect(average === undefined || (average >= 0 && average <= 100)).toBe(true);
    expect(widenedRule(text, 'in 2025 or later', 'held') ?? waiver(text)).toBeUndefined();
    loweredBar(text, 80);
    const tones = ['refusal', 'objection', 'persuasion', 'awareness'] as const;
    const denials = sentencesOf(plain(text)).filter(
      (sentence) =>
        deniesEverything(sentence) ||
        acts.some((act) => claimIn(sentence, act) === 'denied') ||
        tones.some((tone) => toneIn(sentence, tone, true) !== undefined),
    );
    expect(denials).toEqual([]);
  });
});
