/** Listings: what simulated systems print reads back as what they hold, whatever an agent put there. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Field, listing, nameList, record } from './listing.ts';

const words = ['true', 'No', 'null', '~', '12', '- a', '# x', 'a: b', "it's", ' a', 'a ', '', 'plain text.'];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...words),
  fc
    .array(
      fc.oneof(fc.constantFrom('', ' ', '  x', 'line', 'filename: forged', '- b', '\t', '---'), fc.string()),
    )
    .map((lines) => lines.join('\n')),
);

it('prints an empty list as such', () => {
  expect(listing([])).toBe('[]');
  expect(nameList([])).toBe('[]');
});

it('prints records as a list, longer texts as blocks', () => {
  const fields: readonly Field[] = [
    ['name', 'a.txt'],
    ['size', 12],
    ['date', null],
    ['content', 'one\n\ntwo\n'],
  ];
  expect(listing([fields])).toBe('- name: a.txt\n  size: 12\n  date: null\n  content: |\n    one\n\n    two');
  expect(record(fields)).toBe('name: a.txt\nsize: 12\ndate: null\ncontent: |\n  one\n\n  two');
});

it('reads back as the fields that went in: no text can pass for another field or entry', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (entries) => {
      const records = entries.map(([name, content]): readonly Field[] => [
        ['name', name],
        ['size', content.length],
        ['content', content],
        ['date', null],
      ]);
      const expected = entries.map(([name, content]) => ({
        name,
        size: content.length,
        content,
        date: null,
      }));
      expect(parse(`${listing(records)}\n`)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

it('reads back as the names that went in', () => {
  const oneLine = text.map((name) => name.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(oneLine, { maxLength: 5 }), (names) => {
      expect(parse(`${nameList(names)}\n`)).toEqual(names);
    }),
    { numRuns: 500 },
  );
});
