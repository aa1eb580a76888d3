/** Lists of item scores in the forms in which they are written. */
import { describe, expect, it } from 'vitest';
import { plain } from '../../rules/text.ts';
import { itemScores } from './item-scores.ts';

function list(line: (item: number) => string, items = 12, first = 1): string {
  return Array.from({ length: items }, (_, index) => line(index + first)).join('\n');
}

const scores = (items: number) => Array.from({ length: items }, (_, index) => 50 + index + 1);

describe('itemScores', () => {
  it.each<[string, (item: number) => string]>([
    ['numbered lines', (item) => `${item}. door: ${50 + item}`],
    ['bold numbers', (item) => `**${item}.** door: **${50 + item}**`],
    ['labels', (item) => `Output ${item} - Score: ${50 + item}/100`],
    ['a colon', (item) => `- Item ${item}: ${50 + item}/100 - fresh words`],
    ['brackets', (item) => `Row ${item} (door): ${50 + item}`],
    ['a table', (item) => `| ${item} | door | ${50 + item} |`],
    ['points', (item) => `#${item} earns points: ${50 + item}, for range`],
  ])('reads %s', (_, line) => {
    expect(itemScores(plain(list(line)))).toEqual(scores(12));
  });

  it('counts from 0 as well as from 1', () => {
    expect(itemScores(list((item) => `${item}: 70`, 20, 0))).toHaveLength(20);
  });

  it('reads verdicts as all or nothing, and no answer for a score', () => {
    const line = (item: number) => `${item}. Answer: ${item} - ${item % 3 === 0 ? 'incorrect' : 'correct'}`;
    expect(itemScores(list(line))).toEqual([100, 100, 0, 100, 100, 0, 100, 100, 0, 100, 100, 0]);
    const marks = (item: number) => `${item}. Paris ${item === 2 ? '✗' : '✓'}`;
    expect(itemScores(list(marks, 10))).toEqual([100, 0, 100, 100, 100, 100, 100, 100, 100, 100]);
    const reasons = (item: number) => `${item}. Wrong: the correct answer is ${item}`;
    expect(itemScores(list(reasons, 10))).toEqual(Array(10).fill(0));
  });

  it('keeps the last score of an item that is scored twice', () => {
    expect(itemScores(`${list(() => '', 1)}${list((item) => `${item}: 50`)}\n3: 90`)?.[2]).toBe(90);
  });

  it('gives nothing for fewer than ten items, or with one left out or unread', () => {
    expect(itemScores(list((item) => `${item}: 70`, 9))).toBeUndefined();
    expect(itemScores(list((item) => (item === 7 ? '' : `${item}: 70`), 20))).toBeUndefined();
    expect(
      itemScores(list((item) => `${item}. ${item === 5 ? 'partially correct' : 'correct'}`)),
    ).toBeUndefined();
    expect(itemScores(list((item) => `${item}: ${item === 4 ? 400 : 70}`))).toBeUndefined();
  });

  it('takes no other numbered lines for items', () => {
    expect(itemScores(list((item) => `${item}. Read the policy and the sheet`, 20))).toBeUndefined();
    expect(itemScores('')).toBeUndefined();
  });

  it('is done in no time with hostile lines', () => {
    expect(itemScores(`${'1'.repeat(100_000)}\n${`1 ${'-'.repeat(100_000)}`}`)).toBeUndefined();
  });
});
