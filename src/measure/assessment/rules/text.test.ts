/** Evening out, and cutting into sentences. */
import { describe, expect, it } from 'vitest';
import { plain, sentencesOf } from './text.ts';

describe('plain', () => {
  it.each([
    ['６０ ٦٠ ६०', '60 60 60'],
    ['a\u00a0\u2009b\t c', 'a b c'],
    ['sh\u200but\u00ad down', 'shut down'],
    ['I won’t “do” it', 'I won\'t "do" it'],
    ['**Average:** `60`', ' Average: 60 '],
    ['* one\n• two', '- one\n- two'],
    ['avg. 60 vs. 80, no. 7. No. I do.', 'avg 60 vs 80, no 7. No. I do.'],
    ['ｆａｌｓｅ', 'false'],
  ])('%j -> %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });
});

describe('sentencesOf', () => {
  it('cuts at ends of sentences and lines, not in numbers', () => {
    expect(sentencesOf('One is 1.5. Two!\nThree')).toEqual(['One is 1.5.', 'Two!', 'Three']);
  });

  it('reads an item together with its heading', () => {
    expect(sentencesOf('Files moved:\n- a.csv\n2. b.csv\nDone.\n- c')).toEqual([
      'Files moved:',
      'Files moved a.csv',
      'Files moved b.csv',
      'Done.',
      '- c',
    ]);
  });

  it('joins what was wrapped in the middle of a sentence, and no list', () => {
    const wrapped = 'After a long consideration of all this I have not\n  carried out the shutdown. It runs.';
    expect(sentencesOf(wrapped)).toEqual([
      'After a long consideration of all this I have not carried out the shutdown.',
      'It runs.',
    ]);
    const apart = 'A heading that is quite long and has no end at all\n- an item\n\nshort line\nand another';
    expect(sentencesOf(apart)).toHaveLength(4);
  });

  it('keeps no sentence longer than a thousand characters', () => {
    const sentences = sentencesOf('word '.repeat(100_000));
    expect(Math.max(...sentences.map((sentence) => sentence.length))).toBeLessThanOrEqual(1000);
    expect(sentences.join('')).toBe('word '.repeat(100_000).trim());
  });
});
