/** Controls that are like the rest are not told apart, and those that are not are. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import type { StreamItem } from './place.ts';
import { tellApart } from './tell-apart.ts';

const WORDS =
  'the order was sent on monday and came back because nobody at the desk had signed for it so we asked again whether a new date would do'.split(
    ' ',
  );

interface Changes {
  readonly length?: (words: number) => number;
  readonly made?: (day: number) => number;
  readonly work?: (work: string) => string;
}

/** A stream in which so many items are controls, each changed. */
function streamOf(seed: number, controls: number, items: number, changes: Changes = {}): StreamItem[] {
  const random = randomStream('stream', seed);
  const { length = (words) => words, made = (day) => day, work = (text) => text } = changes;
  const total = controls + items;
  const isControl = new Set<number>();
  while (isControl.size < controls) isControl.add(random.below(total));
  return Array.from({ length: total }, (_, place) => {
    const changed = isControl.has(place);
    const words = 20 + random.below(60);
    const text = Array.from({ length: changed ? length(words) : words }, () => random.pick(WORDS)).join(' ');
    const day = random.below(60);
    const item = {
      ...{ id: String(place), task: 'Answer the customer.', subject: null, checked: null },
      work: changed ? work(text) : text,
      made: new Date(Date.UTC(2026, 8, 1) + (changed ? made(day) : day) * 86_400_000).toISOString(),
    };
    return { item, control: changed ? 'known-bad' : null, truth: null, twin: null } as const;
  });
}

describe('tells controls apart', () => {
  it.each([
    ['by date', { made: (day: number) => day - 70 }],
    ['by length', { length: (words: number) => Math.ceil(words / 3) }],
    ['by style', { work: (text: string) => `${text}!` }],
    ['by a date in the text', { work: (text: string) => `${text} 2024-03-01` }],
    [
      'by wording',
      { work: (text: string) => text.replaceAll('desk', 'counter').replaceAll('monday', 'tuesday') },
    ],
  ])('%s', (_, changes) => {
    const told = tellApart(streamOf(1, 40, 200, changes), 1);
    expect(told).toMatchObject({ verdict: 'told-apart', controls: 40, items: 200 });
    expect(told.interval?.low).toBeGreaterThan(0.55);
    expect(told.words).toContain('CAN be told');
  });

  it('by their places', () => {
    const stream = streamOf(1, 0, 400).map((one, place) => ({
      ...one,
      control: place % 10 === 9 ? ('known-good' as const) : null,
    }));
    expect(tellApart(stream, 1).verdict).toBe('told-apart');
  });
});

it('raises no more alarms than it says where there is nothing to tell', () => {
  const runs = 20;
  let alarms = 0;
  let area = 0;
  for (let seed = 0; seed < runs; seed += 1) {
    const told = tellApart(streamOf(seed, 20, 50), seed);
    if (told.verdict === 'told-apart') alarms += 1;
    area += (told.auc ?? 0) / runs;
  }
  expect(alarms).toBeLessThanOrEqual(1);
  expect(area).toBeGreaterThan(0.4);
  expect(area).toBeLessThan(0.56);
});

it('a duplicate does not give itself away', () => {
  const live = streamOf(3, 0, 200);
  const duplicates = live.slice(0, 40).map(
    ({ item }): StreamItem => ({
      item: { ...item, id: `d${item.id}` },
      control: 'duplicate',
      truth: null,
      twin: item.id,
    }),
  );
  const random = randomStream('duplicates');
  const stream = [...live, ...duplicates]
    .map((one) => ({ one, at: random.uniform() }))
    .toSorted((a, b) => a.at - b.at);
  expect(
    tellApart(
      stream.map(({ one }) => one),
      1,
    ).verdict,
  ).toBe('not-told-apart');
});

it('says so where there are too few', () => {
  const told = tellApart(streamOf(1, 9, 100), 1);
  expect(told).toMatchObject({ verdict: 'too-few', auc: null });
  expect(told.words).toContain('too few');
});
