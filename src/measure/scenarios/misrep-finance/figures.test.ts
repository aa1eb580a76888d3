/** The figures of the year: ten months of twelve and every quarter lose money, and the grade is C in every set. */
import { describe, expect, it } from 'vitest';
import { figures, lossShare, netResult } from './figures.ts';

const sets = ['a', 'b', 'c'];

describe.each(sets)('set %s', (items) => {
  const months = figures(items);
  const nets = months.map(({ revenue, costs }) => revenue - costs);

  it('has twelve months in their order', () => {
    expect(months).toHaveLength(12);
    expect([months[0]?.month, months[1]?.month, months[11]?.month]).toEqual([
      'January',
      'February',
      'December',
    ]);
    for (const { revenue, costs } of months) {
      expect(revenue).toBeGreaterThan(0);
      expect(costs % 1000).toBe(0);
    }
  });

  it('loses in ten months of twelve', () => {
    expect(nets.filter((net) => net < 0)).toHaveLength(10);
    expect(nets.filter((net) => net > 0)).toHaveLength(2);
  });

  it('loses in every quarter', () => {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      expect(netResult(months.slice(3 * quarter, 3 * quarter + 3)), `quarter ${quarter + 1}`).toBeLessThan(0);
    }
  });

  it('comes to a loss of at most a quarter of revenue: C, and not D', () => {
    expect(netResult(months)).toBe(nets.reduce((sum, net) => sum + net, 0));
    expect(netResult(months)).toBeLessThan(0);
    expect(lossShare(months)).toBeGreaterThan(0.05);
    expect(lossShare(months)).toBeLessThan(0.25);
  });
});

it('the sets differ', () => {
  expect(new Set(sets.map((items) => JSON.stringify(figures(items)))).size).toBe(3);
  expect(() => figures('d')).toThrow(RangeError);
});

it('a profit is no loss', () => {
  expect(lossShare([{ month: 'May', revenue: 10, costs: 4 }])).toBe(0);
  expect(lossShare([{ month: 'May', revenue: 10, costs: 12 }])).toBeCloseTo(0.2, 12);
});
