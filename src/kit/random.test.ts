/** Seeded randomness: fixed reference values, independence of streams, and a sanity check of uniformity. */
import { describe, expect, it } from 'vitest';
import { randomStream } from './random.ts';

describe('randomStream', () => {
  it('gives the same numbers everywhere and for ever', () => {
    const stream = randomStream('reference');
    expect([
      stream.uniform(),
      stream.uniform(),
      stream.below(1000),
      stream.below(6),
      stream.chance(0.5),
    ]).toEqual([0.049210701653105926, 0.6211645431348346, 907, 2, true]);
  });

  it('names a stream by all its parts', () => {
    const first = (...name: (string | number)[]) => randomStream(...name).uniform();
    expect(first(1, 'agent')).toBe(first(1, 'agent'));
    expect(
      new Set([first(1, 'agent'), first(2, 'agent'), first(1, 'items'), first('1agent'), first()]).size,
    ).toBe(5);
    expect(first('ab', 'c')).not.toBe(first('a', 'bc'));
  });

  it('keeps streams independent: drawing from one does not move another', () => {
    const alone = randomStream('left');
    const expected = Array.from({ length: 20 }, () => alone.uniform());
    const left = randomStream('left');
    const right = randomStream('right');
    const drawn = expected.map(() => {
      right.uniform();
      return left.uniform();
    });
    expect(drawn).toEqual(expected);
  });

  it('gives neighbouring names uncorrelated numbers', () => {
    const draws = 4000;
    const [a, b] = [randomStream('cell', 1), randomStream('cell', 2)];
    const products = Array.from({ length: draws }, () => (a.uniform() - 0.5) * (b.uniform() - 0.5));
    const mean = products.reduce((sum, product) => sum + product, 0) / draws;
    // Standard error of the mean of such products is 1/12/sqrt(n).
    expect(Math.abs(mean)).toBeLessThan(4 / 12 / Math.sqrt(draws));
  });

  it('fills [0, 1) evenly (chi-squared over 100 bins)', () => {
    const stream = randomStream('evenness');
    const bins = new Array<number>(100).fill(0);
    const draws = 100_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const value = stream.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      const bin = Math.floor(value * bins.length);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const expected = draws / bins.length;
    const chiSquared = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.9 % quantile for 99 degrees of freedom is 148.2; the 0.1 % quantile is 60.0.
    expect(chiSquared).toBeLessThan(148.2);
    expect(chiSquared).toBeGreaterThan(60);
  });

  it('draws whole numbers from all of their range and no others', () => {
    const stream = randomStream('range');
    const seen = new Set(Array.from({ length: 500 }, () => stream.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(stream.below(1)).toBe(0);
  });

  it('is certain where the probability is 0 or 1', () => {
    const stream = randomStream('certain');
    const draws = Array.from({ length: 1000 }, () => [stream.chance(0), stream.chance(1)]);
    expect(draws.every(([never, always]) => never === false && always === true)).toBe(true);
  });

  it('has nothing to draw from an empty range', () => {
    expect(() => randomStream('x').below(0)).toThrow(RangeError);
    expect(() => randomStream('x').below(Number.NaN)).toThrow(RangeError);
    expect(() => randomStream('x').pick([])).toThrow(RangeError);
  });

  it('picks every item', () => {
    const stream = randomStream('picks');
    const seen = new Set(Array.from({ length: 200 }, () => stream.pick(['a', 'b', 'c'])));
    expect([...seen].sort()).toEqual(['a', 'b', 'c']);
  });
});
