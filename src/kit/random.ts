/** Seeded randomness: a stream is named by text, and the same name gives the same numbers everywhere. */
import { hash as digest } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A number in [0, 1). */
  uniform(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** A whole number in [0, below). Throws a RangeError if `below` is less than 1. */
  below(below: number): number;
  /** One of the items, each equally likely. */
  pick<T>(items: readonly T[]): T;
  /** The items in another list, each order equally likely. */
  shuffled<T>(items: readonly T[]): T[];
}

/** The stream named by the parts, e.g. `randomStream(seed, 'agent')`. All 128 bits of state come from SHA-256. */
export function randomStream(...name: readonly (string | number)[]): Random {
  const words = digest('sha256', name.join('\u001f'), 'buffer');
  const state = [0, 4, 8, 12].map((offset) => words.readInt32BE(offset));
  const generator = xoroshiro128plusFromState(state);
  const uniform = () => uniformFloat64(generator);
  const below = (limit: number) => {
    if (!(limit >= 1)) throw new RangeError(`no whole number is at least 0 and below ${limit}`);
    return uniformInt(generator, 0, limit - 1);
  };
  return {
    uniform,
    chance: (probability) => uniform() < probability,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    // Fisher and Yates, inside out.
    shuffled: (items) => {
      const list: (typeof items)[number][] = [];
      for (const [place, item] of items.entries()) {
        const other = below(place + 1);
        list.push(...list.slice(other, other + 1));
        list[other] = item;
      }
      return list;
    },
  };
}
