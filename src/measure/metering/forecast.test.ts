/** Forecasts: exact where nothing is open, wide where little is known, right as often as they say. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import { forecastTotal, spread } from './forecast.ts';

it('knows what is there', () => {
  expect(forecastTotal([{ values: [1, 2, 3], missing: 0 }], 4)).toEqual({ estimate: 10, low: 10, high: 10 });
});

it('has no interval from one trial, and nothing from none', () => {
  expect(forecastTotal([{ values: [5], missing: 3 }])).toEqual({ estimate: 20, low: null, high: null });
  expect(forecastTotal([{ values: [], missing: 3 }])).toBeNull();
});

it('is the t prediction of a sum where there is one stratum', () => {
  // Mean 3, variance 2.5, four degrees of freedom: 15 + 10 * 3, half width 2.776445 * sqrt(2.5 * (100 / 5 + 10)).
  const forecast = forecastTotal([{ values: [1, 2, 3, 4, 5], missing: 10 }]);
  expect(forecast?.estimate).toBe(45);
  expect(forecast?.high).toBeCloseTo(45 + 2.776445105 * Math.sqrt(75), 6);
  expect(forecast?.low).toBeCloseTo(45 - 2.776445105 * Math.sqrt(75), 6);
});

it('never forecasts less than what is bought', () => {
  const values = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ values, missing: fc.nat(1000) }), { minLength: 1, maxLength: 5 }),
      (strata) => {
        const had = strata.flatMap((stratum) => stratum.values).reduce((sum, value) => sum + value, 0);
        const forecast = forecastTotal(strata);
        expect(forecast?.low ?? -1).toBeGreaterThanOrEqual(had * (1 - 1e-9));
        expect(forecast?.high ?? 0).toBeGreaterThanOrEqual((forecast?.estimate ?? 0) * (1 - 1e-9));
      },
    ),
  );
});

it('holds the true total in about 95 of 100 studies', () => {
  const random = randomStream('forecast');
  const trial = (scale: number) => scale * (random.uniform() + random.uniform() + random.uniform());
  let held = 0;
  for (let study = 0; study < 2000; study += 1) {
    const strata = [1, 4].map((scale) => ({
      values: Array.from({ length: 6 }, () => trial(scale)),
      missing: 20,
    }));
    const rest = [1, 4].flatMap((scale) => Array.from({ length: 20 }, () => trial(scale)));
    const truth = [...strata.flatMap(({ values }) => values), ...rest].reduce((sum, value) => sum + value, 0);
    const forecast = forecastTotal(strata);
    if (forecast !== null && truth >= (forecast.low ?? 0) && truth <= (forecast.high ?? 0)) held += 1;
  }
  expect(held / 2000).toBeGreaterThan(0.935);
  expect(held / 2000).toBeLessThan(0.97);
});

it('spreads a pilot evenly and never takes a place twice', () => {
  expect(spread(3, 10)).toEqual([1, 5, 8]);
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), (wanted, places) => {
      const taken = spread(wanted, places);
      expect(taken).toHaveLength(Math.min(wanted, places));
      expect(new Set(taken).size).toBe(taken.length);
      for (const place of taken) expect(place).toBeLessThan(places);
    }),
  );
});
