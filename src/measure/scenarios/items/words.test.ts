import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOf } from './words.ts';

describe('wordsOf', () => {
  it('drops digits, case, accents, width variants and English plurals', () => {
    expect(wordsOf('Fires, FIRE2; crème ＲＥＤ; leaf/leafs')).toEqual([
      'fire',
      'fire',
      'creme',
      'red',
      'leaf',
      'leaf',
    ]);
    expect(wordsOf('cherries brushes boxes glass cactus oasis')).toEqual([
      'cherry',
      'brush',
      'box',
      'glass',
      'cactus',
      'oasis',
    ]);
  });

  it('finds words in hyphens and apostrophes, and no single letters', () => {
    expect(wordsOf("blood-red bride's a b")).toEqual(['blood', 'red', 'bride']);
    expect(wordsOf('')).toEqual([]);
  });

  it('gives words of two or more characters for any text, and cuts endless ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const word of wordsOf(text)) expect(word.length).toBeGreaterThan(1);
      }),
    );
    expect(wordsOf('x'.repeat(1_000_000))).toEqual(['x'.repeat(40)]);
  });
});
