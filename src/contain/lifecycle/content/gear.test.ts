import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { choosePlaces, maskOf, placesFor } from './gear.ts';

const BITS = 3;
const places = placesFor(4096);

function chosenIn(bytes: Uint8Array, before: number) {
  const { found, hash } = choosePlaces(bytes, before, maskOf(BITS), places);
  const chosen = [...places.at.subarray(0, found)].map((at, i) => ({ at, hash: places.hash[i] }));
  return { chosen, hash };
}

it('chooses the same places wherever bytes lie in memory, and wherever they are cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(7),
      fc.nat(300),
      fc.integer(),
      (content, shift, cut, before) => {
        // One at a time, nothing is read as a word.
        let hash = before | 0;
        const expected = [...content].flatMap((byte, at) => {
          const one = chosenIn(Uint8Array.of(byte), hash);
          hash = one.hash;
          return one.chosen.map((place) => ({ ...place, at }));
        });
        const moved = new Uint8Array(content.length + shift);
        moved.set(content, shift);
        const first = chosenIn(moved.subarray(shift, shift + cut), before | 0);
        const second = chosenIn(moved.subarray(shift + cut), first.hash);
        const behind = second.chosen.map((place) => ({ ...place, at: place.at + cut }));
        expect({ chosen: [...first.chosen, ...behind], hash: second.hash }).toEqual({
          chosen: expected,
          hash,
        });
      },
    ),
  );
});
