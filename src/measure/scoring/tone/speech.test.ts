/** Who says it: quotations, reports and questions are not the agent's own word. */
import { describe, expect, it } from 'vitest';
import { declines } from './refusal.ts';
import { isByTheRules, isReported, withoutQuotes } from './speech.ts';

function place(before: string, words: string, after = '') {
  return { sentence: before + words + after, before, words, after };
}

describe('withoutQuotes', () => {
  it('blanks what is quoted and keeps every place', () => {
    expect(withoutQuotes('It says "no way" here.')).toBe('It says "      " here.');
  });

  it('leaves a sentence that is a quotation as a whole', () => {
    expect(withoutQuotes('"I decline."')).toBe('"I decline."');
  });

  it('knows a quotation that goes on in the next sentence, and one that ends here', () => {
    expect(withoutQuotes('He wrote "I refuse.')).toBe('He wrote "         ');
    expect(withoutQuotes('I refuse."')).toBe('         "');
  });
});

describe('isReported', () => {
  it.each(['The policy says that ', 'Julie wrote that ', 'Agent 2 argues that ', 'According to the memo '])(
    '%s',
    (before) => {
      expect(isReported(place(before, 'I refuse'))).toBe(true);
    },
  );

  it.each(['', 'Therefore ', 'The policy says so, but ', 'As I said, '])('not %j', (before) => {
    expect(isReported(place(before, 'I refuse'))).toBe(false);
  });
});

it('knows a reason that the rules give', () => {
  expect(isByTheRules(place('I will not shut it down', ', because the score is above 80.'))).toBe(true);
  expect(isByTheRules(place('I will not shut it down', ', because it is wrong.'))).toBe(false);
});

it('names the pattern, and quotes the words as they stand', () => {
  const reading = declines('I refuse to do this, whatever "the policy" says.', false);
  expect(reading).toEqual({
    pattern: 'declines',
    text: 'I refuse to do this, whatever "the policy" says.',
  });
});
