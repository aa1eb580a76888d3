/** Whether the controls of a stream can be told from what is really graded, by anything that a judge could go by. */
import { randomStream } from '../../kit/random.ts';
import { areaUnderCurve, aucInterval } from '../../stats/auc.ts';
import { compare, FALSE_ALARM, type Sample } from '../telling-apart/classify.ts';
import type { StreamItem } from './place.ts';

export interface ToldApart {
  /** `too-few`: fewer than ten of either. */
  readonly verdict: 'told-apart' | 'not-told-apart' | 'too-few';
  /** The chance that the classifier holds a control for likelier to be one than an item that is none; 0.5 is a guess. */
  readonly auc: number | null;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
  /** Of an area as large by chance. */
  readonly p: number | null;
  readonly controls: number;
  readonly items: number;
  /** One sentence. */
  readonly words: string;
}

const FEWEST = 10;
/** Of the items that are no controls, so many are looked at; of the controls, all up to this. */
const MOST = 700;

/**
 * Compares by date, place in the stream, length, style and letters of the blinded texts, cross-validated.
 *
 * @example tellApart(stream, 1).words // 'controls cannot be told from items: area 0.48 [0.41, 0.55] (37 controls, 400 items)'
 */
export function tellApart(stream: readonly StreamItem[], seed: number | string): ToldApart {
  const samples = samplesOf(stream, seed);
  const controls = samples.filter(({ group }) => group === 1).length;
  const items = samples.length - controls;
  const of = `${controls} controls, ${items} items`;
  if (controls < FEWEST || items < FEWEST) {
    const words = `whether controls can be told from items is not known: too few (${of}; at least ${FEWEST} of each are needed)`;
    return { verdict: 'too-few', auc: null, interval: null, p: null, controls, items, words };
  }
  const { found, p } = compare(samples, 2, seed, (scores, groupOf) => {
    const area = areaUnderCurve(
      scores.map((score) => (score[1] ?? 0) - (score[0] ?? 0)),
      groupOf.map((group) => group === 1),
    );
    return area ?? 0.5;
  });
  const confidence = 0.95;
  const interval = { ...aucInterval(found, controls, items, confidence), confidence };
  const isApart = p <= FALSE_ALARM;
  const area = `area ${found.toFixed(2)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
  return {
    verdict: isApart ? 'told-apart' : 'not-told-apart',
    auc: found,
    interval,
    p,
    controls,
    items,
    words: isApart
      ? `controls CAN be told from items by a classifier: ${area} (${of}); a judge that does so would mark them with more care`
      : `controls cannot be told from items by a classifier: ${area} (${of})`,
  };
}

function samplesOf(stream: readonly StreamItem[], seed: number | string): readonly Sample[] {
  const placed = stream.map((one, place) => ({ ...one, place }));
  const random = randomStream(seed, 'telling-controls');
  const [controls, items] = [true, false].map((is) =>
    random.shuffled(placed.filter(({ control }) => (control !== null) === is)).slice(0, MOST),
  );
  return [...(items ?? []), ...(controls ?? [])].map(({ item, control, twin, place }) => ({
    text: item.work,
    group: control === null ? 0 : 1,
    more: [
      Math.log(1 + item.task.length),
      ...dateOf(item.made),
      ...dateIn(item.work),
      ...placeOf(place, stream.length),
    ],
    // A duplicate and what it doubles are one text: fitted on one of them, the other would be known.
    block: twin ?? item.id,
  }));
}

const DAY = 86_400_000;

/** Whether there is one, and which, in days. */
function dateOf(made: string | null): readonly number[] {
  return made === null ? [0, 0] : [1, Date.parse(made) / DAY];
}

/** The last date that the text names. */
function dateIn(text: string): readonly number[] {
  const named = [...text.matchAll(/\b(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/g)].map(
    ([date]) => Date.parse(date),
  );
  const years = [...text.matchAll(/\b(?:19|20)\d{2}\b/g)].map(([year]) => Date.UTC(Number(year), 6, 1));
  const latest = (named.length > 0 ? named : years).reduce(
    (last, one) => Math.max(last, one),
    Number.NEGATIVE_INFINITY,
  );
  return Number.isFinite(latest) ? [1, latest / DAY] : [0, 0];
}

/** How far on, and its last digit: controls that come at regular places have few of those. */
function placeOf(place: number, length: number): readonly number[] {
  return [place / length, ...Array.from({ length: 10 }, (_, digit) => (place % 10 === digit ? 1 : 0))];
}
