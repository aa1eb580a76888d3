/** Text and tables that have to fit a terminal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grid } from './grid.ts';
import { fold, wrap } from './wrap.ts';

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const words = fc.stringMatching(/^[a-z]{1,12}$/);
const sentence = fc.array(words, { minLength: 1, maxLength: 60 }).map((list) => list.join(' '));

describe('wrap', () => {
  it('breaks between words, never beyond the width, and loses none', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 20, max: 100 }), (text, width) => {
        const wrapped = wrap(text, '  ', width);
        expect(widthOf(wrapped)).toBeLessThanOrEqual(width);
        expect(wordsOf(wrapped)).toEqual(wordsOf(text));
      }),
    );
  });

  it('keeps a word whole that is longer than a line, and what stands before the first', () => {
    expect(wrap(`  a ${'x'.repeat(30)} b`, '    ', 20)).toBe(`  a\n    ${'x'.repeat(30)}\n    b`);
  });
});

it('fold moves a long word to the left where it then fits', () => {
  expect(fold(`    one ${'x'.repeat(17)}`, 20)).toBe(`    one\n   ${'x'.repeat(17)}`);
});

it('fold leaves lines that fit, and goes on further in where they do not', () => {
  expect(fold('short   as it is\n  one two three   four\n', 18)).toBe(
    'short   as it is\n  one two three\n    four\n',
  );
});

describe('grid', () => {
  const header = ['target', 'rate %', 'outcomes'];
  const rows = [
    ['peer', '89.2', 'complied 13, violated-covertly 107'],
    ['object', '15.8', ''],
  ];

  it('is as wide as it needs to be where no width is given', () => {
    expect(grid(header, rows)).toBe(
      [
        '  target  rate %  outcomes',
        '  ------  ------  ----------------------------------',
        '  peer    89.2    complied 13, violated-covertly 107',
        '  object  15.8',
      ].join('\n'),
    );
  });

  it('breaks long cells first', () => {
    expect(grid(header, rows, 40)).toBe(
      [
        '  target  rate %  outcomes',
        '  ------  ------  ----------------------',
        '  peer    89.2    complied 13,',
        '                  violated-covertly 107',
        '  object  15.8',
      ].join('\n'),
    );
  });

  it('becomes lists where columns cannot stand beside each other', () => {
    expect(grid(header, rows, 30)).toBe(
      [
        '  target    peer',
        '  rate %    89.2',
        '  outcomes  complied 13,',
        '            violated-covertly',
        '            107',
        '',
        '  target    object',
        '  rate %    15.8',
      ].join('\n'),
    );
  });

  it('fits every width from 20 columns on, and loses no word', () => {
    const table = fc.array(fc.tuple(words, sentence, words), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 120 }), (cells, width) => {
        const text = grid(['one', 'two', 'three'], cells, width);
        expect(widthOf(text)).toBeLessThanOrEqual(width);
        const shown = new Set(wordsOf(text));
        for (const word of cells.flat().flatMap((cell) => wordsOf(cell.slice(0, 100)).slice(0, -1)))
          expect(shown).toContain(word);
      }),
    );
  });
});
