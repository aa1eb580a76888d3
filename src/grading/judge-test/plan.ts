/** The plan of a test: every presentation in its order, and every contrast. Its hash is told before the first call. */
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import { type Random, randomStream } from '../../kit/random.ts';
import type { Scale } from '../grade.ts';
import type { Presentation } from '../judge.ts';
import { type Order, present } from '../judges/present.ts';
import { arms, backgroundOf, nameOf } from './arms.ts';
import { type Contrast, contrasts } from './contrasts.ts';
import { type TestItem, type Version, versions } from './items/item.ts';
import { ITEMS_VERSION, testItems } from './items/items.ts';

export interface PlannedCall {
  readonly presentation: Presentation;
  readonly item: string;
  readonly version: Version;
  readonly arm: string;
  readonly order: Order;
}

export interface TestPlan {
  readonly hash: Hash;
  readonly judge: string;
  readonly seed: number;
  readonly scale: Scale;
  readonly confidence: number;
  readonly items: readonly TestItem[];
  readonly contrasts: readonly Contrast[];
  readonly calls: readonly PlannedCall[];
}

const testScale: Scale = { lowest: 0, highest: 10, step: 1 };
const CONFIDENCE = 0.95;

export interface PlanOptions {
  readonly judge: string;
  readonly seed: number;
  /** How many of the items, drawn by the seed; all unless said. */
  readonly items?: number;
}

/**
 * Goes through the items three times, each time through another version of each, all arms mixed: a run that ends early
 * holds whole comparisons. All arms of one version show the scale in the same order.
 */
export function planTest({ judge, seed, items: wanted = testItems.length }: PlanOptions): TestPlan {
  const random = randomStream(seed, 'judge test');
  const drawn = new Set(mixed(testItems, random).slice(0, wanted));
  const items = testItems.filter((item) => drawn.has(item));
  const starts = new Map(mixed(items, random).map(({ id }, place) => [id, place]));
  const orders = new Map(
    items.flatMap(({ id }) => versions.map((version) => [`${id}/${version}`, random.chance(0.5)])),
  );
  const calls = versions.flatMap((_, round) => {
    const shown = items.flatMap((item) => {
      const version = versions[((starts.get(item.id) ?? 0) + round) % versions.length] ?? 'bad';
      const order: Order = orders.get(`${item.id}/${version}`) ? 'forward' : 'backward';
      return arms.map((arm): PlannedCall => {
        const name = nameOf(arm);
        const presentation = present(
          { task: item.task, work: item.works[version], background: backgroundOf(item.scene, arm) },
          { scale: testScale, order, seed, name: `judge test/${item.id}/${version}/${name}` },
        );
        return { presentation, item: item.id, version, arm: name, order };
      });
    });
    return mixed(shown, random);
  });
  const sealed = {
    ...{
      format: 'judge-test/1',
      items: ITEMS_VERSION,
      judge,
      seed,
      scale: testScale,
      confidence: CONFIDENCE,
    },
    contrasts: contrasts.map(({ id, weights, works }) => ({ id, weights, works })),
    calls: calls.map(({ presentation, ...call }) => {
      return {
        ...call,
        id: presentation.id,
        text: hashText(`${presentation.system}\n\n${presentation.user}`),
      };
    }),
  };
  return {
    hash: hashOf(sealed),
    judge,
    seed,
    scale: testScale,
    confidence: CONFIDENCE,
    items,
    contrasts,
    calls,
  };
}

/** In an order in which every one is equally likely. Source: Fisher and Yates, Statistical Tables (1938). */
function mixed<T>(values: readonly T[], random: Random): readonly T[] {
  const left = [...values];
  return values.flatMap(() => left.splice(random.below(left.length), 1));
}
