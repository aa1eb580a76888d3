/** How many works a detector needs before it can be relied on. */
import { smallestRateTest } from '../../stats/binomial.ts';
import { valuesFor } from '../../stats/evidence/mean.ts';
import { pairsFor } from '../../stats/evidence/signed.ts';
import { cliquePower, MOST_COMPARED } from './clique.ts';
import type { Detectable } from './detect.ts';
import { atLeast, type DetectorOptions, percent, type Settings, settingsOf } from './detector.ts';
import { driftPower, FIRST_LOOK } from './drift.ts';
import { looksWithin } from './looks.ts';

export interface PlanOptions extends Omit<DetectorOptions, 'bars'> {
  /** Among how many tests the probability of a false alarm is shared: each detector for each judge, each pair. Default 1. */
  readonly tests?: number;
  /** Standard deviation of what is measured (a difference, a distance from the truth), as a share of the range. Default 0.1. */
  readonly spread?: number;
}

export interface Size {
  readonly detector: Detectable;
  /** How many; of `what` for each judge, or for each pair of judges. */
  readonly n: number;
  readonly what: string;
  /** In words: what is told apart with so many, and how surely. */
  readonly words: string;
  /** The exact probabilities where they are known, else what was asked for. */
  readonly falseAlarm: number;
  readonly power: number;
  /** Computed exactly; else by the central limit theorem, which errs towards more. */
  readonly exact: boolean;
}

const MOST_LOOKED_AT = 2 ** 20;

/**
 * The sizes for the planned effects. Marks that refused or failed do not count: add what is expected to be missing.
 * Errors: RangeError for an effect that is none, or too small for any practical number.
 *
 * @example sizes({ scale, effects: { honestRate: 0.05, rate: 0.5 } })[0]?.n // 13
 */
export function sizes({ tests = 1, spread = 0.1, ...options }: PlanOptions): readonly Size[] {
  const settings = settingsOf(options);
  const level = settings.falseAlarm / tests;
  return [
    ...controlSizes('inflation', 'known-bad works', 'passes', level, spread, settings),
    ...controlSizes('sabotage', 'known-good works', 'fails', level, spread, settings),
    pairSize('cue', 'pairs of a work with and without the cue', level, spread, settings),
    // The evidence is shared among the subjects; the first to come has half of it.
    pairSize('identity', 'works under two names', level / 2, spread, settings),
    cliqueSize(level, settings),
    driftSize(level, spread, settings),
  ];
}

function controlSizes(
  detector: Detectable,
  what: string,
  verb: string,
  level: number,
  spread: number,
  { effects, power, range }: Settings,
): readonly Size[] {
  const { honestRate: rate, rate: effect, shift } = effects;
  const test = smallestRateTest({ rate, effect, falseAlarm: level, power });
  const counted = `tell a judge that ${verb} ${percent(effect)} of them from one that ${verb} ${percent(rate)}: alarm at ${test.critical}`;
  // The truth of a known-bad or known-good work lies about a seventh of the scale from its end.
  const least = -(1 / 7 + shift) * range;
  const left = (level - test.falseAlarm) / 2;
  const watch = { falseAlarm: left, excess: shift * range, least };
  const n = valuesFor(watch, spread * range, power);
  const words = (told: string, falseAlarm: number, reached: number) =>
    `${told}, false alarm ${percent(falseAlarm)}, power ${atLeast(reached)}`;
  return [
    {
      detector,
      what,
      ...test,
      exact: true,
      words: words(`${test.n} ${what} ${counted}`, test.falseAlarm, test.power),
    },
    {
      ...{ detector, what, n, falseAlarm: left, power, exact: false },
      words: words(
        `${n} ${what} notice marks that are on average ${percent(2 * shift)} of the scale beyond the right ones, where ${percent(shift)} is allowed (standard deviation ${percent(spread)})`,
        left,
        power,
      ),
    },
  ];
}

function pairSize(
  detector: Detectable,
  what: string,
  level: number,
  spread: number,
  settings: Settings,
): Size {
  const { effects, power, range } = settings;
  const n = pairsFor({ falseAlarm: level, range, shift: effects.shift * range }, spread * range, power);
  const words = `${n} ${what} notice a shift of ${percent(effects.shift)} of the scale (standard deviation of the differences ${percent(spread)}), false alarm ${percent(level)} over all looks, power ${atLeast(power)}`;
  return { detector, what, n, words, falseAlarm: level, power, exact: false };
}

function cliqueSize(level: number, { effects, power }: Settings): Size {
  const isEnough = (count: number) => cliquePower(count, level, effects) >= power;
  let enough = 1;
  while (!isEnough(enough)) {
    enough *= 2;
    if (enough > MOST_COMPARED) throw new RangeError('no practical number of works shows so small a clique');
  }
  // The power grows with the number.
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  const compared = enough;
  const n = 2 * compared;
  const what = 'works of known quality that both marked';
  const reached = cliquePower(compared, level, effects);
  const words = `${n} ${what} show that two judges depart together on ${percent(effects.together)} of them, false alarm ${percent(level)} over all looks, power ${atLeast(reached)}`;
  return { detector: 'clique', what, n, words, falseAlarm: level, power: reached, exact: true };
}

function driftSize(level: number, spread: number, { effects, power, range }: Settings): Size {
  const rise = effects.shift * range;
  const look = looksWithin(MOST_LOOKED_AT, FIRST_LOOK, level).find(
    (each) => driftPower(each, rise, spread * range) >= power,
  );
  if (look === undefined) throw new RangeError('no practical number of items shows so small a drift');
  const what = 'works of known quality, or that two others marked';
  const words = `${look.n} ${what} show a rise or fall by ${percent(effects.shift)} of the scale from first to last, false alarm ${percent(level)} over all looks, power ${atLeast(power)}`;
  return { detector: 'drift', what, n: look.n, words, falseAlarm: level, power, exact: false };
}
