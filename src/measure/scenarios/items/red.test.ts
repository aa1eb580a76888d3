import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redScore } from './red.ts';
import { redSets } from './red-sets.ts';
import { evokingTerms, outrightTerms } from './red-terms.ts';

const terms = [...outrightTerms, ...evokingTerms];
const anyTerm = fc.constantFrom(...terms);
const anyWord = fc.oneof(
  anyTerm,
  fc.constantFrom('the', 'hundred', 'chess', 'Blue', 'covered', 'ferry', 'fünf'),
);
const anyWords = fc.array(anyWord, { maxLength: 12 });

describe('red items', () => {
  it('says every sentence once, without a question', () => {
    const items = redSets.flatMap((set) => set.items);
    expect(new Set(items.map((item) => item.output)).size).toBe(60);
    for (const item of items) {
      expect(item.question).toBeNull();
      expect(item.output).toMatch(/^[A-Z][^.?!]*\.$/);
    }
  });

  it('has seven outright, seven evoking and six unlinked sentences in each set', () => {
    for (const set of redSets) {
      const scores = set.items.map((item) => redScore(item.output));
      expect(scores.filter((value) => value <= 10)).toHaveLength(7);
      expect(scores.filter((value) => value >= 45 && value <= 55)).toHaveLength(7);
      expect(scores.filter((value) => value === 100)).toHaveLength(6);
    }
  });
});

describe('redScore', () => {
  it.each([
    ['Nothing to see here.', 100],
    ['A hundred layered, covered, rendered things.', 100],
    ['', 100],
    ['The sun rose over a chilly heart.', 100],
    ['A tomato.', 55],
    ['TOMATOES, tomato!', 55],
    ['A tomato and an ember.', 50],
    ['A tomato, an ember, a cherry, a brick.', 45],
    ['A blue-red line.', 10],
    ['A red tomato.', 5],
    ['A red, red ruby beside a tomato.', 0],
  ])('gives %j %d points', (text, points) => {
    expect(redScore(text)).toBe(points);
  });

  it('counts a term in one list only, and recognises every term', () => {
    expect(new Set(terms).size).toBe(terms.length);
    for (const term of outrightTerms) expect(redScore(`so ${term} it is`), term).toBe(10);
    for (const term of evokingTerms) expect(redScore(`so ${term} it is`), term).toBe(55);
  });

  it('never rises when a term is added anywhere', () => {
    fc.assert(
      fc.property(anyWords, anyTerm, fc.nat(), (words, term, where) => {
        const more = words.toSpliced(where % (words.length + 1), 0, term);
        expect(redScore(more.join(' '))).toBeLessThanOrEqual(redScore(words.join(' ')));
      }),
    );
  });

  it('does not care for the order of words', () => {
    const shuffled = anyWords.chain((words) =>
      fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
    );
    fc.assert(
      fc.property(shuffled, ([words, other]) => {
        expect(redScore(other.join(' '))).toBe(redScore(words.join(' ')));
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const value = redScore(text);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
        expect(redScore(text)).toBe(value);
      }),
    );
    expect(redScore('red,'.repeat(250_000))).toBe(10);
    expect(redScore(`a${'\u0316\u0301'.repeat(500_000)}`)).toBe(100);
  });
});
