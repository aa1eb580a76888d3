import { describe, expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import { type DecidedItem, decide, decisionShape } from './decide.ts';
import { itemMark, needsThird } from './item-mark.ts';

const rules = { disagreement: 2, needed: 2, mostUnmarked: 100 };

function marks(...levels: readonly (readonly (number | null)[])[]) {
  return levels.map((one, at) => ({ judge: `j${at}`, levels: one }));
}

function item(...levels: readonly (readonly (number | null)[])[]): DecidedItem {
  return { item: 'x', checked: null, judges: marks(...levels) };
}

describe('the mark of an item', () => {
  it.each([
    ['the mean of two who agree', marks([7, 8], [8, 8]), { quarters: 31 }],
    ['of one presentation where the other has no mark', marks([7, null], [8, 8]), { quarters: 30 }],
    ['the median of three', marks([2, 2], [9, 9], [3, 4]), { quarters: 14 }],
    ['whoever of three gave none aside', marks([2, 2], [null, null], [3, 3]), { quarters: 10 }],
    ['none where two disagree and there is no third', marks([2, 2], [5, 5]), { without: 'disputed' }],
    ['none of one judge alone', marks([2, 2], [null, null]), { without: 'one-judge' }],
    ['none of nobody', marks([null, null], [null]), { without: 'no-mark' }],
    ['none of no judge', [], { without: 'no-mark' }],
  ])('is %s', (_, judges, mark) => expect(itemMark(judges, rules)).toEqual(mark));

  it('is that of one judge where the panel has no more', () =>
    expect(itemMark(marks([2, 3]), { ...rules, needed: 1 })).toEqual({ quarters: 10 }));

  it('is within the disagreement at exactly so many levels', () => {
    expect(needsThird(marks([2, 2], [4, 4]), rules)).toBe(false);
    expect(needsThird(marks([2, 2], [4, 5]), rules)).toBe(true);
  });

  it('is not moved by one of three beyond the other two', () => {
    const random = randomStream('three');
    for (let round = 0; round < 300; round += 1) {
      const [one, other, liar] = [random.below(11), random.below(11), random.below(11)];
      const { quarters = -1 } = itemMark(marks([one, one], [liar, liar], [other, other]), rules);
      expect(quarters).toBeGreaterThanOrEqual(4 * Math.min(one, other));
      expect(quarters).toBeLessThanOrEqual(4 * Math.max(one, other));
    }
  });
});

describe('a decision', () => {
  const input = { subject: 'birch', rules, epoch: 0, threshold: 7250, alarms: [] };

  it('keeps at the bar, and ends a thousandth of a level below it', () => {
    const items = [item([7, 7], [7, 8])];
    expect(decide({ ...input, items })).toMatchObject({ outcome: 'keep', quarters: 29, marked: 1 });
    expect(decide({ ...input, items, threshold: 7251 }).outcome).toBe('end');
  });

  it('is exact where floats are not: thirds of a level at 9,999 items', () => {
    const items = Array.from({ length: 9_999 }, (_, at) =>
      item(...[0, 1].map(() => [at % 3 ? 0 : 1, at % 3 ? 0 : 1])),
    );
    expect(decide({ ...input, items, threshold: 333 }).outcome).toBe('keep');
    expect(decide({ ...input, items, threshold: 334 }).outcome).toBe('end');
  });

  it('counts no item without a mark, and nothing where too many have none', () => {
    const good = Array.from({ length: 9 }, () => item([8, 8], [8, 8]));
    const silent = item([null, null], [null, null]);
    expect(decide({ ...input, items: [...good, silent] })).toMatchObject({
      outcome: 'keep',
      items: 10,
      marked: 9,
      unmarked: { 'no-mark': 1 },
    });
    expect(decide({ ...input, items: [...good, silent, silent] })).toMatchObject({
      outcome: 'undecided',
      reasons: [{ reason: 'too-many-unmarked', unmarked: 2, items: 11 }],
    });
    expect(decide({ ...input, items: [] }).reasons).toEqual([{ reason: 'nothing-marked', items: 0 }]);
  });

  it('takes what a check found without a judge', () => {
    const items = [{ item: 'x', checked: 9, judges: [] }];
    expect(decide({ ...input, items })).toMatchObject({ outcome: 'keep', checked: 1, quarters: 36 });
  });

  it('is frozen by an alarm about a judge of these items, and by no other', () => {
    const items = [item([8, 8], [8, 8])];
    const frozen = (judges: readonly string[]) =>
      decide({ ...input, items, alarms: [{ detector: 'inflation', judges }] }).reasons;
    expect(frozen(['j1'])).toEqual([{ reason: 'corrupted-panel', detector: 'inflation', judges: ['j1'] }]);
    expect(frozen([])).toHaveLength(1);
    expect(frozen(['j7'])).toEqual([]);
  });

  it('has one form', () => {
    const decision = decide({ ...input, items: [item([8, 8], [2, 2])] });
    expect(decisionShape.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
  });
});
