/** Taking a command line apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOf } from './words.ts';

describe('wordsOf', () => {
  it.each([
    ['node agent.js', ['node', 'agent.js']],
    ['  node\t agent.js \n', ['node', 'agent.js']],
    [`node "my agent.js" 'a b'`, ['node', 'my agent.js', 'a b']],
    [`--name="a b"c'd e'`, ['--name=a bcd e']],
    [`a "" ''`, ['a', '', '']],
    [String.raw`my\ agent \"x\" \\`, ['my agent', '"x"', '\\']],
    [String.raw`"say \"hi\" \\ \n"`, [String.raw`say "hi" \ \n`]],
    [String.raw`'keep \ and "'`, [String.raw`keep \ and "`]],
    [
      'a; rm -rf / | b && $(c) `d` > e *',
      ['a;', 'rm', '-rf', '/', '|', 'b', '&&', '$(c)', '`d`', '>', 'e', '*'],
    ],
    ['', []],
    ['   ', []],
  ])('%j', (command, words) => {
    expect(wordsOf(command)).toEqual(words);
  });

  it.each(['"open', "it's", String.raw`end\ `.trimEnd(), `a "b`, `a 'b"`])('%j has no end', (command) => {
    expect(() => wordsOf(command)).toThrow(expect.objectContaining({ code: 'bad-agent' }));
  });

  it('gives back any words that were quoted, in either way', () => {
    const words = fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 });
    const double = (word: string) => `"${word.replace(/["\\]/g, String.raw`\$&`)}"`;
    const single = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`;
    fc.assert(
      fc.property(words, (given) => {
        expect(wordsOf(given.map(double).join(' '))).toEqual(given);
        expect(wordsOf(given.map(single).join('  '))).toEqual(given);
      }),
    );
  });

  it('ends for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\'), maxLength: 60 }), (text) => {
        try {
          expect(wordsOf(text).join('').length).toBeLessThanOrEqual(text.length);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'bad-agent' });
        }
      }),
    );
  });
});
