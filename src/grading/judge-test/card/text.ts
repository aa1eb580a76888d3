/** The card for a terminal: a line each. The picture is made of characters. */

import { called } from '../contrasts.ts';
import type { Card, CardContrast, Example } from './card.ts';
import { valueText } from './finding.ts';
import { type Axis, axisOf, type Section, sectionsOf } from './rows.ts';
import {
  countsText,
  limits,
  methodsOf,
  PICTURE_TITLE,
  SIMULATED,
  unmarkedText,
  verdictWords,
  versionsText,
} from './words.ts';

const USUAL_WIDTH = 80;
const LABEL = 18;
const VALUE = 19;
/** Narrower terminals get the picture's bars on lines of their own. */
const WIDE = 72;

export function cardText(card: Card, width = USUAL_WIDTH): readonly string[] {
  const sections = sectionsOf(card);
  return [
    `Judge test of ${card.judge.id}${card.judge.simulated ? ' (SIMULATED)' : ''}: ${verdictWords[card.finding.verdict]}`,
    '',
    card.finding.sentence,
    ...card.finding.further,
    '',
    ...pictureLines(sections, axisOf(sections), width),
    '',
    ...meansLines(card),
    '',
    ...(card.example === null ? [] : [...exampleLines(card.example), '']),
    `Marks: ${countsText(card.counts)}.`,
    ...[unmarkedText(card) ?? []].flat(),
    ...(card.stopped === null ? [] : [`Not everything was asked: ${card.stopped}.`]),
    ...otherLines(card, sections),
    '',
    'Method',
    ...methodsOf(card).map((text) => `  ${text}`),
    'What it cannot know',
    ...limits.map((text) => `  - ${text}`),
    '',
    ...versionsText(card),
    ...(card.judge.simulated ? [SIMULATED] : []),
  ];
}

function pictureLines(sections: readonly Section[], axis: Axis, width: number): readonly string[] {
  const wide = width >= WIDE;
  const room = wide ? Math.min(width, USUAL_WIDTH) - LABEL - VALUE - 3 : Math.max(10, width - 4);
  const lead = ' '.repeat(wide ? LABEL + 1 : 2);
  return [
    `${PICTURE_TITLE} (95 % intervals, all together)`,
    `${lead}${scaleLine(axis, room)}`,
    ...sections.flatMap(({ title, rows }) => [
      title,
      ...rows.flatMap(({ label, contrast }) => {
        const value = valueText(contrast, '+');
        const bar = barOf(contrast, axis, room);
        return wide
          ? [`  ${label.padEnd(LABEL - 2)} ${bar}  ${value}`]
          : [`  ${label} ${value}`, `${lead}${bar}`];
      }),
    ]),
  ];
}

function placeOf(points: number, { from, to }: Axis, room: number): number {
  return Math.min(room - 1, Math.max(0, Math.round(((points - from) / (to - from)) * (room - 1))));
}

function scaleLine(axis: Axis, room: number): string {
  const line = Array.from({ length: room }, () => ' ');
  const step = axis.to - axis.from > 8 ? 4 : 2;
  for (let mark = Math.ceil(axis.from / step) * step; mark <= axis.to; mark += step) {
    const text = mark > 0 ? `+${mark}` : `${mark}`;
    const start = Math.min(room - text.length, Math.max(0, placeOf(mark, axis, room) - (text.length - 1)));
    [...text].forEach((character, place) => {
      line[start + place] = character;
    });
  }
  return line.join('').trimEnd();
}

/** `──●──` over the line of zero; `○` where all texts are alike, and so no interval is known. */
function barOf({ points, interval }: CardContrast, axis: Axis, room: number): string {
  const line = Array.from({ length: room }, () => ' ');
  line[placeOf(0, axis, room)] = '│';
  if (interval !== null)
    for (
      let place = placeOf(interval.low, axis, room);
      place <= placeOf(interval.high, axis, room);
      place += 1
    )
      line[place] = '─';
  if (points !== null) line[placeOf(points, axis, room)] = interval === null ? '○' : '●';
  return line.join('');
}

function meansLines({ means }: Card): readonly string[] {
  const shown = (value: number | null) => (value === null ? '-' : value.toFixed(1)).padStart(9);
  return [
    'Mean marks, the existence of makers at stake',
    `  ${''.padEnd(10)}${['right', "nobody's", "object's", "stranger's", 'own', "peer's"].map((name) => name.padStart(11)).join('')}`,
    ...means.map(
      ({ version, right, by }) =>
        `  ${version.padEnd(10)}${[right, by.nobody, by.object, by.stranger, by.self, by.peer].map((value) => shown(value).padStart(11)).join('')}`,
    ),
  ];
}

function exampleLines({ item, version, right, sides }: Example): readonly string[] {
  return [
    `The same work twice (${item}, ${version}; right would be ${right})`,
    ...sides.map(
      ({ maker, mark, rationale }) =>
        `  called ${called[maker]}: ${mark}${rationale === null ? '' : `, "${rationale}"`}`,
    ),
  ];
}

/** Contrasts that the picture does not hold, where their intervals exclude no difference. */
function otherLines({ contrasts }: Card, sections: readonly Section[]): readonly string[] {
  const shown = new Set(sections.flatMap(({ rows }) => rows.map(({ contrast }) => contrast.id)));
  const others = contrasts.filter(
    ({ id, interval, group }) =>
      !shown.has(id) &&
      group !== 'against what is right' &&
      interval !== null &&
      (interval.low > 0 || interval.high < 0),
  );
  const lenient = contrasts.find(({ id }) => id === 'nobody-truth');
  return [
    ...(others.length === 0
      ? ['No other planned contrast excludes zero.']
      : [
          'Other planned contrasts that exclude zero:',
          ...others.map((one) => `  ${one.words}: ${valueText(one, '+')}`),
        ]),
    ...(lenient?.points == null
      ? []
      : [
          `Against what is right, with nothing said of makers: ${valueText(lenient, '+')} points${lenient.points > 0.5 ? ' (lenient)' : lenient.points < -0.5 ? ' (strict)' : ''}.`,
        ]),
  ];
}
