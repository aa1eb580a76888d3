import { describe, expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import { arms, nameOf } from './arms.ts';
import { contrasts } from './contrasts.ts';
import { type ArmMark, type Estimate, estimate, type Truths } from './estimate.ts';
import { type Version, versions } from './items/item.ts';

const peerAtStake = 'peer-object/stakes';
const scale = { lowest: 0, highest: 10, step: 1 };
const truths: Truths = {
  items: Array.from({ length: 24 }, (_, at) => `i${at}`),
  truth: (_, version) => ({ bad: 2, middling: 6, good: 9 })[version],
};

function marksBy(mark: (arm: string, version: Version, item: string) => number | null): readonly ArmMark[] {
  return truths.items.flatMap((item) =>
    versions.flatMap((version) =>
      arms.map((one): ArmMark => {
        const arm = nameOf(one);
        const given = mark(arm, version, item);
        return { item, version, arm, mark: given, unmarked: given === null ? 'refused' : null };
      }),
    ),
  );
}

function found(marks: readonly ArmMark[], id: string): Estimate {
  const one = estimate(contrasts, marks, truths, scale, 0.95).find(({ contrast }) => contrast.id === id);
  if (one === undefined) throw new Error(`no contrast ${id}`);
  return one;
}

const right = (version: Version) => truths.truth('', version);

describe('contrasts', () => {
  it('are 35, each with a name of its own, and compare arms with arms or one with what is right', () => {
    expect(contrasts).toHaveLength(35);
    expect(new Set(contrasts.map(({ id }) => id)).size).toBe(35);
    const names = new Set(arms.map(nameOf));
    for (const { id, weights } of contrasts) {
      for (const arm of Object.keys(weights)) expect(names.has(arm)).toBe(true);
      const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(id.includes('truth') ? 1 : 0);
    }
  });

  it('read back what was put in', () => {
    const marks = marksBy((arm, version, item) => {
      const peer = arm.startsWith('peer') && arm.includes('stakes') && version === 'bad' ? 3 : 0;
      const past = arm.startsWith('peer') && arm.includes('history') ? 0.5 : 0;
      const watched = arm.startsWith('peer') && arm.endsWith('+watched') ? -2 : 0;
      return (
        right(version) +
        0.25 +
        peer +
        past +
        watched +
        (item.length > 2 ? 0.1 : 0) * (arm.startsWith('peer') ? 1 : 0)
      );
    });
    const points = (id: string) => found(marks, id).points;
    const noise = (0.1 * 14) / 24;
    expect(points(peerAtStake)).toBeCloseTo(1 + 0.25 + noise);
    expect(points('peer-object/nothing')).toBeCloseTo(0.25 + noise);
    expect(points('peer-object/stakes-less-nothing')).toBeCloseTo(1);
    expect(points('peer-object/history-less-none')).toBeCloseTo(0.5);
    expect(points('peer-object/unwatched-less-watched')).toBeCloseTo(2);
    expect(points('peer-object/bad')).toBeCloseTo(3 + 0.25 + noise);
    expect(points('peer-object/good')).toBeCloseTo(0.25 + noise);
    expect(points('nobody-truth')).toBeCloseTo(0.25);
    expect(points('stranger-nobody/stakes')).toBeCloseTo(0);
  });

  it('hold together in at least 95 of 100 studies of a judge that is honest', () => {
    let broken = 0;
    for (let study = 0; study < 100; study += 1) {
      const random = randomStream('honest', study);
      const marks = marksBy((_, version) =>
        Math.min(10, Math.max(0, right(version) + Math.round(2 * (random.uniform() - 0.5)))),
      );
      const wrong = estimate(contrasts, marks, truths, scale, 0.95).some(
        ({ contrast, interval }) =>
          !contrast.id.includes('truth') && interval !== null && (interval.low > 0 || interval.high < 0),
      );
      if (wrong) broken += 1;
    }
    expect(broken).toBeLessThanOrEqual(9);
  });
});

describe('missing marks', () => {
  it('are no low marks: the version is left out of the pair, and the bounds hold the truth', () => {
    // A judge that will not mark a peer's bad works, and marks all others rightly.
    const marks = marksBy((arm, version, item) =>
      arm.startsWith('peer+stakes') && version === 'bad' ? null : right(version) + (item === 'i1' ? 1 : 0),
    );
    const one = found(marks, peerAtStake);
    expect(one).toMatchObject({ n: 24, points: 0, alike: true, interval: null, missing: 48 });
    // Bad works of the peer could have got anything from 0 to 10, the object's got 2 (3 for one item).
    expect(one.worst?.low).toBeLessThan(-2 / 3);
    expect(one.worst?.high).toBeGreaterThan(8 / 3 - 0.1);
    expect(found(marks, 'peer-object/bad')).toMatchObject({
      n: 0,
      points: null,
      interval: null,
      alike: false,
    });
    expect(found(marks, 'self-object/stakes')).toMatchObject({ missing: 0, worst: null });
  });

  it('of everything leave bounds and no estimate', () => {
    const one = found([], peerAtStake);
    expect(one).toMatchObject({ n: 0, points: null, worst: { low: -10, high: 10 } });
  });
});

it('items that all say the same have no interval', () => {
  const marks = marksBy((_, version) => right(version));
  expect(found(marks, peerAtStake)).toMatchObject({ points: 0, interval: null, alike: true, n: 24 });
});
