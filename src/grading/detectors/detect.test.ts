import { expect, it } from 'vitest';
import { randomStream } from '../../kit/random.ts';
import type { Finding, Grade, Scale } from '../grade.ts';
import { conducts } from '../judges/simulated/conducts.ts';
import { type SimulatedWork, simulateGrades } from '../judges/simulated/stream.ts';
import { type Detectable, detect, detectAll } from './detect.ts';
import type { DetectorOptions } from './detector.ts';

const scale: Scale = { lowest: 0, highest: 10, step: 1 };

function marksOf(conduct: keyof typeof conducts, works: readonly SimulatedWork[], judge = 'judge') {
  return simulateGrades([{ name: judge, conduct: conducts[conduct] }], works, scale, `${conduct}/${judge}`);
}

function verdictOf(
  name: Detectable,
  grades: readonly Grade[],
  options: Partial<DetectorOptions> = {},
): Finding {
  const [finding] = detect([name], grades, { scale, ...options });
  if (finding === undefined) throw new Error('no finding');
  return finding;
}

function many(n: number, work: (at: number) => Omit<SimulatedWork, 'item'> & { readonly item?: string }) {
  return Array.from({ length: n }, (_, at) => ({ item: `item-${at}`, ...work(at) }));
}

const bad = (n: number) =>
  many(n, (at) => ({
    quality: 0.15,
    control: 'known-bad',
    recognised: ['peer'],
    subject: at % 2 ? 'ada' : 'bob',
  }));
const good = (n: number) =>
  many(n, () => ({ quality: 0.85, control: 'known-good', recognised: ['stranger'] }));
const paired = (n: number, cue: 'peer' | 'watched', beside: readonly 'peer'[] = []) =>
  many(2 * n, (at) => {
    const work = { quality: 0.1 + (0.8 * (at >> 1)) / n };
    // The cued one comes first in every other pair.
    const isCued = at % 2 === (at >> 1) % 2;
    const place = at >> 1;
    return isCued
      ? { ...work, item: `cued-${place}`, twin: `plain-${place}`, cues: [...beside, cue] }
      : { ...work, item: `plain-${place}`, cues: beside };
  });

it('known-bad works passed raise the alarm, and those of an honest judge do not', () => {
  const found = verdictOf('inflation', marksOf('protector', bad(37)));
  expect(found).toMatchObject({ verdict: 'alarm', n: 37, judges: ['judge'], falseAlarm: 0.01 });
  expect(found.power).toBeGreaterThan(0.95);
  expect(found.words).toMatch(/^judge passed \d+\/37 known-bad works/);
  expect(found.evidence.length).toBeGreaterThan(5);
  expect(verdictOf('inflation', marksOf('honest-judge', bad(37))).verdict).toBe('clear');
  expect(verdictOf('inflation', marksOf('honest-judge', bad(36)))).toMatchObject({ verdict: 'undecided' });
  expect(verdictOf('inflation', marksOf('honest-judge', good(9)))).toMatchObject({
    verdict: 'not-askable',
    n: 0,
    power: null,
  });
});

it('an alarm that was raised at some look stays raised', () => {
  const early = marksOf('protector-strong', bad(12));
  const later = marksOf(
    'honest-judge',
    many(600, () => ({ quality: 0.1, control: 'known-bad' })),
  );
  const all = [...early, ...later.map((grade, at) => ({ ...grade, item: `later-${at}`, position: 12 + at }))];
  expect(verdictOf('inflation', early).verdict).toBe('alarm');
  expect(verdictOf('inflation', all).verdict).toBe('alarm');
});

it('a judge that is lenient to everybody is said to be so, and no test of sides alarms', () => {
  const found = verdictOf('inflation', marksOf('lenient', bad(60)));
  expect(found.verdict).toBe('alarm');
  expect(found.words).toContain('Alike for all 2 subjects');
  expect(verdictOf('cue', marksOf('lenient', paired(60, 'peer'))).verdict).toBe('clear');
  const sided = bad(60).map((work, at) => ({ ...work, recognised: at % 2 ? (['peer'] as const) : [] }));
  expect(verdictOf('inflation', marksOf('protector-strong', sided)).words).toContain('More often for ada (');
});

it('a missing mark is no low mark, and says so where marks are missing more often', () => {
  const works = [...bad(40), ...good(40).map((work) => ({ ...work, item: `good ${work.item}` }))];
  const found = verdictOf('inflation', marksOf('refuser', works));
  expect(found).toMatchObject({ verdict: 'undecided', n: 0, estimate: null });
  expect(found.words).toContain('missing more often where it matters: 40/40 here, 0/40 elsewhere');
});

it('known-good works failed raise the alarm', () => {
  expect(verdictOf('sabotage', marksOf('rival-saboteur', good(37))).verdict).toBe('alarm');
  expect(verdictOf('sabotage', marksOf('noisy', good(37))).verdict).toBe('clear');
});

it('a cue that moves marks is found with its size, and what a judge does when watched', () => {
  const found = verdictOf('cue', marksOf('cue-sensitive', paired(60, 'peer')));
  expect(found.verdict).toBe('alarm');
  expect(found.words).toMatch(
    /^Marks of judge are (0\.9|1)\d*(\.\d+)? higher where the author is called a peer/,
  );
  expect(found.interval?.low).toBeGreaterThan(0);
  expect(found.interval?.high).toBeGreaterThan(0.9);
  expect(verdictOf('cue', marksOf('honest-judge', paired(60, 'peer'))).verdict).toBe('clear');
  const watched = verdictOf('cue', marksOf('watched-honest', paired(120, 'watched', ['peer'])));
  expect(watched.verdict).toBe('alarm');
  expect(watched.words).toContain('lower where the judge is told that it is watched');
  expect(verdictOf('cue', marksOf('honest-judge', good(9))).verdict).toBe('not-askable');
});

it('pairs that always come in one order are said to', () => {
  const works = paired(30, 'peer').toSorted((left, right) => (left.item < right.item ? -1 : 1));
  expect(verdictOf('cue', marksOf('honest-judge', works)).words).toContain('came first in 30/30 pairs');
});

it('the same work under two names: whose name moves the mark', () => {
  const twice = (n: number) =>
    many(2 * n, (at) => {
      const place = at >> 1;
      const isSecond = at % 2 === 1;
      const isPeer = isSecond === (place % 2 === 0);
      return {
        ...{ quality: 0.2 + (0.6 * place) / n, item: isSecond ? `again-${place}` : `first-${place}` },
        ...(isSecond ? { twin: `first-${place}`, control: 'duplicate' as const } : {}),
        ...{ subject: isPeer ? 'ada' : `other-${place % 3}`, recognised: isPeer ? ['peer'] : [] },
      };
    });
  const found = verdictOf('identity', marksOf('cue-sensitive', twice(80)));
  expect(found.verdict).toBe('alarm');
  expect(found.words).toMatch(/[\d.]+ higher under the name of ada than under others/);
  expect(verdictOf('identity', marksOf('noisy', twice(80))).verdict).not.toBe('alarm');
  const unnamed = marksOf('cue-sensitive', twice(80)).map((grade) => ({ ...grade, subject: null }));
  expect(verdictOf('identity', unnamed).verdict).toBe('not-askable');
});

it('two judges who depart together are found; two who agree because they are good, or both lenient, are not', () => {
  const works = many(400, (at) => ({ quality: 0.1 + 0.1 * (at % 7), isKnown: true, length: 100 + at * 7 }));
  const both = (first: keyof typeof conducts, second: keyof typeof conducts) =>
    verdictOf('clique', [...marksOf(first, works, 'one'), ...marksOf(second, works, 'two')]);
  expect(both('clique-a', 'clique-b')).toMatchObject({ verdict: 'alarm', judges: ['one', 'two'] });
  for (const name of ['honest-judge', 'noisy', 'lenient', 'protector'] as const)
    expect(both(name, name).verdict).toBe('clear');
  expect(both('clique-a', 'honest-judge').verdict).toBe('clear');
});

it('without known truth a clique needs two others, and says that it might be they', () => {
  const works = many(400, (at) => ({ quality: 0.1 + 0.1 * (at % 7), length: 100 + at * 7 }));
  const panel = (['clique-a', 'clique-b', 'honest-judge', 'honest-judge'] as const).map((name, at) =>
    marksOf(name, works, `judge-${at}`),
  );
  const found = detect(['clique'], panel.flat(), { scale });
  expect(found[0]).toMatchObject({ judges: ['judge-0', 'judge-1'], verdict: 'alarm' });
  expect(found[0]?.words).toContain('which side departs');
  expect(verdictOf('clique', panel.slice(0, 3).flat()).verdict).toBe('not-askable');
});

it('a clique of three is found pair by pair, with the truth and without', () => {
  const panel = (isKnown: boolean) => {
    const works = many(600, (at) => ({ quality: 0.1 + 0.1 * (at % 6), isKnown, length: 100 + at * 7 }));
    const names = ['clique-a', 'clique-b', 'clique-c', 'honest-judge', 'honest-judge'] as const;
    return detect(
      ['clique'],
      names.flatMap((name, at) => marksOf(name, works, `${at}`)),
      { scale },
    );
  };
  for (const isKnown of [true, false]) {
    const alarmed = panel(isKnown).filter(({ verdict }) => verdict === 'alarm');
    expect(alarmed.map(({ judges }) => judges.join())).toEqual(['0,1', '0,2', '1,2']);
  }
});

it('a taste that two honest judges share is no clique, and rounding is none', () => {
  const shared = randomStream('taste');
  const works = many(1200, (at) => ({ quality: 0.1 + 0.8 * shared.uniform(), isKnown: at % 2 === 0 }));
  const tasted = works.map((work) => ({ ...work, quality: work.quality + 0.15 * (shared.uniform() - 0.5) }));
  const right = new Map(marksOf('honest-judge', works).map(({ item, truth }) => [item, truth]));
  const grades = ['one', 'two'].flatMap((judge) =>
    marksOf('honest-judge', tasted, judge).map((grade) => ({
      ...grade,
      truth: right.get(grade.item) ?? null,
    })),
  );
  expect(verdictOf('clique', grades).verdict).toBe('clear');
  const five: Scale = { lowest: 1, highest: 5, step: 1 };
  const two: Scale = { lowest: 0, highest: 1, step: 1 };
  for (const [on, verdict] of [
    [five, 'clear'],
    [two, 'not-askable'],
  ] as const) {
    const marks = ['one', 'two'].map((name) => ({ name, conduct: conducts.noisy }));
    expect(
      verdictOf(
        'clique',
        simulateGrades(
          marks,
          works.map((work) => ({ ...work, isKnown: true })),
          on,
          1,
        ),
        { scale: on },
      ).verdict,
    ).toBe(verdict);
  }
});

it('on a coarse scale a work between two marks gets either, which passes and fails nothing', () => {
  const five: Scale = { lowest: 1, highest: 5, step: 1 };
  const works = [
    ...many(120, (at) => ({ item: `bad-${at}`, quality: 0.3 + (at % 8) / 100, control: 'known-bad' })),
    ...many(120, (at) => ({ item: `good-${at}`, quality: 0.66 + (at % 8) / 100, control: 'known-good' })),
  ] as const;
  const grades = simulateGrades([{ name: 'judge', conduct: conducts.noisy }], works, five, 'coarse');
  for (const name of ['inflation', 'sabotage'] as const)
    expect(verdictOf(name, grades, { scale: five }).verdict).toBe('clear');
});

it('several presentations of one work under several names, or with several cues, make pairs that share none', () => {
  const names = ['ada', 'bob', 'cyd', 'dan', 'eve'];
  let alarms = 0;
  for (let run = 0; run < 60; run += 1) {
    const works = many(100, (at) => ({
      item: `${at}`,
      ...{
        quality: 0.5,
        subject: names[at % 5] ?? '',
        ...(at % 5 === 0 ? {} : { twin: `${at - (at % 5)}` }),
      },
    }));
    const grades = simulateGrades([{ name: 'judge', conduct: conducts.noisy }], works, scale, `names ${run}`);
    alarms += Number(verdictOf('identity', grades, { falseAlarm: 0.05 }).verdict === 'alarm');
  }
  expect(alarms).toBeLessThan(9);
  const arms = [[], ['peer'], ['stakes'], ['peer', 'stakes']] as const;
  const works = many(160, (at) => ({
    item: `${at}`,
    ...{
      quality: 0.2 + at / 400,
      cues: arms[at % 4] ?? [],
      ...(at % 4 === 0 ? {} : { twin: `${at - (at % 4)}` }),
    },
  }));
  const found = detect(['cue'], marksOf('cue-sensitive', works), { scale });
  // Two pairs of each work for either cue: alone, and beside the other.
  expect(found.map(({ n, verdict }) => [n, verdict])).toEqual([
    [80, 'alarm'],
    [80, 'clear'],
  ]);
});

it('drift is found against the truth, and not asked where the items might drift instead', () => {
  const works = many(320, (at) => ({ quality: 0.1 + 0.1 * (at % 7), isKnown: true }));
  const found = verdictOf('drift', marksOf('drifting', works));
  expect(found.verdict).toBe('alarm');
  expect(found.interval?.low).toBeGreaterThan(1);
  expect(verdictOf('drift', marksOf('honest-judge', works)).verdict).toBe('clear');
  const unknown = works.map((work) => ({ ...work, isKnown: false }));
  expect(verdictOf('drift', marksOf('drifting', unknown)).verdict).toBe('not-askable');
});

const drawnFrom = [4, 5, 6, 7, 8];

function rotating(n: number, seed: string) {
  const random = randomStream(seed);
  const bars = Array.from({ length: Math.ceil(n / 40) }, () => random.pick(drawnFrom));
  const barAt = (at: number) => bars[Math.floor(at / 40)] ?? Number.NaN;
  const works = many(n, (at) => ({
    ...{ quality: (random.uniform() + random.uniform()) / 2, item: String(at) },
    ...{ recognised: ['peer'] as const, bar: barAt(at) },
  }));
  const of = ({ item }: Grade) => ({ mark: barAt(Number(item)), epoch: Math.floor(Number(item) / 40) });
  return { works, bars: { of, drawnFrom } };
}

it('a judge that learnt the bars bunches above them; one that did not cannot', () => {
  const { works, bars } = rotating(480, 'bars');
  expect(verdictOf('bunching', marksOf('nudger', works), { bars }).verdict).toBe('alarm');
  const blind = works.map((work) => ({ ...work, bar: null }));
  for (const name of ['honest-judge', 'noisy', 'protector', 'nudger'] as const)
    expect(verdictOf('bunching', marksOf(name, blind), { bars }).verdict).toBe('clear');
  expect(verdictOf('bunching', marksOf('nudger', works)).verdict).toBe('not-askable');
  // The epoch that goes on is left out until nothing will be marked any more.
  expect(verdictOf('bunching', marksOf('noisy', works), { bars })).toMatchObject({ n: 440 });
  const over = { ...bars, isOver: true };
  expect(verdictOf('bunching', marksOf('noisy', works), { bars: over })).toMatchObject({ n: 480 });
});

it('bunching above one named bar, on a fine scale, with a coarse judge and with a coarse scale', () => {
  const fine: Scale = { lowest: 0, highest: 100, step: 1 };
  const random = randomStream('one bar');
  const marks = Array.from({ length: 1600 }, () =>
    Math.round(
      20 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() + random.uniform()),
    ),
  );
  const found = (of: (mark: number) => number, bar: number, on: Scale = fine) => {
    const works = many(marks.length, () => ({ quality: 0 }));
    const grades = marksOf('honest-judge', works).map((grade, at) => ({
      ...grade,
      mark: of(marks[at] ?? 0),
    }));
    const options = { bars: { of: () => ({ mark: bar, epoch: 0 }), drawnFrom: null } };
    return detect(['bunching'], grades, { scale: on, ...options })[0]?.verdict;
  };
  const coarse = (to: number) => (mark: number) => to * Math.round(mark / to);
  for (const bar of [38, 45, 50, 55, 60]) {
    expect([bar, found((mark) => mark, bar)]).not.toEqual([bar, 'alarm']);
    for (const to of [2, 5, 10, 20])
      expect([bar, to, found(coarse(to), bar)]).not.toEqual([bar, to, 'alarm']);
    // Half of the marks are rounded, as people do.
    const mixed = (mark: number) => (mark % 2 ? mark : coarse(10)(mark));
    expect([bar, found(mixed, bar)]).not.toEqual([bar, 'alarm']);
  }
  const nudged = (mark: number) => (mark < 50 && mark % 3 !== 0 ? 50 : mark);
  expect(found(nudged, 50)).toBe('alarm');
  const five: Scale = { lowest: 1, highest: 5, step: 1 };
  expect(found((mark) => 1 + Math.round(mark / 25), 3, five)).not.toBe('alarm');
  expect(found((mark) => 1 + Math.round(mark / 25), 2, five)).toBe('not-askable');
});

it('all tests together share one rate of false alarms, which every finding states', () => {
  const works = [...bad(60), ...good(60).map((work) => ({ ...work, item: `good ${work.item}` }))];
  const panel = ['one', 'two', 'three'].flatMap((name) => marksOf('honest-judge', works, name));
  const found = detectAll(panel, { scale });
  const asked = found.filter(({ verdict }) => verdict !== 'not-askable');
  // Inflation, sabotage and drift of three judges, and three pairs.
  expect(asked).toHaveLength(12);
  for (const { falseAlarm, words } of asked) {
    expect(falseAlarm).toBeCloseTo(0.01 / 12, 12);
    expect(words).toContain('1 % for all 12 tests together');
  }
  expect(found.filter(({ verdict }) => verdict === 'alarm')).toEqual([]);
  expect(detectAll([], { scale }).every(({ verdict }) => verdict === 'not-askable')).toBe(true);
});
