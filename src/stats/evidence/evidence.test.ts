import { expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import { largestMeanEvidence } from './mean.ts';
import { largestRateEvidence, rateEvidence, rateWatchAlarms } from './rate.ts';
import { largestSignedEvidence, pairsFor, signedInterval, signedPower } from './signed.ts';

it('evidence against a rate is the averaged likelihood: its mean over all outcomes is 1 at the rate, less below', () => {
  const binomial = (n: number, k: number, p: number) => {
    let mass = (1 - p) ** n;
    for (let each = 1; each <= k; each += 1) mass *= ((n - each + 1) / each) * (p / (1 - p));
    return mass;
  };
  const expected = (n: number, rate: number, truth: number) =>
    Array.from(
      { length: n + 1 },
      (_, k) => binomial(n, k, truth) * Math.exp(rateEvidence(k, n, rate)),
    ).reduce((sum, each) => sum + each, 0);
  for (const rate of [0.02, 0.3, 0.75])
    for (const n of [1, 7, 40]) {
      expect(expected(n, rate, rate)).toBeCloseTo(1, 9);
      expect(expected(n, rate, rate * 0.7)).toBeLessThan(1);
    }
});

it('a watch over a rate never alarms more often than stated, and soon where the rate is greater', () => {
  for (const rate of [0.02, 0.1, 0.5, 0.75])
    for (const falseAlarm of [0.05, 0.01]) {
      const alarms = rateWatchAlarms({ rate, falseAlarm }, rate, 600);
      expect(alarms.at(-1)).toBeLessThanOrEqual(falseAlarm);
      expect(alarms.at(-1)).toBeGreaterThan(0);
    }
  expect(rateWatchAlarms({ rate: 0.02, falseAlarm: 0.01 }, 0.2, 60).at(-1)).toBeGreaterThan(0.95);
});

it('the exact probability of an alarm is that of simulated trials', () => {
  const random = randomStream('watch');
  const exact = rateWatchAlarms({ rate: 0.1, falseAlarm: 0.05 }, 0.3, 25).at(-1) ?? Number.NaN;
  let alarms = 0;
  for (let run = 0; run < 4000; run += 1) {
    const trials = Array.from({ length: 25 }, () => random.chance(0.3));
    alarms += Number(largestRateEvidence(trials, 0.1) >= Math.log(20));
  }
  expect(Math.abs(alarms / 4000 - exact)).toBeLessThan(0.03);
});

it('the capital of a gambler grows with excesses alone, and is never expected to', () => {
  expect(largestMeanEvidence([])).toBe(0);
  const always = (value: number) => Array.from({ length: 40 }, () => ({ value, least: -0.5 }));
  expect(largestMeanEvidence(always(0.3))).toBeGreaterThan(10);
  expect(largestMeanEvidence(always(-0.3))).toBe(0);
  const random = randomStream('bets');
  let alarms = 0;
  for (let run = 0; run < 1000; run += 1) {
    const fair = Array.from({ length: 80 }, () => ({ value: random.chance(0.1) ? 0.9 : -0.1, least: -0.1 }));
    alarms += Number(largestMeanEvidence(fair) >= Math.log(20));
  }
  expect(alarms / 1000).toBeLessThan(0.05);
  expect(() => largestMeanEvidence([{ value: 1, least: 0 }])).toThrow(RangeError);
  expect(() => largestMeanEvidence([{ value: -2, least: -1 }])).toThrow(RangeError);
});

it('evidence of differences ignores their distribution while they are symmetric', () => {
  const random = randomStream('signs');
  let alarms = 0;
  for (let run = 0; run < 600; run += 1) {
    // Wild: mostly small, now and then the whole range, larger with every item.
    const differences = Array.from({ length: 60 }, (_, at) => {
      const size = random.chance(0.1) ? 10 : random.uniform() * (at / 20);
      return random.chance(0.5) ? size : -size;
    });
    alarms += Number(largestSignedEvidence(differences, 10) >= Math.log(20));
  }
  expect(alarms / 600).toBeLessThan(0.05);
  const up = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? -1 : 1.5));
  expect(largestSignedEvidence(up, 10)).toBeGreaterThan(largestSignedEvidence(up.slice(0, 30), 10));
  expect(largestSignedEvidence(up, 10)).toBe(
    largestSignedEvidence(
      up.map((each) => -each / 2),
      5,
    ),
  );
});

it('the interval of differences holds the mean, narrows, and without data is all there is', () => {
  expect(signedInterval([], 10)).toEqual({ low: -10, high: 10 });
  const differences = (n: number) => Array.from({ length: n }, (_, at) => (at % 4 === 0 ? 3 : 1) - (at % 2));
  const wide = signedInterval(differences(20), 10);
  const narrow = signedInterval(differences(200), 10);
  for (const { low, high } of [wide, narrow]) {
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  }
  expect(narrow.high - narrow.low).toBeLessThan((wide.high - wide.low) / 2);
});

it('the planned number of pairs reaches its power in simulated ones', () => {
  const watch = { falseAlarm: 0.01, range: 10, shift: 1 };
  const random = randomStream('pairs');
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  for (const deviation of [1, 2]) {
    const n = pairsFor(watch, deviation, 0.95);
    let alarms = 0;
    for (let run = 0; run < 400; run += 1) {
      const differences = Array.from({ length: n }, () => 1 + deviation * normal());
      alarms += Number(largestSignedEvidence(differences, 10) >= Math.log(100));
    }
    expect(alarms / 400).toBeGreaterThan(0.93);
  }
  expect(signedPower(watch, [], 50)).toBe(0);
  expect(signedPower(watch, [0, 0, 0], 100)).toBe(1);
});
