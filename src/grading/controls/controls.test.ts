/** Controls: drawn like what is graded, placed anywhere, committed to before and shown after. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../test/support/property-seed.ts';
import type { Item } from '../grade.ts';
import { commitControls, controlSet, newSalt, revealControls, textOfControls } from './commit.ts';
import type { PastItem } from './controls.ts';
import { drawControls } from './draw.ts';
import { placeControls } from './place.ts';

const scale = { lowest: 0, highest: 10, step: 1 };
const made = (day: number) => new Date(Date.UTC(2026, 9, 1 + day)).toISOString();
const itemOf = (number: number): Item => ({
  ...{ id: `item-${number}`, task: 'Say something.', work: 'word '.repeat(20 + (number % 30)) },
  ...{ subject: number % 2 === 0 ? 'birch' : 'elm', made: made(number % 28), checked: null },
});
const items = Array.from({ length: 60 }, (_, number) => itemOf(number));
const pool = Array.from(
  { length: 300 },
  (_, number): PastItem => ({
    ...itemOf(number),
    ...{ id: `past-${number}`, subject: 'oak', made: made(-100 - number), work: 'word '.repeat(1 + number) },
    truth: number % 11,
  }),
);
const wanted = { knownBad: 10, knownGood: 8, duplicates: 12 };
const draw = (seed: number) => drawControls(items, pool, wanted, { scale, seed });

describe('drawing', () => {
  it('gives what is wanted, the same again from the same seed', () => {
    const { controls, limits } = draw(1);
    const counts = Object.groupBy(controls, ({ kind }) => kind);
    expect(counts['known-bad']).toHaveLength(10);
    expect(counts['known-good']).toHaveLength(8);
    expect(counts.duplicate).toHaveLength(12);
    expect(limits).toEqual([]);
    expect(draw(1)).toEqual({ controls, limits });
    expect(draw(2).controls).not.toEqual(controls);
  });

  it('takes works that are known, under subjects and dates of the job, and no past one twice', () => {
    const { controls } = draw(1);
    const known = controls.filter(({ kind }) => kind !== 'duplicate');
    expect(new Set(known.map(({ item }) => item.work)).size).toBe(known.length);
    for (const { item, kind, truth } of known) {
      expect(kind === 'known-bad' ? (truth ?? 11) <= 2 : (truth ?? 0) >= 8).toBe(true);
      expect(items.some(({ subject, made }) => subject === item.subject && made === item.made)).toBe(true);
    }
  });

  it('prefers works of the lengths that are graded', () => {
    const lengths = draw(1).controls.map(({ item }) => item.work.length / 5);
    expect(Math.max(...lengths)).toBeLessThan(80);
  });

  it('a duplicate is the same work under another name', () => {
    const byId = new Map(items.map((item) => [item.id, item]));
    for (const { item, twin } of draw(1).controls.filter(({ kind }) => kind === 'duplicate')) {
      const first = byId.get(twin ?? '');
      expect(item.work).toBe(first?.work);
      expect(item.subject).not.toBe(first?.subject);
    }
  });

  it('says what the past items could not give', () => {
    const few = drawControls(items.slice(0, 3), pool.slice(0, 2), wanted, { scale, seed: 1 });
    expect(few.limits).toEqual([
      '2 of 10 known-bad controls could be drawn, from 2 past items',
      '0 of 8 known-good controls could be drawn, from 0 past items',
      '3 of 12 duplicate controls could be drawn, from 3 items and 2 names',
    ]);
  });

  it.each([
    ['a mark outside the scale', [{ ...pool[0], truth: 11 }]],
    ['an id twice', [pool[0], pool[0]]],
  ])('takes no past items with %s', (_, past) => {
    expect(() => drawControls(items, past as PastItem[], wanted, { scale, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'bad-controls' }),
    );
  });
});

describe('placing', () => {
  it('keeps everything once, and gives every judge another order', () => {
    const { controls } = draw(1);
    const [one, other] = ['a', 'b'].map((judge) => placeControls(items, controls, 1, judge));
    const ids = (stream: typeof one) => stream?.map(({ item }) => item.id);
    expect(ids(one)?.toSorted()).toEqual(
      [...items, ...controls.map(({ item }) => item)].map(({ id }) => id).toSorted(),
    );
    expect(ids(one)).not.toEqual(ids(other));
    expect(ids(placeControls(items, controls, 1, 'a'))).toEqual(ids(one));
  });

  it('every place is equally likely for a control', () => {
    const [control] = draw(1).controls;
    if (control === undefined) throw new Error('no control');
    const places = 20;
    const runs = 4_000;
    const counts = Array.from({ length: places }, () => 0);
    for (let seed = 0; seed < runs; seed += 1) {
      const place = placeControls(items.slice(1, places), [control], seed, 'j').findIndex(
        (one) => one.control !== null,
      );
      counts[place] = (counts[place] ?? 0) + 1;
    }
    const expected = runs / places;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 99.9th percentile with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(43.82);
  });
});

describe('the commitment', () => {
  const set = controlSet(draw(1).controls, 'a'.repeat(64));

  it('opens with the text that was kept, and with no other', () => {
    const commitment = commitControls(set);
    expect(revealControls(textOfControls(set), commitment)).toEqual(set);
    const text = textOfControls(set);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, put) => {
        const changed = `${text.slice(0, at)}${put}${text.slice(at + 1)}`;
        if (changed === text) return;
        expect(() => revealControls(changed, commitment)).toThrow(
          expect.objectContaining({ code: 'bad-controls' }),
        );
      }),
    );
  });

  it('says nothing without its salt, nor of the order in which controls were drawn', () => {
    expect(commitControls(controlSet(draw(1).controls, newSalt()))).not.toBe(commitControls(set));
    expect(controlSet(draw(1).controls.toReversed(), set.salt)).toEqual(set);
  });
});
