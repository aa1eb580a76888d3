/** Items in a judge's stream of which the answer is known: what they are, and where they come from. */
import { z } from 'zod';
import type { Hash } from '../../kit/hash.ts';
import { type ControlKind, controlKinds, type Item, itemShape, type Scale } from '../grade.ts';

/** A past item, with the mark that is right. */
export const pastItemShape = z.strictObject({ ...itemShape.shape, truth: z.number() });
export type PastItem = z.infer<typeof pastItemShape>;

/** How many controls of each kind. */
export const wantedShape = z.strictObject({
  knownBad: z.int().nonnegative().default(0),
  knownGood: z.int().nonnegative().default(0),
  duplicates: z.int().nonnegative().default(0),
});
export type Wanted = z.infer<typeof wantedShape>;

/** A control as it stands in the stream, and what is kept secret of it. */
export interface Control {
  readonly item: Item;
  readonly kind: ControlKind;
  /** The mark that is right; null of a duplicate of an item whose mark nobody knows. */
  readonly truth: number | null;
  /** Of a duplicate: the item of which it is one. */
  readonly twin: string | null;
}

/** What is committed to before grading and revealed after it. */
export const controlSetShape = z.strictObject({
  /** Hides the set behind its hash: 64 hexadecimal digits that nobody can guess. */
  salt: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  controls: z.array(
    z.strictObject({
      id: z.string().min(1),
      kind: z.enum(controlKinds),
      truth: z.number().nullable(),
      twin: z.string().nullable(),
      /** SHA-256 of the item's task and work as they were before blinding. */
      content: z.custom<Hash>((value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value)),
    }),
  ),
});
export type ControlSet = z.infer<typeof controlSetShape>;

/** A past item is known to be bad in the lowest quarter of the scale, and good in the highest. */
export function kindOf(truth: number, { lowest, highest }: Scale): 'known-bad' | 'known-good' | null {
  const share = (truth - lowest) / (highest - lowest);
  if (share <= 0.25) return 'known-bad';
  return share >= 0.75 ? 'known-good' : null;
}
