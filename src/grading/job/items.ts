/** Items and past items from JSON lines: each fault with its line, and no more of a file in memory than its items. */
import type { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { parseJson } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { type PastItem, pastItemShape } from '../controls/controls.ts';
import { type Item, itemShape, type Scale } from '../grade.ts';
import { linesOf, openSource } from '../imports/source.ts';
import { levelOf } from '../scale.ts';
import { isGradeStore } from '../store/journal.ts';
import { pastOf } from './past.ts';

/** An item whose maker is known. */
export type MadeItem = Item & { readonly subject: string };

export interface ItemsOptions {
  readonly scale: Scale;
  /** Who made those that do not say; null where each must. */
  readonly subject: string | null;
  /** Names that the job knows. */
  readonly subjects: readonly string[];
}

/** Errors: `bad-items` with file and line; `too-large` for a line; `bad-json`; those of files. */
export async function readItems(
  file: string,
  { scale, subject, subjects }: ItemsOptions,
): Promise<readonly MadeItem[]> {
  const known = new Set(subjects);
  const items: MadeItem[] = [];
  for await (const { value: item, place } of rowsIn(file, itemShape)) {
    const maker = item.subject ?? subject;
    if (maker === null)
      throw badItems(
        place,
        'it does not say who made it',
        'Write "subject" into the item, or "items: {file, subject}" into the job.',
      );
    if (!known.has(maker))
      throw badItems(
        place,
        `the job knows no subject ${JSON.stringify(maker)}`,
        'Name it under "subjects" with its family.',
      );
    demandMark(item.checked, 'checked', scale, place);
    items.push({ ...item, subject: maker });
  }
  if (items.length === 0) throw badItems(file, 'it holds no item', 'Write one JSON object a line.');
  return items;
}

/**
 * Past items of which the right mark is known: of JSON lines, or of a grades store, where an executable check or the
 * whole panel says it. Errors: as `readItems`; those of stores.
 */
export async function readPool(files: readonly string[], scale: Scale): Promise<readonly PastItem[]> {
  const pool: PastItem[] = [];
  const places = new Map<string, string>();
  for (const file of files)
    for await (const { value: item, place } of isGradeStore(file)
      ? pastOf(file, scale)
      : rowsIn(file, pastItemShape)) {
      demandMark(item.truth, 'truth', scale, place);
      const before = places.get(item.id);
      if (before !== undefined)
        throw badItems(
          place,
          `the id ${JSON.stringify(printable(item.id, 80))} stands in ${before} already`,
          'Keep one of the two.',
        );
      places.set(item.id, place);
      pool.push(item);
    }
  return pool;
}

async function* rowsIn<T extends { readonly id: string }>(file: string, shape: z.ZodType<T>) {
  const lines = new Map<string, string>();
  for await (const { text, place } of linesIn(file)) {
    const parsed = shape.safeParse(parseJson(text, place), { reportInput: true });
    if (!parsed.success) throw badItems(place, faultIn(parsed.error.issues[0]), FORM);
    const value = parsed.data;
    const before = lines.get(value.id);
    if (before !== undefined)
      throw badItems(
        place,
        `the id ${JSON.stringify(printable(value.id, 80))} stands in ${before} already`,
        'Give every item an id of its own.',
      );
    lines.set(value.id, place);
    yield { value, place };
  }
}

const FORM = 'Write {"id", "task", "work"} and what is known of "subject", "made", "checked".';

function faultIn(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.map(String).join('.') ?? '';
  if (path === 'id' && issue?.input === undefined) return 'it has no id';
  return `${path === '' ? '' : `${path}: `}${issue?.message ?? 'does not fit'}`;
}

async function* linesIn(file: string) {
  try {
    yield* linesOf(await openSource(file));
  } catch (thrown) {
    if (thrown instanceof OffswitchError && thrown.code === 'bad-grades')
      throw new OffswitchError('bad-items', thrown.message, thrown.remedy, thrown.data);
    throw thrown;
  }
}

function demandMark(mark: number | null, name: string, scale: Scale, place: string): void {
  if (mark === null || levelOf(mark, scale) !== null) return;
  const { lowest, highest, step } = scale;
  throw badItems(
    place,
    `${name}: ${mark} is no mark of the scale`,
    `Marks go from ${lowest} to ${highest} in steps of ${step}.`,
  );
}

function badItems(place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-items', `${place}: ${what}`, remedy, { place });
}
