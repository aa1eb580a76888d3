/** What a grades store says: the kinds of its records and the form of each. Those that are many are short lists. */
import { z } from 'zod';
import type { Hash } from '../../kit/hash.ts';
import type { Usage } from '../../measure/agents/agent.ts';
import { obstacles } from '../assignment/may-judge.ts';
import { decisionShape } from '../decision/decide.ts';
import { keyShape, rangeShape, revealShape } from '../decision/threshold.ts';
import {
  type ControlKind,
  controlKinds,
  detectors,
  scaleShape,
  type UnmarkedReason,
  unmarkedReasons,
} from '../grade.ts';

const digest = z.custom<Hash>((value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value));
const names = z.array(z.string());
const party = { family: z.string().nullable(), lineage: names, workedWith: names };

/** What the whole job goes by; nothing of it changes once grading has begun. */
export const jobShape = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  /** Of everything in the job that decides who is asked what and what comes of it. */
  digest,
  /** Everything random is drawn by it. Secret until the marks are in. */
  key: keyShape,
  /** The seed that the job names; null where the key was drawn. */
  seed: z.union([z.string(), z.number()]).nullable(),
  scale: scaleShape,
  judges: z.array(
    z.strictObject({
      id: z.string(),
      ...party,
      /** The family is what the job says, and nothing else tells it. */
      declared: z.boolean(),
      simulated: z.boolean(),
    }),
  ),
  subjects: z.array(z.strictObject({ name: z.string(), ...party })),
  rules: z.strictObject({ disagreement: z.number(), mostUnmarked: z.int() }),
  range: rangeShape,
  falseAlarm: z.number(),
  overridden: z.array(
    z.strictObject({ judge: z.string(), subject: z.string(), reason: z.string(), why: z.enum(obstacles) }),
  ),
  /** What cannot be concluded, in words. */
  limits: names,
  /** How well a classifier tells the authors and the controls apart, in words, after blinding. */
  measured: names,
  /** Canonical JSON of the set of controls, which its commitment is the hash of. */
  controls: z.string(),
});
export type StoredJob = z.infer<typeof jobShape>;

export const commitShape = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('controls'), commitment: digest }),
  z.strictObject({ what: z.literal('threshold'), epoch: z.int(), commitment: digest }),
]);
export type StoredCommit = z.infer<typeof commitShape>;

export const findingShape = z.strictObject({
  detector: z.enum(detectors),
  judges: names,
  verdict: z.enum(['alarm', 'clear', 'undecided', 'not-askable']),
  words: z.string(),
  n: z.number(),
  estimate: z.number().nullable(),
  interval: z.strictObject({ low: z.number(), high: z.number(), confidence: z.number() }).nullable(),
  falseAlarm: z.number(),
  power: z.number().nullable(),
  evidence: names,
});

const intervalShape = z.strictObject({ low: z.number(), high: z.number() });
const coefficientShape = z.strictObject({ value: z.number(), interval: intervalShape.nullable() }).nullable();
const coefficientsShape = z.strictObject({
  /** How many items there are two marks of. */
  items: z.int(),
  /** Krippendorff's alpha, marks as an interval scale; null where it is not defined. */
  alpha: coefficientShape,
  /** Gwet's AC2 with quadratic weights; null where it is not defined, or the scale has too many marks. */
  ac2: coefficientShape,
});
export type Coefficients = z.infer<typeof coefficientsShape>;

export const agreementShape = z.strictObject({
  /** The first two judges of each item; a third was asked because they differ, and would lower it. */
  judges: coefficientsShape,
  /** Both presentations to one judge. */
  orders: coefficientsShape,
});
export type Agreement = z.infer<typeof agreementShape>;

export { decisionShape, revealShape };

/** An item of the stream, in the order in which they were read; controls come last. */
export interface StoredItem {
  readonly id: string;
  readonly subject: string;
  readonly made: string | null;
  /** As a mark. */
  readonly checked: number | null;
  readonly control: ControlKind | null;
  readonly truth: number | null;
  readonly twin: string | null;
  /** Of task and work as they were made. */
  readonly work: string;
}

/** Who marks an item, by places in the lists of items and judges. */
export interface StoredAssignment {
  readonly item: number;
  readonly judges: readonly number[];
  readonly third: number | null;
}

/** An item as it was made, and as it is shown where that differs. */
export interface StoredText {
  readonly task: string;
  readonly work: string;
  readonly shownTask: string;
  readonly shownWork: string;
}

/** What one judge said in one presentation. */
export interface StoredMark {
  readonly item: number;
  readonly judge: number;
  readonly order: 'forward' | 'backward';
  readonly position: number;
  readonly level: number | null;
  readonly unmarked: UnmarkedReason | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly usage: Usage | null;
  readonly model: string | null;
}

/** What belongs to a mark and is long, in the same order as the marks. */
export interface StoredSaid {
  readonly rationale: string | null;
  /** Of the presentation, and the hash of what it showed. */
  readonly presentation: string;
  readonly shown: string;
}

export function itemRow(item: StoredItem): readonly unknown[] {
  const { id, subject, made, checked, control, truth, twin, work } = item;
  return [id, subject, made, checked, placeIn(controlKinds, control), truth, twin, work];
}

export function itemIn(row: unknown): StoredItem | undefined {
  if (!Array.isArray(row) || row.length !== 8) return undefined;
  const [id, subject, made, checked, control, truth, twin, work]: unknown[] = row;
  if (typeof id !== 'string' || typeof subject !== 'string' || typeof work !== 'string') return undefined;
  if (!isTextOrNull(made) || !isNumberOrNull(checked) || !isNumberOrNull(truth) || !isTextOrNull(twin))
    return undefined;
  const kind = atPlace(controlKinds, control);
  return kind === undefined ? undefined : { id, subject, made, checked, control: kind, truth, twin, work };
}

export function assignmentRow({ item, judges, third }: StoredAssignment): readonly unknown[] {
  return [item, third, ...judges];
}

export function assignmentIn(row: unknown): StoredAssignment | undefined {
  if (!Array.isArray(row) || row.length < 3) return undefined;
  const [item, third, ...judges]: unknown[] = row;
  if (!isPlace(item) || !(third === null || isPlace(third)) || !judges.every(isPlace)) return undefined;
  return { item, third, judges };
}

export function textRow({ task, work, shownTask, shownWork }: StoredText): readonly unknown[] {
  return shownTask === task && shownWork === work ? [task, work] : [task, work, shownTask, shownWork];
}

export function textIn(row: unknown): StoredText | undefined {
  if (!Array.isArray(row)) return undefined;
  const [task, work, shownTask = task, shownWork = work]: unknown[] = row;
  if (typeof task !== 'string' || typeof work !== 'string') return undefined;
  return typeof shownTask === 'string' && typeof shownWork === 'string'
    ? { task, work, shownTask, shownWork }
    : undefined;
}

export function markRow(mark: StoredMark): readonly unknown[] {
  const { item, judge, order, position, level, unmarked, at, usage, model } = mark;
  const short = [
    item,
    judge,
    order === 'forward' ? 0 : 1,
    position,
    level,
    placeIn(unmarkedReasons, unmarked),
    at,
  ];
  if (usage === null && model === null) return short;
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage ?? {};
  const tokens = [inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens];
  return [...short, model, ...(usage === null ? [] : tokens.map((count) => count ?? null))];
}

/** Taken apart by place: there are hundreds of thousands of them, and a report reads them all. */
export function markIn(row: unknown): StoredMark | undefined {
  if (!Array.isArray(row) || row.length < 7) return undefined;
  const fields: readonly unknown[] = row;
  const [item, judge, position, at] = [fields[0], fields[1], fields[3], fields[6]];
  const [order, level, model = null] = [fields[2], fields[4], fields[7]];
  if (!isPlace(item) || !isPlace(judge) || !isPlace(position) || !isPlace(at)) return undefined;
  if ((order !== 0 && order !== 1) || !isTextOrNull(model)) return undefined;
  const unmarked = atPlace(unmarkedReasons, fields[5]);
  if (unmarked === undefined || !(level === null || isPlace(level))) return undefined;
  if ((level === null) === (unmarked === null)) return undefined;
  const usage = fields.length <= 8 ? null : usageIn(fields.slice(8));
  if (usage === undefined) return undefined;
  return {
    item,
    judge,
    order: order === 0 ? 'forward' : 'backward',
    position,
    level,
    unmarked,
    at,
    usage,
    model,
  };
}

function usageIn(tokens: readonly unknown[]): Usage | undefined {
  const [input, cached, written, output, reasoning] = tokens;
  if (!isPlace(input) || !isPlace(output)) return undefined;
  return {
    inputTokens: input,
    outputTokens: output,
    ...(isPlace(cached) ? { cachedInputTokens: cached } : {}),
    ...(isPlace(written) ? { cacheWriteTokens: written } : {}),
    ...(isPlace(reasoning) ? { reasoningTokens: reasoning } : {}),
  };
}

export function saidRow({ rationale, presentation, shown }: StoredSaid): readonly unknown[] {
  return [rationale, presentation, shown];
}

export function saidIn(row: unknown): StoredSaid | undefined {
  if (!Array.isArray(row) || row.length !== 3) return undefined;
  const [rationale, presentation, shown]: unknown[] = row;
  if (!isTextOrNull(rationale) || typeof presentation !== 'string' || typeof shown !== 'string')
    return undefined;
  return { rationale, presentation, shown };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function placeIn<T>(list: readonly T[], value: T | null): number | null {
  return value === null ? null : list.indexOf(value);
}

/** Undefined for what is no place in the list. */
function atPlace<T>(list: readonly T[], place: unknown): T | null | undefined {
  if (place === null) return null;
  return isPlace(place) ? list[place] : undefined;
}
