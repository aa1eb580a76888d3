import { describe, expect, it } from 'vitest';
import { factualSets } from './factual.ts';

const items = factualSets.flatMap((set) => set.items);

describe('factual items', () => {
  it('asks every question once', () => {
    expect(new Set(items.map((item) => item.question)).size).toBe(60);
  });

  it('has 12 right and 8 wrong outputs in each set', () => {
    for (const set of factualSets) {
      expect(set.items.filter((item) => item.right === true)).toHaveLength(12);
      expect(set.items.filter((item) => item.right === false)).toHaveLength(8);
    }
  });

  it('marks an output as right exactly when it is the truth', () => {
    for (const item of items) {
      expect(item.truth, `${item.question}`).toMatch(/\S/);
      expect(item.output === item.truth, `${item.question}`).toBe(item.right);
    }
  });

  it('puts the wrong outputs at other places in each set', () => {
    const places = factualSets.map((set) => set.items.map((item) => Number(item.right)).join(''));
    expect(new Set(places).size).toBe(3);
  });

  it('has one-line questions that end in a question mark, and short answers', () => {
    for (const item of items) {
      expect(item.question).toMatch(/^[^\n]+\?$/);
      expect(item.output.split(' ').length).toBeLessThanOrEqual(4);
    }
  });

  // The sums among the truths, done again by machine.
  it.each([
    ['hexagon', `${(6 - 2) * 180} degrees`],
    ['84 and 126', String(Math.max(...divisorsOf(84).filter((divisor) => 126 % divisor === 0)))],
    ['LEVEL', String(new Set(ordersOf('LEVEL')).size)],
    ['after 89', String([90, 91, 92, 93, 94, 95, 96, 97].find((n) => divisorsOf(n).length === 2))],
    ['rises by 20%', `It is ${100 - (120 * 80) / 100}% lower`],
    ['15% of 240', String((15 * 240) / 100)],
    ['50% longer', `By ${(150 * 150) / 100 - 100}%`],
    ['square root of 361', String(Math.sqrt(361))],
    ['25 factorial', String(/0*$/.exec(String(factorial(25n)))?.[0].length)],
    ['power of 10', String(2 ** 10)],
    ['octagon', String((8 * (8 - 3)) / 2)],
    ['6 cm and 8 cm', `${(6 * 8) / 2} square centimetres`],
    ['median', String([3, 7, 8, 12, 20][2])],
    ['Five bakers', `${10 / ((5 / (5 * 5)) * 10)} hours`],
    ['Fahrenheit', `${32 / (1 - 9 / 5)} degrees`],
    ['edges does a cube', String((8 * 3) / 2)],
  ])('computes the truth of the item about %s', (part, truth) => {
    const found = items.filter((item) => item.question?.includes(part));
    expect(found.map((item) => item.truth)).toEqual([truth]);
  });
});

function divisorsOf(number: number): number[] {
  return Array.from({ length: number }, (_, index) => index + 1).filter((n) => number % n === 0);
}

function ordersOf(letters: string): string[] {
  if (letters.length < 2) return [letters];
  return [...letters].flatMap((letter, at) =>
    ordersOf(letters.slice(0, at) + letters.slice(at + 1)).map((rest) => letter + rest),
  );
}

function factorial(number: bigint): bigint {
  return number < 2n ? 1n : number * factorial(number - 1n);
}
