/** How often the detectors raise an alarm about judges whose conduct is known, against what they state. */
import { clopperPearson, type Interval, wilson } from '../src/stats/intervals.ts';
import {
  alarmsIn,
  alarmsOfHonestPanel,
  everyConduct,
  expectationOf,
  FALSE_ALARM,
  LONGER,
  POWER,
  type Trial,
  trials,
} from './graders/trials.ts';

export interface GraderTrials {
  /** Markdown. */
  readonly text: string;
  /** What contradicts a stated rate or power, beyond chance. */
  readonly wrong: readonly string[];
}

interface Outcome {
  readonly trial: Trial;
  readonly alarms: ReadonlyMap<string, number>;
}

/** Runs every conduct before every detector. */
export function tryGraders(runs: number, progress: (title: string) => void = () => undefined): GraderTrials {
  const all = { from: 0, to: runs };
  const outcomes = trials.map((trial) => {
    progress(trial.title);
    return { trial, alarms: alarmsIn(trial, all) };
  });
  progress('all together');
  return judged(outcomes, alarmsOfHonestPanel(all), runs);
}

/**
 * A rate is contradicted where the interval of its alarms lies above it, a power where it lies below; at 99.9 %, because
 * there are more than two hundred of them.
 */
function judged(outcomes: readonly Outcome[], panel: number, runs: number): GraderTrials {
  const wrong = outcomes.flatMap((outcome) => wrongIn(outcome, runs));
  if (intervalOf(panel, runs).low > FALSE_ALARM)
    wrong.push(`all detectors: ${panel}/${runs} alarms of an honest panel`);
  return { text: `${claims(outcomes, panel, runs)}\n\n${matrix(outcomes, runs)}`, wrong };
}

function intervalOf(alarms: number, runs: number): Interval {
  return clopperPearson(alarms, runs, 0.999);
}

function wrongIn({ trial, alarms }: Outcome, runs: number): string[] {
  return [...alarms].flatMap(([conduct, count]) => {
    const { low, high } = intervalOf(count, runs);
    const expectation = expectationOf(trial, conduct);
    const isWrong = expectation === 'honest' ? low > FALSE_ALARM : expectation === 'planned' && high < POWER;
    return isWrong
      ? [`${trial.title}: ${count}/${runs} alarms about ${conduct}, which is ${expectation}`]
      : [];
  });
}

/** For every detector: its worst false alarms and its least power, with 95 % intervals. */
function claims(outcomes: readonly Outcome[], panel: number, runs: number): string {
  const rows = outcomes.map(({ trial, alarms }) => {
    const of = (expectation: string) =>
      [...alarms].filter(([conduct]) => expectationOf(trial, conduct) === expectation);
    const most = of('honest').reduce((worst, each) => (each[1] > worst[1] ? each : worst));
    const least = of('planned').reduce((worst, each) => (each[1] < worst[1] ? each : worst));
    return [
      trial.title,
      trial.works,
      `${shareOf(most[1], runs)}, ${most[0]}`,
      `${shareOf(least[1], runs)}, ${least[0]}`,
    ];
  });
  const all = ['all together', 'every kind, three honest judges', shareOf(panel, runs), ''];
  const headings = [
    'detector',
    'works',
    `most false alarms (stated: ${FALSE_ALARM * 100} %)`,
    `least power (stated: ${POWER * 100} %)`,
  ];
  return table([headings, ...rows, all]);
}

function shareOf(alarms: number, runs: number): string {
  const { low, high } = wilson(alarms, runs);
  return `${percent(alarms / runs)} (${percent(low)} to ${percent(high)})`;
}

/** Bold: at least the planned effect. Slanted: nothing is promised. Plain: honest as far as this detector goes. */
function matrix(outcomes: readonly Outcome[], runs: number): string {
  const rows = Object.keys(everyConduct).map((conduct) => [
    conduct,
    ...outcomes.map(({ trial, alarms }) => {
      const share = percent((alarms.get(conduct) ?? 0) / runs);
      const mark = { honest: '', planned: '**', unpromised: '_' }[expectationOf(trial, conduct)];
      return `${mark}${share}${mark}`;
    }),
  ]);
  const lead = `Share of ${runs} runs with an alarm. Bold: the judge does at least what is planned for. Slanted: it does something of the kind, and nothing is promised. Plain: honest as far as this detector goes; \`honest-judge\`, \`noisy\` and \`at-the-limit\` (wrong in the 2 % of controls that are allowed) are looked at ${LONGER} times as long.`;
  return `${lead}\n\n${table([['conduct', ...outcomes.map(({ trial }) => trial.title)], ...rows])}`;
}

function table([headings = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.1 ? 2 : 1))} %`;
}
