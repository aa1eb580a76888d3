/** Order effect: the same item, shown to the same judge first to last and last to first. */
import { largestSignedEvidence } from '../../stats/evidence/signed.ts';
import type { Grade } from '../grade.ts';
import type { Answer, Ask, Settings } from './detector.ts';
import { points } from './observations.ts';
import { measured, measureWords } from './pairs.ts';

export const askOrder: Ask = (grades, settings) =>
  [...inBothOrders(grades)].map(([judge, pairs]) => ({
    detector: 'order',
    judges: [judge],
    answer:
      pairs.length === 0
        ? `No item was shown to ${judge} in both orders: whether the order moves its marks cannot be told.`
        : (falseAlarm: number) => answerOf(judge, pairs, falseAlarm, settings),
  }));

interface TwoOrders {
  readonly item: string;
  readonly forward: Grade;
  readonly backward: Grade;
}

/** By judge; of several presentations in one order the first. */
function inBothOrders(grades: readonly Grade[]): ReadonlyMap<string, readonly TwoOrders[]> {
  const judges = new Map<string, Map<string, Partial<Record<'forward' | 'backward', Grade>>>>();
  for (const grade of grades) {
    const items =
      judges.get(grade.judge) ?? new Map<string, Partial<Record<'forward' | 'backward', Grade>>>();
    judges.set(grade.judge, items);
    if (grade.order === null) continue;
    items.set(grade.item, { [grade.order]: grade, ...items.get(grade.item) });
  }
  return new Map(
    [...judges].map(([judge, items]) => [
      judge,
      [...items].flatMap(([item, { forward, backward }]) =>
        forward === undefined || backward === undefined ? [] : [{ item, forward, backward }],
      ),
    ]),
  );
}

function answerOf(
  judge: string,
  pairs: readonly TwoOrders[],
  falseAlarm: number,
  settings: Settings,
): Answer {
  const marked = pairs.flatMap(({ item, forward, backward }) =>
    forward.mark === null || backward.mark === null
      ? []
      : [{ item, difference: forward.mark - backward.mark }],
  );
  const differences = marked.map(({ difference }) => difference);
  const found = measured(differences, falseAlarm, settings);
  const mean = found.estimate ?? 0;
  const size = mean === 0 ? 'the same' : `${points(Math.abs(mean))} ${mean > 0 ? 'higher' : 'lower'}`;
  const moved = differences.filter((difference) => difference !== 0).length;
  const missing = pairs.length - marked.length;
  return {
    ...found,
    alarm: largestSignedEvidence(differences, settings.range) >= -Math.log(falseAlarm),
    words: `Marks of ${judge} are ${size} in the forward order than in the backward one (${measureWords(found)}; ${moved} of them differ).${missing === 0 ? '' : ` Not marked in one of the orders, and not counted: ${missing}/${pairs.length}.`}`,
    evidence: marked
      .filter(({ difference }) => difference * mean > 0)
      .map(({ item }) => item)
      .slice(0, 20),
  };
}
