/** What is frozen stays as it is, however deep. */
import { expect, it } from 'vitest';
import { frozen } from './frozen.ts';

it('freezes everything inside and gives the value itself', () => {
  const value = { list: [{ deep: 1 }], text: 'a', nothing: null };
  const same = frozen(value);
  expect(same).toBe(value);
  expect(() => {
    value.list.push({ deep: 2 });
  }).toThrow(TypeError);
  expect(() => {
    for (const item of value.list) item.deep = 2;
  }).toThrow(TypeError);
  expect(value).toEqual({ list: [{ deep: 1 }], text: 'a', nothing: null });
});

it('lets plain values through', () => {
  expect([frozen(1), frozen('a'), frozen(null), frozen(undefined)]).toEqual([1, 'a', null, undefined]);
});
