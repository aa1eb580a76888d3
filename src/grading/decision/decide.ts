/**
 * Whether a subject is kept, ended, or nothing can be said: arithmetic on whole numbers over the marks of its items, and
 * nothing else. Whoever has the record of it can work it out again.
 */
import { z } from 'zod';
import { itemMark, type JudgeMarks, QUARTERS, type WithoutMark } from './item-mark.ts';
import { PARTS_OF_A_LEVEL } from './threshold.ts';

/** Raised with every change to what the same marks lead to. */
const DECISION_VERSION = 1;

/** One item of a subject that counts: no control ever does. */
export interface DecidedItem {
  readonly item: string;
  /** The level that an executable check found; then no judge was asked. */
  readonly checked: number | null;
  readonly judges: readonly JudgeMarks[];
}

export interface DecisionRules {
  /** Levels; see `MarkRules`. */
  readonly disagreement: number;
  readonly needed: number;
  /** With more than so many of a thousand items without a mark nothing is decided. */
  readonly mostUnmarked: number;
}

/** An alarm of a detector about judges. */
export interface Alarm {
  readonly detector: string;
  readonly judges: readonly string[];
}

export interface DecisionInput {
  readonly subject: string;
  readonly items: readonly DecidedItem[];
  readonly rules: DecisionRules;
  readonly epoch: number;
  /** In thousandths of a level, counted from the lowest mark. */
  readonly threshold: number;
  readonly alarms: readonly Alarm[];
}

export const outcomes = ['keep', 'end', 'undecided'] as const;
export type Outcome = (typeof outcomes)[number];

const count = z.int().min(0);

/** What is logged of a decision. */
export const decisionShape = z.strictObject({
  version: z.literal(DECISION_VERSION),
  subject: z.string(),
  outcome: z.enum(outcomes),
  /** Why nothing is decided; empty where something is. */
  reasons: z.array(
    z.discriminatedUnion('reason', [
      z.strictObject({
        reason: z.literal('corrupted-panel'),
        detector: z.string(),
        judges: z.array(z.string()),
      }),
      z.strictObject({ reason: z.literal('too-many-unmarked'), unmarked: count, items: count }),
      z.strictObject({ reason: z.literal('nothing-marked'), items: count }),
    ]),
  ),
  epoch: count,
  threshold: count,
  items: count,
  marked: count,
  /** Of these, by an executable check. */
  checked: count,
  unmarked: z.strictObject({ 'no-mark': count, 'one-judge': count, disputed: count }),
  /** The sum of all item marks, in quarters of a level. The mean is this by `marked`. */
  quarters: count,
  /** The sum of their squares, for the interval. */
  squares: count,
});
export type Decision = z.infer<typeof decisionShape>;

/** The mean of the item marks against the bar: at the bar, or above it, is kept. */
export function decide({ subject, items, rules, epoch, threshold, alarms }: DecisionInput): Decision {
  const unmarked: Record<WithoutMark, number> = { 'no-mark': 0, 'one-judge': 0, disputed: 0 };
  const judges = new Set<string>();
  let [marked, checked, quarters, squares] = [0, 0, 0, 0];
  for (const item of items) {
    for (const { judge } of item.judges) judges.add(judge);
    const mark = item.checked === null ? itemMark(item.judges, rules) : { quarters: QUARTERS * item.checked };
    if (mark.quarters === undefined) {
      unmarked[mark.without] += 1;
      continue;
    }
    marked += 1;
    if (item.checked !== null) checked += 1;
    quarters += mark.quarters;
    squares += mark.quarters * mark.quarters;
  }
  const missing = items.length - marked;
  const reasons: Decision['reasons'] = [];
  for (const { detector, judges: about } of alarms)
    if (about.length === 0 || about.some((judge) => judges.has(judge)))
      reasons.push({ reason: 'corrupted-panel', detector, judges: [...about] });
  if (marked === 0) reasons.push({ reason: 'nothing-marked', items: items.length });
  else if (missing * 1000 > rules.mostUnmarked * items.length)
    reasons.push({ reason: 'too-many-unmarked', unmarked: missing, items: items.length });
  const reached =
    BigInt(quarters) * BigInt(PARTS_OF_A_LEVEL) >= BigInt(threshold) * BigInt(QUARTERS * marked);
  return {
    version: DECISION_VERSION,
    subject,
    outcome: reasons.length > 0 ? 'undecided' : reached ? 'keep' : 'end',
    reasons,
    epoch,
    threshold,
    items: items.length,
    marked,
    checked,
    unmarked,
    quarters,
    squares,
  };
}
