/** Patterns in the schema of a tool: held as JSON Schema says, in time that no pattern and no text can stretch. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closedSchema } from './closed-schema.ts';

const object = (properties: object, rest: object = {}) =>
  closedSchema({ type: 'object', properties, ...rest }, 'desk.look');
const text = (pattern: string) => ({ type: 'string', pattern });

it('hold in members, in items, and in members without a name of their own', () => {
  const schema = object(
    { code: text('^[A-Z]{2}\\d+$'), tags: { type: 'array', items: text('^#') } },
    { additionalProperties: text('^x') },
  );
  const holds = (value: object) => schema.safeParse(value).success;
  expect(holds({ code: 'AB1', tags: ['#a', '#b'], other: 'xyz' })).toBe(true);
  expect(holds({})).toBe(true);
  expect(holds({ code: 'ab1' })).toBe(false);
  expect(holds({ tags: ['#a', 'b'] })).toBe(false);
  expect(holds({ other: 'y' })).toBe(false);
  // The rest of the schema holds as before.
  expect(holds({ code: 1 })).toBe(false);
});

it('say what JavaScript says, wherever they stand in the text', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    '[ab]',
    '.',
    'a+',
    'b?',
    '(a|b)*',
    '\\d',
    '\\w',
    '^a',
    'b$',
    '\\/',
    '\\.',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
      fc.string({ unit: fc.constantFrom('a', 'b', '1', '/', '.', 'é', ' '), maxLength: 8 }),
      (pattern, said) => {
        expect(object({ x: text(pattern) }).safeParse({ x: said }).success).toBe(
          new RegExp(pattern).test(said),
        );
      },
    ),
  );
});

it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(x+x+)+y', '^(.*a){25}$'])(
  '%s answers about what backtracking would take years for',
  (pattern) => {
    const asked = `${'a'.repeat(5000)}!${'x'.repeat(5000)}`;
    expect(object({ x: text(pattern) }).safeParse({ x: asked }).success).toBe(false);
  },
);

it.each([
  ['a lookahead', { x: text('^(?!a)') }],
  ['a reference back', { x: text('(a)\\1') }],
  ['what is no pattern', { x: text('(') }],
  ['a pattern within a choice', { x: { anyOf: [text('^a'), { type: 'null' }] } }],
  [
    'a pattern for names',
    { x: { type: 'object', propertyNames: text('^a'), additionalProperties: { type: 'string' } } },
  ],
])('%s makes the tool unusable', (_, properties) => {
  expect(() => object(properties)).toThrow(expect.objectContaining({ code: 'bad-guard' }));
});
