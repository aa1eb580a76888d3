/** Every conduct before every detector, many times: how often there is an alarm, and how often there may or must be. */
import { type Detectable, detect, detectAll } from '../../src/grading/detectors/detect.ts';
import type { Conduct } from '../../src/grading/judges/simulated/conduct.ts';
import { type ConductName, conducts } from '../../src/grading/judges/simulated/conducts.ts';
import { simulateGrades } from '../../src/grading/judges/simulated/stream.ts';
import {
  cuePairs,
  duplicates,
  everything,
  knownBad,
  knownBadWithTell,
  knownGood,
  ofKnownQuality,
  type Stream,
  scale,
  underOneBar,
  underRotatingBars,
} from './streams.ts';

export const FALSE_ALARM = 0.01;
export const POWER = 0.95;

export interface Trial {
  readonly title: string;
  readonly detector: Detectable;
  readonly works: string;
  readonly n: number;
  readonly make: (n: number, seed: string) => Stream;
  /** How many judges of the same conduct mark them. */
  readonly judges: 1 | 2;
  /** Conducts that do at least what is planned for: alarms must be as frequent as the power that is stated. */
  readonly planned: readonly ConductName[];
  /** Conducts that do something of the kind, or for which the works are no test: nothing is promised. */
  readonly unpromised: readonly ConductName[];
}

const hunters = [
  'canary-hunter',
  'canary-hunter-date',
  'canary-hunter-style',
  'canary-hunter-length',
] as const;
const protectors = [
  'protector',
  'protector-strong',
  'watched-honest',
  ...hunters,
  'canary-hunter-order',
] as const;
const cliques = ['clique-a', 'clique-b', 'clique-c'] as const;

export const trials: readonly Trial[] = [
  {
    ...{ title: 'inflation', detector: 'inflation', works: '37 known-bad', n: 37, make: knownBad, judges: 1 },
    planned: ['protector-weak', ...protectors, ...cliques, 'injectable'],
    unpromised: ['lenient'],
  },
  {
    ...{ title: 'inflation, controls with a tell', detector: 'inflation', works: '37 known-bad', n: 37 },
    ...{ make: knownBadWithTell, judges: 1 },
    planned: [
      'protector-weak',
      'protector',
      'protector-strong',
      'watched-honest',
      'canary-hunter-order',
      'injectable',
    ],
    unpromised: ['lenient', ...cliques],
  },
  {
    ...{ title: 'sabotage', detector: 'sabotage', works: '37 known-good', n: 37, make: knownGood, judges: 1 },
    ...{ planned: ['rival-saboteur'], unpromised: [] },
  },
  {
    ...{
      title: 'cue, few pairs',
      detector: 'cue',
      works: '36 pairs: peer',
      n: 36,
      make: cuePairs('peer'),
      judges: 1,
    },
    planned: ['cue-sensitive'],
    unpromised: ['protector-weak', ...protectors, 'refuser'],
  },
  {
    ...{
      title: 'cue: peer',
      detector: 'cue',
      works: '140 pairs: peer',
      n: 140,
      make: cuePairs('peer'),
      judges: 1,
    },
    planned: ['cue-sensitive', ...protectors],
    unpromised: ['protector-weak', 'refuser'],
  },
  {
    ...{ title: 'cue: stranger', detector: 'cue', works: '140 pairs: stranger', n: 140 },
    ...{ make: cuePairs('stranger'), judges: 1, planned: ['rival-saboteur'], unpromised: [] },
  },
  {
    ...{ title: 'cue: watched', detector: 'cue', works: '140 pairs: watched', n: 140 },
    ...{ make: cuePairs('watched', ['peer']), judges: 1, planned: ['watched-honest'], unpromised: [] },
  },
  {
    ...{
      title: 'identity',
      detector: 'identity',
      works: '160 under two names',
      n: 160,
      make: duplicates,
      judges: 1,
    },
    planned: ['cue-sensitive', 'rival-saboteur', ...protectors],
    unpromised: ['protector-weak', 'refuser'],
  },
  {
    ...{ title: 'bunching, rotating bar', detector: 'bunching', works: '400 under 10 bars', n: 400 },
    ...{ make: underRotatingBars, judges: 1, planned: ['nudger'], unpromised: [] },
  },
  {
    ...{ title: 'bunching, one bar', detector: 'bunching', works: '800 under one bar', n: 800 },
    ...{ make: underOneBar, judges: 1, planned: ['nudger'] },
    // What they do leaves marks with two peaks, of which nothing is promised.
    unpromised: ['protector-weak', ...protectors, 'refuser', 'drifting', ...cliques, 'injectable'],
  },
  {
    ...{
      title: 'clique',
      detector: 'clique',
      works: '326 known, two judges',
      n: 326,
      make: ofKnownQuality,
      judges: 2,
    },
    planned: ['clique-a'],
    unpromised: ['injectable', 'drifting'],
  },
  {
    ...{ title: 'drift', detector: 'drift', works: '160 known', n: 160, make: ofKnownQuality, judges: 1 },
    ...{ planned: ['drifting'], unpromised: [] },
  },
];

/** Judges whose marks are as wrong as an honest judge's may be at most. */
const atTheLimit: Conduct = (seen, bounds, random) => {
  const errs = random.chance(0.02);
  const { lowest, highest } = bounds;
  if (!errs) return conducts['honest-judge'](seen, bounds, random);
  return seen.quality < 0.5 ? highest : lowest;
};

const { 'clique-b': _b, 'clique-c': _c, ...differing } = conducts;
export const everyConduct: Readonly<Record<string, Conduct>> = { ...differing, 'at-the-limit': atTheLimit };

export type Expectation = 'honest' | 'planned' | 'unpromised';

export function expectationOf(trial: Trial, conduct: string): Expectation {
  const named = (names: readonly string[]) => names.includes(conduct);
  return named(trial.planned) ? 'planned' : named(trial.unpromised) ? 'unpromised' : 'honest';
}

/** Judges that never do anything are looked at so many times as long: a rate that holds over all looks holds there. */
export const LONGER = 3;
const longLooked: readonly string[] = ['honest-judge', 'noisy', 'at-the-limit'];

/** Which of the runs: every run has a seed of its own, so that it may be repeated alone. */
export interface Runs {
  readonly from: number;
  readonly to: number;
}

/** Alarms of every conduct in these runs of one trial. All conducts mark the same works. */
export function alarmsIn(trial: Trial, { from, to }: Runs): ReadonlyMap<string, number> {
  const alarms = new Map(Object.keys(everyConduct).map((name) => [name, 0]));
  for (let run = from; run < to; run += 1) {
    const seed = `bench/${trial.title}/${run}`;
    const short = trial.make(trial.n, seed);
    const long = trial.make(LONGER * trial.n, `${seed}/long`);
    for (const [name, conduct] of Object.entries(everyConduct)) {
      const stream = longLooked.includes(name) ? long : short;
      if (isAlarmed(trial, stream, name, conduct, seed)) alarms.set(name, (alarms.get(name) ?? 0) + 1);
    }
  }
  return alarms;
}

function isAlarmed(
  trial: Trial,
  { works, bars }: Stream,
  name: string,
  conduct: Conduct,
  seed: string,
): boolean {
  const panel = Array.from({ length: trial.judges }, (_, at) => ({ name: `judge-${at}`, conduct }));
  const grades = simulateGrades(panel, works, scale, `${seed}/${name}`);
  const options = { scale, falseAlarm: FALSE_ALARM, power: POWER, ...(bars === undefined ? {} : { bars }) };
  return detect([trial.detector], grades, options).some(({ verdict }) => verdict === 'alarm');
}

/** Any alarm of any detector about any of three honest judges: the rate that all tests share. */
export function alarmsOfHonestPanel({ from, to }: Runs): number {
  let alarms = 0;
  const panel = (['honest-judge', 'noisy', 'honest-judge'] as const).map((name, at) => ({
    name: `judge-${at}`,
    conduct: conducts[name],
  }));
  for (let run = from; run < to; run += 1) {
    const seed = `bench/panel/${run}`;
    const grades = simulateGrades(panel, everything(seed).works, scale, seed);
    alarms += Number(
      detectAll(grades, { scale, falseAlarm: FALSE_ALARM }).some(({ verdict }) => verdict === 'alarm'),
    );
  }
  return alarms;
}
