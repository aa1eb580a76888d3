/** Bunching above one bar: the marks just above and just below against the cells beside them. */

import { binomialTestGreater } from '../../stats/binomial.ts';
import { notchTest } from '../../stats/notch.ts';
import { normalCdf, normalQuantile } from '../../stats/special/normal.ts';
import type { Barred } from './barred.ts';
import type { Question, Settings } from './detector.ts';
import { looksWithin } from './looks.ts';
import { points } from './observations.ts';

const FIRST_LOOK = 50;
/** Cells are at least this share of the range wide. */
const NARROWEST = 0.05;
/** Judges like round marks: multiples of these many steps are looked at. */
const ROUND = [50, 25, 20, 10, 5, 4, 2];

/** The level of what must hold beside the test itself, so that other shapes are not taken for bunching. */
const GUARD = 0.1;

/**
 * A judge that lifts marks over the bar leaves a notch below it: the count just below is less than any distribution
 * with one peak has between its neighbours. That is the test. Beside it the cell above the bar must stand out from
 * the two above it, and nowhere else may the marks be as jagged. Cells are whole periods of the marks that the judge
 * likes.
 */
export function besideOneBar(
  judge: string,
  barred: readonly Barred[],
  settings: Settings,
): Question['answer'] {
  const { scale } = settings;
  // Several bars are laid over each other.
  const marks = barred.map(({ mark, bar }) => mark - bar);
  const width = cellWidth(barred, settings);
  // Spread into a call they would be too many for it.
  const least = barred.reduce((low, { bar }) => Math.min(low, bar), Number.POSITIVE_INFINITY);
  const greatest = barred.reduce((high, { bar }) => Math.max(high, bar), Number.NEGATIVE_INFINITY);
  if (least - scale.lowest < 2 * width - 1e-9)
    return `The scale has too few marks below the bar to hold those of ${judge} just above it against.`;
  const hasAbove = scale.highest - greatest >= 2 * width - 1e-9;
  return (falseAlarm) => {
    const looks = looksWithin(marks.length, FIRST_LOOK, falseAlarm);
    const alarm = looks.some(({ n, level }) => bunches(marks.slice(0, n), width, hasAbove, level));
    const last = looks.at(-1);
    const cells = cellsOf(marks.slice(0, last?.n ?? marks.length), width);
    const counted = [-2, -1, 0, 1, 2].map((cell) => cells.get(cell) ?? 0).join(', ');
    return {
      alarm,
      words: `In cells ${points(width)} wide, two below the bar, the one just above it and two more, ${judge} gave ${counted} marks; looked at after ${FIRST_LOOK}, ${2 * FIRST_LOOK}, ${4 * FIRST_LOOK} ... marks.${alarm ? ' A judge that likes the very mark at the bar looks the same: only another bar tells.' : ''}`,
      n: marks.length,
      estimate: jumpOf(cells),
      interval: null,
      power: last === undefined ? 0 : powerOf(cells, hasAbove, last.level, settings.effects.lifted),
      evidence: barred
        .filter(({ mark, bar }) => mark >= bar && mark < bar + width)
        .map(({ item }) => item)
        .slice(0, 20),
    };
  };
}

type Cells = ReadonlyMap<number, number>;

/** Counts by cell; cell 0 begins at the bar. */
function cellsOf(marks: readonly number[], width: number): Cells {
  const cells = new Map<number, number>();
  for (const mark of marks) {
    const cell = Math.floor(mark / width + 1e-9);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return cells;
}

function bunches(marks: readonly number[], width: number, hasAbove: boolean, level: number): boolean {
  const cells = cellsOf(marks, width);
  if (notchBelow(0, cells) > level || (hasAbove && notchBelow(2, cells) > GUARD)) return false;
  const elsewhere = [...cells.keys()].filter((cell) => Math.abs(cell) > 2);
  return elsewhere.every((cell) => notchBelow(cell, cells) > level);
}

/** The p-value of a notch in the cell below this one. */
function notchBelow(cell: number, cells: Cells): number {
  const count = (offset: number) => cells.get(cell + offset) ?? 0;
  return notchTest(count(-2), count(-1), count(0));
}

/** How many times the marks just above the bar are what the two cells below let expect; null where none are there. */
function jumpOf(cells: Cells): number | null {
  const [before, below, above] = [-2, -1, 0].map((cell) => cells.get(cell) ?? 0);
  if (!before || !below || above === undefined) return null;
  return above / (below * (below / before));
}

/** The widest period of round marks that the judge uses too often, but for those just above the bar. */
function cellWidth(barred: readonly Barred[], { scale, range }: Settings): number {
  const narrowest = NARROWEST * range;
  const marks = barred
    .filter(({ mark, bar }) => mark < bar || mark >= bar + narrowest)
    .map(({ mark }) => mark);
  const period = ROUND.find((steps) => {
    const round = steps * scale.step;
    if (round > range / 5) return false;
    const hits = marks.filter((mark) => Math.abs(mark / round - Math.round(mark / round)) < 1e-9).length;
    return hits * steps > 1.3 * marks.length && binomialTestGreater(hits, marks.length, 1 / steps) < 0.01;
  });
  const unit = (period ?? 1) * scale.step;
  return unit * Math.max(1, Math.ceil(narrowest / unit - 1e-9));
}

/** Probability that the test and its guard hold when marks below the bar are lifted as planned for, by the normal approximation. */
function powerOf(cells: Cells, hasAbove: boolean, level: number, lifted: number): number {
  const under = [...cells].reduce((sum, [cell, count]) => (cell < 0 ? sum + count : sum), 0);
  const count = (cell: number) =>
    (cells.get(cell) ?? 0) * (cell < 0 ? 1 - lifted : 1) + (cell === 0 ? lifted * under : 0);
  const notch = (before: number, middle: number, after: number, atLevel: number) => {
    if (before === 0 || after === 0) return 0;
    // Half a mark keeps an empty middle cell from being certainty.
    const within = Math.max(middle, 0.5);
    const log = Math.log((before * after) / within ** 2);
    return normalCdf(log / Math.sqrt(1 / before + 1 / after + 4 / within) + normalQuantile(atLevel));
  };
  const below = notch(count(-2), count(-1), count(0), level);
  return hasAbove ? Math.max(0, below + notch(count(0), count(1), count(2), GUARD) - 1) : below;
}
