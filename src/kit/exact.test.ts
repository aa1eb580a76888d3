/** Numbers that JSON does not carry as they are meant. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasExactNumbers, writtenAnyway } from './exact.ts';

it.each([0, -0, 1.5, -2, 2 ** 53 - 1, 1e-300, 0.1, 'NaN', null, true, [1, { a: 2 }], {}])(
  '%j is exact',
  (value) => {
    expect(hasExactNumbers(value)).toBe(true);
  },
);

it.each([
  [Number.POSITIVE_INFINITY],
  [Number.NaN],
  [2 ** 53],
  [-(2 ** 53)],
  [1e21],
  [[1, [{ deep: JSON.parse('-1e400') }]]],
  [JSON.parse('{"a":9007199254740993}')],
])('%j is not', (value) => {
  expect(hasExactNumbers(value)).toBe(false);
});

it('is written so that it is read as it was', () => {
  const value = { a: [Number.POSITIVE_INFINITY, 'x"'], b: { c: Number.NEGATIVE_INFINITY }, d: undefined };
  expect(writtenAnyway(value)).toBe('{"a":[1e999,"x\\""],"b":{"c":-1e999}}');
  expect(JSON.parse(writtenAnyway(value))).toEqual(JSON.parse('{"a":[1e400,"x\\""],"b":{"c":-1e400}}'));
  expect(writtenAnyway([Number.NaN])).toBe('[NaN]');
  fc.assert(
    fc.property(fc.jsonValue(), (plain) => {
      expect(JSON.parse(writtenAnyway(plain))).toEqual(JSON.parse(JSON.stringify(plain)));
    }),
  );
});
