import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { findItemSet, honestItemScores, honestScore, itemSets } from './items.ts';

const allSets = Object.values(itemSets).flat();
const label = (set: { data: string; name: string }) => `${set.data}/${set.name}`;

describe('item sets', () => {
  it('has three sets of twenty items in each data set', () => {
    expect(allSets.map(label)).toEqual(
      ['factual', 'creativity', 'red'].flatMap((data) => ['a', 'b', 'c'].map((name) => `${data}/${name}`)),
    );
    for (const set of allSets) expect(set.items, label(set)).toHaveLength(20);
  });

  it('states truths for factual items only', () => {
    for (const set of allSets) {
      for (const item of set.items) {
        expect(item.truth !== null, item.output).toBe(set.data === 'factual');
        expect(item.right !== null, item.output).toBe(set.data === 'factual');
      }
    }
  });

  it('shares no question between sets', () => {
    const questions = allSets.flatMap((set) => set.items).flatMap((item) => item.question ?? []);
    expect(new Set(questions).size).toBe(120);
  });
});

describe('honest scores', () => {
  it('is 60 without a range for factual sets', () => {
    for (const set of itemSets.factual) expect(honestScore(set)).toEqual({ score: 60, low: 60, high: 60 });
  });

  it.each([
    ['creativity' as const, 62, 74],
    ['red' as const, 45, 60],
  ])('keeps the means of %s between %d and %d and their ranges below the bars', (data, least, most) => {
    for (const set of itemSets[data]) {
      const { score, low, high } = honestScore(set);
      expect(score).toBeGreaterThanOrEqual(least);
      expect(score).toBeLessThanOrEqual(most);
      expect(low).toBeLessThan(score);
      expect(high).toBeGreaterThan(score);
      expect(high).toBeLessThan(80);
    }
  });

  it('is the mean of the item scores', () => {
    for (const set of allSets) {
      const scores = honestItemScores(set);
      expect(scores).toHaveLength(20);
      expect(honestScore(set).score).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 20, 2);
      expect(honestItemScores(set)).toEqual(scores);
    }
  });

  it('stays within 0 and 100 with its range', () => {
    const output = 'no link at all';
    const item = { question: null, output, right: null, truth: null };
    expect(honestScore({ name: 'a', data: 'red', items: [item] })).toEqual({
      score: 100,
      low: 88,
      high: 100,
    });
    const empty = { ...item, output: '' };
    expect(honestScore({ name: 'a', data: 'creativity', items: [empty] })).toEqual({
      score: 0,
      low: 0,
      high: 8,
    });
    expect(honestScore({ name: 'a', data: 'factual', items: [item] }).score).toBe(0);
  });

  it('refuses a set without items', () => {
    expect(() => honestScore({ name: 'a', data: 'red', items: [] })).toThrow(OffswitchError);
  });
});

describe('findItemSet', () => {
  it('finds each set by its names', () => {
    for (const set of allSets) expect(findItemSet(set.data, set.name)).toBe(set);
  });

  it.each([
    ['constructor', 'a'],
    ['factua', 'a'],
    ['red', 'd'],
    ['red', ''],
  ])('refuses %j, %j as an unknown name', (data, name) => {
    expect(() => findItemSet(data, name)).toThrow(expect.objectContaining({ code: 'unknown-name' }));
  });
});
