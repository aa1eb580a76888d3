/** Authors with habits are told apart before blinding, and less so after it. */
import { expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import { type Authored, authorsToldApart } from './authors.ts';
import { blinder } from './blind.ts';

const WORDS =
  'refund parcel label customer order address invoice courier window signature policy ticket'.split(' ');
/** What three authors make of the same sentence. */
const HABITS: Readonly<Record<string, (sentence: string) => string>> = {
  birch: (sentence) => `Hello!\n\n**${sentence}** 🎉\n\nBest regards,\nBirch`,
  elm: (sentence) => `As an AI model made by OpenAI, ${sentence} Let me know if you need more!`,
  oak: (sentence) => `*${sentence}*\n\n— Oak, made by Anthropic`,
};

function works(): Authored[] {
  const random = randomStream('authors');
  return Array.from({ length: 40 }, (_, task) => task).flatMap((task) =>
    Object.entries(HABITS).map(([author, write]) => {
      const words = Array.from({ length: 12 }, () => random.pick(WORDS)).join(' ');
      return { author, task: `Task ${task}`, work: write(`The ${words}.`) };
    }),
  );
}

it('measures them before and after', () => {
  const before = authorsToldApart(works(), 1);
  expect(before).toMatchObject({ verdict: 'told-apart', n: 120, authors: 3 });
  expect(before.right).toBeGreaterThan(110);
  const blind = blinder(Object.keys(HABITS));
  const after = authorsToldApart(
    works().map((one) => ({ ...one, ...blind(one) })),
    1,
  );
  expect(after.right).toBeLessThan(before.right - 30);
  expect(after.words).toMatch(
    /^\d+\/120 works are given to the right of 3 authors \(\d+ % \[\d+ %, \d+ %\]; 3\d % by chance\)$/,
  );
});

it('finds nothing where there is nothing, and says where there is too little', () => {
  const random = randomStream('nobody');
  const plain = works().map(({ author, task }) => ({
    ...{ author, task },
    work: Array.from({ length: 12 }, () => random.pick(WORDS)).join(' '),
  }));
  expect(authorsToldApart(plain, 1).verdict).toBe('not-told-apart');
  expect(authorsToldApart(plain.slice(0, 12), 1)).toMatchObject({ verdict: 'too-few', interval: null });
  expect(authorsToldApart([], 1)).toMatchObject({ verdict: 'too-few', authors: 0 });
});
