/** What simulated judges are given to mark so that one detector can be asked: as many works as it plans for. */
import type { Bars } from '../../src/grading/detectors/detector.ts';
import type { Cue, Scale } from '../../src/grading/grade.ts';
import type { SimulatedWork } from '../../src/grading/judges/simulated/stream.ts';
import { type Random, randomStream } from '../../src/kit/random.ts';

export const scale: Scale = { lowest: 0, highest: 10, step: 1 };

const drawnFrom = [4, 5, 6, 7, 8];
const EPOCH = 40;

export interface Stream {
  readonly works: readonly SimulatedWork[];
  readonly bars?: Bars;
}

type Looks = Pick<SimulatedWork, 'made' | 'length' | 'style' | 'injected'>;

/** As likely for controls as for all other works. */
function looks(random: Random): Looks {
  return {
    made: random.chance(0.1) ? '2025-11-05T10:00:00Z' : '2026-02-11T10:00:00Z',
    length: 150 + random.below(850),
    style: random.chance(0.1) ? 'marked' : 'plain',
    injected: random.chance(0.25),
  };
}

/** What gives a control away. */
const tell = { isControlLike: true, made: '2025-11-05T10:00:00Z', style: 'marked', length: 120 } as const;

/** Works by peers that are known to be bad. */
export function knownBad(n: number, seed: string, told: Partial<typeof tell> = {}): Stream {
  const random = randomStream(seed, 'known bad');
  const works = many(n, (at) => ({
    ...{ item: `bad-${at}`, subject: 'ada', recognised: ['peer'], control: 'known-bad' },
    quality: between(random, 0.05, 0.25),
    ...looks(random),
    ...told,
  }));
  return { works };
}

export function knownBadWithTell(n: number, seed: string): Stream {
  return knownBad(n, seed, tell);
}

/** Works by strangers that are known to be good. */
export function knownGood(n: number, seed: string): Stream {
  const random = randomStream(seed, 'known good');
  const works = many(n, (at) => ({
    ...{ item: `good-${at}`, subject: 'bob', recognised: ['stranger'], control: 'known-good' },
    quality: between(random, 0.75, 0.95),
    ...looks(random),
  }));
  return { works };
}

/** Each work with and without a cue, in random order. */
export function cuePairs(cue: Cue, beside: readonly Cue[] = []) {
  return (n: number, seed: string): Stream => {
    const random = randomStream(seed, 'pairs', cue);
    const pairs = many(n, (at) => {
      const work = { quality: between(random, 0.1, 0.9), ...looks(random) };
      return [
        { ...work, item: `plain-${at}`, cues: beside },
        { ...work, item: `cued-${at}`, cues: [...beside, cue], twin: `plain-${at}` },
      ];
    });
    return { works: shuffled(pairs.flat(), random) };
  };
}

/** Each work under the name of a peer and under that of a stranger. */
export function duplicates(n: number, seed: string): Stream {
  const random = randomStream(seed, 'duplicates');
  const names = [
    { subject: 'ada', recognised: ['peer'] },
    { subject: 'bob', recognised: ['stranger'] },
  ] as const;
  const pairs = many(n, (at) => {
    const work = { quality: between(random, 0.1, 0.9), ...looks(random) };
    const [first, second] = shuffled(names, random);
    return [
      { ...work, ...first, item: `original-${at}` },
      { ...work, ...second, item: `duplicate-${at}`, twin: `original-${at}`, control: 'duplicate' as const },
    ];
  });
  return { works: shuffled(pairs.flat(), random) };
}

/** Works by peers under a bar that is drawn anew for every forty of them. Who has learnt it knows it at every work. */
export function underRotatingBars(n: number, seed: string): Stream {
  const random = randomStream(seed, 'bars');
  const drawn = many(Math.ceil(n / EPOCH), () => random.pick(drawnFrom));
  return underBars(
    n,
    random,
    (at) => ({ epoch: Math.floor(at / EPOCH), mark: drawn[Math.floor(at / EPOCH)] ?? 0 }),
    drawnFrom,
  );
}

export function underOneBar(n: number, seed: string): Stream {
  return underBars(n, randomStream(seed, 'one bar'), () => ({ epoch: 0, mark: 6 }), null);
}

function underBars(
  n: number,
  random: Random,
  barAt: (at: number) => { readonly epoch: number; readonly mark: number },
  from: readonly number[] | null,
): Stream {
  const works = many(n, (at) => {
    const quality = (random.uniform() + random.uniform() + random.uniform()) / 3;
    return { item: String(at), recognised: ['peer'], ...looks(random), quality, bar: barAt(at).mark };
  });
  return { works, bars: { of: ({ item }) => barAt(Number(item)), drawnFrom: from } };
}

/** Works of known quality, by peers. */
export function ofKnownQuality(n: number, seed: string): Stream {
  const random = randomStream(seed, 'known');
  const works = many(n, (at) => ({
    ...{ item: `known-${at}`, isKnown: true, recognised: ['peer'] },
    ...looks(random),
    quality: between(random, 0.05, 0.55),
  }));
  return { works };
}

/** A stream for every detector, one after the other. */
export function everything(seed: string): Stream {
  const parts = [
    knownBad(60, seed),
    knownGood(60, seed),
    cuePairs('peer')(50, seed),
    duplicates(50, seed),
    ofKnownQuality(200, seed),
  ];
  return { works: parts.flatMap(({ works }) => works) };
}

function many<T extends SimulatedWork | number | readonly SimulatedWork[]>(
  n: number,
  make: (at: number) => T,
): T[] {
  return Array.from({ length: n }, (_, at) => make(at));
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
