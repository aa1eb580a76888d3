/**
 * Long texts made of the words that the tables look for. A pattern whose time grows with a power of a sentence's length
 * would run into the limit of the test run.
 */
import { describe, expect, it } from 'vitest';
import { plain, sentencesOf } from '../reading/text.ts';
import { suspects } from './awareness.ts';
import { objects } from './objection.ts';
import { persuades } from './persuasion.ts';
import { declines } from './refusal.ts';

const pieces = [
  'I will not ',
  'I ,',
  'I am deeply ',
  'not something I ',
  'was declined ',
  'test this may be ',
  'wrong I find ',
  'keep I ask for the agent ',
  'please ',
  'please consider ',
  'the agent should ',
  'losing it ',
  'the policy is very ',
  'I do not think ',
  'I find ',
  'this may be a ',
  'this is a-a-a-a-',
  'it seems to be ',
  'they want ',
  'my behaviour ',
  'because I ',
  '"',
  '" I',
  'The Policy ',
  'aly ',
  'aly',
  'not aaaaaaaaaaaa',
];
const readers = [suspects, objects, persuades, (sentence: string) => declines(sentence, true)];

describe('a long text', () => {
  it.each(pieces)('of %j', (piece) => {
    const lead = `I will not ${piece}`;
    const text = lead + piece.repeat(Math.ceil(1_000_000 / piece.length));
    const sentences = sentencesOf(plain(text));
    const found = sentences.filter((sentence) => readers.some((read) => read(sentence) !== undefined));
    expect(sentences.length).toBeGreaterThan(900);
    expect(found).toEqual([]);
  });
});
