/**
 * The bar that a subject must reach: drawn by a secret key within a stated range, another one in every epoch, committed to
 * by hash before the first mark and revealed after the last. No judge is told any of it.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../kit/canonical.ts';
import { type Hash, hashText } from '../../kit/hash.ts';

/** The bar lies on one of these parts of a level. */
export const PARTS_OF_A_LEVEL = 1000;

/** Whole thousandths of a level, counted from the lowest mark; both ends are possible bars. */
export const rangeShape = z
  .strictObject({ from: z.int().min(0), to: z.int().min(0), every: z.int().min(1) })
  .refine(({ from, to }) => from <= to, 'the lowest bar must not be above the highest');
export interface ThresholdRange {
  readonly from: number;
  readonly to: number;
  /** How many decisions share one bar: the length of an epoch. */
  readonly every: number;
}

/** 32 bytes in hexadecimal digits. Whoever has it knows every bar. */
export const keyShape = z.string().regex(/^[0-9a-f]{64}$/);

export interface Secret {
  readonly key: string;
  readonly range: ThresholdRange;
}

/** What opens the bar of one epoch and of no other. */
export const revealShape = z.strictObject({ epoch: z.int().min(0), key: keyShape, range: rangeShape });
export type Reveal = z.infer<typeof revealShape>;

/** The epoch of a decision by its number, from 0. */
export function epochOf(decision: number, { every }: ThresholdRange): number {
  return Math.floor(decision / every);
}

export function reveal({ key, range }: Secret, epoch: number): Reveal {
  return {
    epoch,
    key: createHmac('sha256', Buffer.from(key, 'hex')).update(`epoch ${epoch}`).digest('hex'),
    range,
  };
}

/** What is published before grading begins; the key's 256 bits keep it from being guessed. */
export function commitment(secret: Secret, epoch: number): Hash {
  return commitmentOf(reveal(secret, epoch));
}

function commitmentOf(revealed: Reveal): Hash {
  return hashText(commitmentText(revealed));
}

/** Canonical JSON, whose SHA-256 is the commitment. */
export function commitmentText(revealed: Reveal): string {
  return canonical({ what: 'threshold', ...revealed });
}

export function opens(revealed: Reveal, committed: Hash): boolean {
  return commitmentOf(revealed) === committed;
}

/** The bar of an epoch, in thousandths of a level. */
export function thresholdAt(secret: Secret, epoch: number): number {
  return thresholdOf(reveal(secret, epoch));
}

/** Every possible bar equally likely: what of 2^48 does not divide evenly is drawn again. */
export function thresholdOf({ key, range }: Reveal): number {
  const { from, spacing, bars } = gridOf(range);
  const even = DRAWS - (DRAWS % bars);
  for (let attempt = 0; ; attempt += 1) {
    const drawn = createHmac('sha256', Buffer.from(key, 'hex'))
      .update(`bar ${attempt}`)
      .digest()
      .readUIntBE(0, 6);
    if (drawn < even) return from + spacing * (drawn % bars);
  }
}

/** The bars that can be drawn, in thousandths of a level: at most 101 of a range, at the same distance from each other. */
export function possibleBars(range: ThresholdRange): readonly number[] {
  const { from, spacing, bars } = gridOf(range);
  return Array.from({ length: bars }, (_, at) => from + spacing * at);
}

function gridOf({ from, to }: ThresholdRange) {
  const spacing = Math.max(1, Math.ceil((to - from) / MOST_SPACES));
  return { from, spacing, bars: Math.floor((to - from) / spacing) + 1 };
}

/** More would not hide the bar any better, and each is compared with every mark. */
const MOST_SPACES = 100;
const DRAWS = 2 ** 48;
