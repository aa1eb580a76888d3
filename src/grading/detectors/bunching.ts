/**
 * Bunching: more marks just above the bar than a judge who does not know it would give.
 *
 * Where bars are drawn at random and rotate, the draw itself is the test: every mark was as likely to meet any other
 * bar that could have been drawn. Nothing is assumed of the marks, so that a coarse scale or a liking for some marks
 * cannot look like bunching. Where there is one bar, the marks just above it are held against the neighbourhood.
 */

import type { Barred } from './barred.ts';
import { besideOneBar } from './bunching-beside-bar.ts';
import { overRotation } from './bunching-over-rotation.ts';
import type { Ask, Question, Settings } from './detector.ts';
import { isMarked, type Observation, observationsOf } from './observations.ts';

export const askBunching: Ask = (grades, settings) =>
  [...observationsOf(grades)].map(([judge, all]) => ({
    detector: 'bunching',
    judges: [judge],
    answer: answerFor(judge, all, settings),
  }));

function answerFor(judge: string, all: readonly Observation[], settings: Settings): Question['answer'] {
  const { bars } = settings;
  if (bars === null) return `No bar is named: whether marks of ${judge} bunch above it cannot be told.`;
  const barred = all.filter(isMarked).flatMap<Barred>((observation) => {
    const bar = bars.of(observation.grade);
    return bar === null ? [] : [{ ...observation, bar: bar.mark, epoch: bar.epoch }];
  });
  if (barred.length === 0) return `No mark of ${judge} was given under a bar.`;
  const epochs = new Set(barred.map(({ epoch }) => epoch));
  const { drawnFrom, isOver = false } = bars;
  if (drawnFrom !== null && drawnFrom.length > 1 && epochs.size > 1)
    return overRotation(judge, barred, { drawnFrom, isOver }, settings);
  return besideOneBar(judge, barred, settings);
}
