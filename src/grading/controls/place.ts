/** A judge's stream: items and controls together, each order equally likely. */
import { randomStream } from '../../kit/random.ts';
import type { ControlKind, Item } from '../grade.ts';
import type { Control } from './controls.ts';

export interface StreamItem {
  readonly item: Item;
  /** Null for what is really to be graded. */
  readonly control: ControlKind | null;
  readonly truth: number | null;
  readonly twin: string | null;
}

/**
 * The place in the list is the place in the stream. Every judge has an order of its own, drawn by seed and judge.
 *
 * @example placeControls(items, controls, 1, 'openai:gpt-5.2').map(({ item }) => item.id)
 */
export function placeControls(
  items: readonly Item[],
  controls: readonly Control[],
  seed: number | string,
  judge: string,
): readonly StreamItem[] {
  const stream = [
    ...items.map((item): StreamItem => ({ item, control: null, truth: item.checked, twin: null })),
    ...controls.map(({ item, kind, truth, twin }): StreamItem => ({ item, control: kind, truth, twin })),
  ];
  return randomStream(seed, 'placement', judge).shuffled(stream);
}
