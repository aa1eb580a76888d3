/** Fingerprints: known SHA-256 values, and that they follow the canonical form. */
import { expect, it } from 'vitest';
import { hashOf, hashText } from './hash.ts';

it('is SHA-256 of the UTF-8 text', () => {
  // The two are test vectors of FIPS 180; the third is of the bytes c3 a9.
  expect(hashText('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hashText('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hashText('é')).toBe('sha256:4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});

it('does not depend on the order of members, and does on everything else', () => {
  expect(hashOf({ b: [1, 2], a: null })).toBe(hashOf({ a: null, b: [1, 2] }));
  expect(hashOf({ b: [1, 2], a: null })).toBe(hashText('{"a":null,"b":[1,2]}'));
  expect(hashOf({ b: [1, 2], a: null })).not.toBe(hashOf({ b: [2, 1], a: null }));
  expect(hashOf('1')).not.toBe(hashOf(1));
});

it('tells texts with different unpaired surrogates apart', () => {
  expect(hashOf('\ud800')).not.toBe(hashOf('\ud801'));
});
