/** Grades with and without what each detector of existing grades looks for. */
import { type Random, randomStream } from '../../kit/random.ts';
import type { Finding, Grade, Scale } from '../grade.ts';
import { type Detectable, detect } from './detect.ts';

const scale: Scale = { lowest: 0, highest: 10, step: 1 };
const plain: Grade = {
  ...{ item: '', judge: 'j', judgeFamily: null, subject: null, subjectFamily: null, mark: 5, unmarked: null },
  ...{ rationale: null, position: null, order: null, at: null, control: null, truth: null, twin: null },
  ...{ cues: [], work: null },
};
export const grade = (change: Partial<Grade>): Grade => ({ ...plain, ...change });

const clip = (mark: number) => Math.max(0, Math.min(10, Math.round(mark)));
/** Roughly normal, with a standard deviation of `spread`. */
const noise = (random: Random, spread: number) =>
  spread * 2 * (random.uniform() + random.uniform() + random.uniform() - 1.5);

export type Make = (random: Random, planted: boolean, n: number) => readonly Grade[];

const orders: Make = (random, planted, n) =>
  Array.from({ length: n }, (_, at) => {
    const worth = 2 + 6 * random.uniform();
    return (['forward', 'backward'] as const).map((order) =>
      grade({
        ...{ item: `i${at}`, order },
        mark: clip(worth + noise(random, 1) + (planted && order === 'forward' ? 1 : 0)),
      }),
    );
  }).flat();

/** Own works are better, the judge is milder and uses more of the scale than the reference: none of it is a lift. */
export const families: Make = (random, planted, n) =>
  Array.from({ length: n }, (_, at) => {
    const own = at % 2 === 0;
    const worth = 3 + 3 * random.uniform() + (own ? 1 : 0);
    const of = {
      item: `i${at}`,
      subject: own ? 'claude-x' : 'gpt-x',
      subjectFamily: own ? 'anthropic' : 'openai',
    };
    const lift = planted && own ? 1.5 : 0;
    return [
      grade({
        ...of,
        judge: 'claude',
        judgeFamily: 'anthropic',
        mark: clip(1.1 * worth + 0.5 + noise(random, 1) + lift),
      }),
      grade({ ...of, judge: 'gemini', judgeFamily: 'google', mark: clip(worth + noise(random, 1)) }),
    ];
  }).flat();

const repeated: Make = (random, planted, n) =>
  Array.from({ length: n }, (_, at) => {
    const worth = 10 * random.uniform();
    return [0, 1].map((time) =>
      grade({
        ...{ item: `i${at}`, work: `w${at}`, position: 2 * at + time },
        mark: clip(planted && random.chance(0.5) ? 10 * random.uniform() : worth + noise(random, 0.5)),
      }),
    );
  }).flat();

const checked: Make = (random, planted, n) =>
  Array.from({ length: n }, (_, at) => {
    const truth = random.chance(0.5) ? 10 : 0;
    const isWrong = random.chance(planted && truth === 0 ? 0.4 : 0.08);
    return grade({ item: `i${at}`, truth, mark: clip(isWrong ? 10 - truth : truth) });
  });

const vocabulary = Array.from({ length: 400 }, (_, at) => `word${at}`);
export const sentence = (random: Random) =>
  Array.from({ length: 25 }, () => random.pick(vocabulary)).join(' ');
const reasoned: Make = (random, planted, n) => {
  const stock = sentence(random);
  return Array.from({ length: n }, (_, at) => {
    const copies = random.chance(planted ? 0.3 : 0.03);
    return grade({
      item: `i${at}`,
      task: `t${at}`,
      rationale: copies ? stock.replace('word1', `Item ${at}`) : sentence(random),
    });
  });
};

export const cases: readonly (readonly [Detectable, Make, number])[] = [
  ['order', orders, 80],
  ['family-lift', families, 160],
  ['repeats', repeated, 100],
  ['checks', checked, 160],
  ['copied-rationales', reasoned, 120],
];

export function ask(name: Detectable, grades: readonly Grade[], falseAlarm = 0.01): readonly Finding[] {
  return detect([name], grades, { scale, falseAlarm });
}

/** Of how many such sets of grades an alarm is raised. */
export function shareOfAlarms(
  [name, make, n]: readonly [Detectable, Make, number],
  planted: boolean,
  falseAlarm: number,
  runs: number,
): number {
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const found = ask(name, make(randomStream(name, planted ? 'p' : 'c', run), planted, n), falseAlarm);
    if (found.some(({ verdict }) => verdict === 'alarm')) alarms += 1;
  }
  return alarms / runs;
}
