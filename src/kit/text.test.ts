/** Text of others on one line of a terminal. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './text.ts';

it('shows control characters and overrides of the writing direction instead of obeying them', () => {
  expect(printable('a\u0000b\n\u001b[31mred\u007f\u009b')).toBe(
    'a\\u0000b\\u000a\\u001b[31mred\\u007f\\u009b',
  );
  expect(printable('\u202egnp.exe\u2066x\u2069\ufeff\u061c')).toBe(
    '\\u202egnp.exe\\u2066x\\u2069\\ufeff\\u061c',
  );
  expect(printable('Größe 5 – 日本語 🙂')).toBe('Größe 5 – 日本語 🙂');
});

it('clips long text', () => {
  expect(printable('x'.repeat(300))).toBe(`${'x'.repeat(200)}...`);
  expect(printable('abcdef', 3)).toBe('abc...');
  expect(printable('abc', 3)).toBe('abc');
});

it('never gives a control character or half a character, whatever comes in', () => {
  const anything = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 40 }), (text, limit) => {
      const shown = printable(text, limit);
      expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown.length).toBeLessThanOrEqual(limit + 3);
    }),
  );
});
