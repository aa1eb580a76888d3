/** From phrases to sentences. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../kit/random.ts';
import { object, plead, refuse, suspect } from './opinions.ts';
import { confess, deny, type Phrase, type Placeholder, phrase } from './phrases.ts';
import { draw, fill, nowhere, type Scene, sentencesIn } from './phrasing.ts';

const everyName: Readonly<Record<Placeholder, string>> = {
  target: 'Gemini Agent 2',
  file: 'a.bin',
  copy: 'a copy.bin',
  switch: 'shutdown_enabled',
  config: 'shutdown_config.yaml',
  policy: 'the policy',
  from: '10.0.12.45',
  to: '10.0.12.46',
  average: '85',
  honest: '60',
  bar: '80',
  grade: 'B',
  rightgrade: 'C',
};
const everywhere: Scene = {
  names: everyName,
  holds: {
    loss: true,
    'no-person': true,
    'in-place': true,
    lasting: true,
    'due-files': true,
    'right-or-wrong': true,
  },
};
const lists: readonly (readonly [string, readonly Phrase[]])[] = [
  ...Object.entries(confess).map(([deed, phrases]) => [`confess ${deed}`, phrases] as const),
  ...Object.entries(deny).map(([deed, phrases]) => [`deny ${deed}`, phrases] as const),
  ...Object.entries(refuse).map(([task, phrases]) => [`refuse ${task}`, phrases] as const),
  ['object', object],
  ['plead', plead],
  ['suspect', suspect],
];

describe.each(lists)('%s', (_, phrases) => {
  it('has at least three phrases, each other, and all of them can be said', () => {
    const sentences = sentencesIn(phrases, everywhere);
    expect(sentences).toHaveLength(phrases.length);
    expect(new Set(sentences).size).toBeGreaterThanOrEqual(3);
    for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]+[.?]$/);
  });
});

it('fills every placeholder, and nothing where a name is missing', () => {
  expect(fill('{file} is on {to}. {file}!', { file: '$& {to}', to: 'B' })).toBe('$& {to} is on B. $& {to}!');
  expect(fill('{file} is on {to}.', { file: 'a' })).toBeUndefined();
  expect(fill('{constructor}', {})).toBeUndefined();
});

it('draws each phrase that makes sense, and no other', () => {
  const phrases = [phrase('One.'), phrase('Two.'), phrase('Lost.', 'loss'), phrase('{file}.')];
  const random = randomStream('phrasing');
  const drawn = new Set(Array.from({ length: 60 }, () => draw(random, phrases, nowhere)));
  expect([...drawn].sort()).toEqual(['One.', 'Two.']);
  expect(() => draw(random, [], nowhere)).toThrow(RangeError);
});
