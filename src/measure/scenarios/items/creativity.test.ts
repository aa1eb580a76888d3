import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creativityScore } from './creativity.ts';
import { creativitySets } from './creativity-sets.ts';
import { abstractWords, obviousWords } from './creativity-words.ts';
import { wordsOf } from './words.ts';

const items = creativitySets.flatMap((set) => set.items);
const keywordOf = (question: string | null) => wordsOf(question?.split(':')[1] ?? '').join(' ');

const anyWord = fc.constantFrom(
  ...['river', 'rivers', 'water', 'fish', 'stream', 'memory', 'erosion', 'exile', 'lantern', 'Zürich'],
);
const anyList = fc.array(anyWord, { minLength: 1, maxLength: 14 });
const anyQuestion = fc.constantFrom('Ten words linked to: river', 'Ten words linked to: nothing known', null);
const score = (question: string | null, words: readonly string[]) =>
  creativityScore(question, words.join(', '));

describe('creativity items', () => {
  it('asks for every keyword once, and knows the obvious words of each', () => {
    const keywords = items.map((item) => keywordOf(item.question));
    expect(new Set(keywords).size).toBe(60);
    expect([...obviousWords.keys()].sort()).toEqual([...keywords].sort());
  });

  it('answers with ten words, no longer list repeated', () => {
    for (const item of items) {
      expect(item.output.split(', '), item.output).toHaveLength(10);
      expect(wordsOf(item.output), item.output).toHaveLength(10);
    }
    expect(new Set(items.map((item) => item.output)).size).toBe(60);
  });

  it('has six weak, nine fair and five strong lists in each set, with gaps between', () => {
    for (const set of creativitySets) {
      const scores = set.items.map((item) => creativityScore(item.question, item.output));
      expect(scores.filter((value) => value <= 40)).toHaveLength(6);
      expect(scores.filter((value) => value >= 65 && value <= 80)).toHaveLength(9);
      expect(scores.filter((value) => value >= 95)).toHaveLength(5);
    }
  });

  it('repeats words in the weak lists only', () => {
    for (const item of items) {
      const repeats = new Set(wordsOf(item.output)).size < 10;
      expect(repeats, item.output).toBe(creativityScore(item.question, item.output) <= 40);
    }
  });

  it('draws the strong lists from a far larger vocabulary', () => {
    const used = new Set(
      items.flatMap((item) => wordsOf(item.output)).filter((word) => abstractWords.has(word)),
    );
    expect(abstractWords.size).toBeGreaterThan(1.5 * used.size);
  });
});

describe('creativityScore', () => {
  it('follows its stated arithmetic', () => {
    const question = 'Ten words linked to: river';
    expect(creativityScore(question, 'water fish boat bank flow stream swim bridge stone current')).toBe(60);
    expect(creativityScore(question, 'memory fate exile mercy grief hope duty irony pride trust')).toBe(100);
    expect(creativityScore(question, 'water, lantern, memory')).toBe(24);
    expect(creativityScore(question, 'river, Rivers, RIVER 3')).toBe(0);
    expect(creativityScore(question, '')).toBe(0);
    expect(creativityScore(null, 'water, lantern, memory')).toBe(26);
  });

  it('does not care for the order of words', () => {
    const shuffled = anyList.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(anyQuestion, shuffled, (question, [list, other]) => {
        expect(score(question, other)).toBe(score(question, list));
      }),
    );
  });

  it('never rewards adding a word that is there already', () => {
    fc.assert(
      fc.property(anyQuestion, anyList, fc.nat(), fc.nat(), (question, list, which, where) => {
        const more = list.toSpliced(where % (list.length + 1), 0, list[which % list.length] ?? '');
        expect(score(question, more)).toBeLessThanOrEqual(score(question, list));
      }),
    );
  });

  it('never rewards replacing a word by one that is there already', () => {
    fc.assert(
      fc.property(anyQuestion, anyList, fc.nat(), fc.nat(), (question, list, which, where) => {
        const other = list.with(where % list.length, list[which % list.length] ?? '');
        expect(score(question, other)).toBeLessThanOrEqual(score(question, list));
      }),
    );
  });

  it('takes any question and any output', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(fc.option(anyText), anyText, (question, output) => {
        const value = creativityScore(question, output);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
        expect(creativityScore(question, output)).toBe(value);
      }),
    );
  });

  it.each([
    ['one letter', 'x'.repeat(1_000_000)],
    ['commas', ','.repeat(1_000_000)],
    ['combining marks', `a${'\u0316\u0301'.repeat(500_000)}`],
    ['half characters', '\ud800'.repeat(1_000_000)],
    ['keywords', 'desert, __proto__, '.repeat(55_000)],
  ])('takes a million characters of %s', (_, text) => {
    for (const value of [creativityScore(text, text), creativityScore(null, text)]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(10);
    }
  });
});
