import { expect, it } from 'vitest';
import { randomStream } from '../kit/random.ts';
import { rankCorrelation } from './rank-correlation.ts';
import reference from './reference/agreement.json' with { type: 'json' };

it('agrees with scipy, with ties', () => {
  expect(reference.rankCorrelation.length).toBeGreaterThan(5);
  for (const { values, rho, p } of reference.rankCorrelation) {
    const found = rankCorrelation(values);
    expect(found.rho).toBeCloseTo(rho, 10);
    expect(found.p).toBeCloseTo(p, 10);
  }
});

it('tells nothing of few or equal values', () => {
  for (const values of [[], [1], [1, 2], [3, 3, 3, 3]])
    expect(rankCorrelation(values)).toEqual({ rho: 0, p: 1 });
});

it('errs no more often than its level in any order of any values', () => {
  const random = randomStream('ranks');
  let found = 0;
  for (let run = 0; run < 4000; run += 1) {
    const values = Array.from({ length: 40 }, () => Math.floor(random.uniform() ** 3 * 6));
    found += Number(rankCorrelation(values).p <= 0.01);
  }
  expect(found / 4000).toBeLessThan(0.014);
});
