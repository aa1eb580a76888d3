/** Drawing controls: known work from past items that are like what is graded, and items a second time under another name. */
import { OffswitchError } from '../../kit/errors.ts';
import { hashOf } from '../../kit/hash.ts';
import { type Random, randomStream } from '../../kit/random.ts';
import type { ControlKind, Item, Scale } from '../grade.ts';
import { levelOf } from '../scale.ts';
import { type Control, kindOf, type PastItem, type Wanted } from './controls.ts';

export interface DrawOptions {
  readonly scale: Scale;
  readonly seed: number | string;
  /** Names under which duplicates may stand; those of the items' subjects by default. */
  readonly names?: readonly string[];
}

export interface Drawn {
  readonly controls: readonly Control[];
  /** What the past items could not give, in words. */
  readonly limits: readonly string[];
}

/**
 * Each known control is drawn for a random item of the job: the past item that is most like it in length and date, with
 * the subject and the date of that item in place of its own. Errors: `bad-controls` for a past mark outside the scale
 * or an id that stands twice.
 */
export function drawControls(
  items: readonly Item[],
  pool: readonly PastItem[],
  wanted: Wanted,
  { scale, seed, names = namesOf(items) }: DrawOptions,
): Drawn {
  demandUsable(pool, scale);
  const random = randomStream(seed, 'controls');
  const own = new Set(items.map(({ id }) => id));
  const past = pool.filter(({ id }) => !own.has(id));
  const freshId = idsBeside(own, seed);
  const wantedKinds = [
    ['known-bad', wanted.knownBad],
    ['known-good', wanted.knownGood],
  ] as const;
  const known = wantedKinds.map(([kind, count]) => {
    const candidates = past.filter(({ truth }) => kindOf(truth, scale) === kind);
    const chosen = likest(items, candidates, count, random);
    const controls = chosen.map(({ like, past: { truth, ...item } }): Control => {
      const { subject, made } = like;
      return { item: { ...item, subject, made, checked: null, id: freshId() }, kind, truth, twin: null };
    });
    return { controls, limit: shortage(kind, count, controls.length, `${candidates.length} past items`) };
  });
  const duplicates = duplicatesOf(items, wanted.duplicates, names, random).map(
    ({ item, subject }): Control => {
      const { checked, id: twin } = item;
      return {
        item: { ...item, subject, checked: null, id: freshId() },
        kind: 'duplicate',
        truth: checked,
        twin,
      };
    },
  );
  const found = `${items.length} items and ${names.length} names`;
  return {
    controls: [...known.flatMap(({ controls }) => controls), ...duplicates],
    limits: [
      ...known.map(({ limit }) => limit),
      shortage('duplicate', wanted.duplicates, duplicates.length, found),
    ].flat(),
  };
}

function namesOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.flatMap(({ subject }) => subject ?? []))].toSorted();
}

function shortage(kind: ControlKind, wanted: number, found: number, of: string): readonly string[] {
  return found < wanted ? [`${found} of ${wanted} ${kind} controls could be drawn, from ${of}`] : [];
}

function demandUsable(pool: readonly PastItem[], scale: Scale): void {
  const seen = new Set<string>();
  for (const { id, truth } of pool) {
    const fault =
      levelOf(truth, scale) === null
        ? `its mark ${truth} is none of the scale`
        : seen.has(id)
          ? 'its id stands twice'
          : null;
    if (fault !== null)
      throw new OffswitchError(
        'bad-controls',
        `the past item "${id.slice(0, 80)}" cannot be used: ${fault}`,
        'Correct the file of past items, or leave that item out.',
        { item: id.slice(0, 80) },
      );
    seen.add(id);
  }
}

/** Sixteen hexadecimal digits each, whatever the control is. */
function idsBeside(taken: ReadonlySet<string>, seed: number | string): () => string {
  const given = new Set(taken);
  let number = 0;
  return () => {
    for (;;) {
      number += 1;
      const id = hashOf(['control', seed, number]).slice('sha256:'.length, 'sha256:'.length + 16);
      if (given.has(id)) continue;
      given.add(id);
      return id;
    }
  };
}

/** Of the candidates that are left, so many are looked at for each control. */
const LOOKED_AT = 200;

interface Likest {
  readonly like: Item;
  readonly past: PastItem;
}

function likest(
  items: readonly Item[],
  candidates: readonly PastItem[],
  wanted: number,
  random: Random,
): readonly Likest[] {
  const left = candidates.slice();
  const distance = distanceBetween(items, candidates);
  const chosen: Likest[] = [];
  while (chosen.length < wanted && left.length > 0 && items.length > 0) {
    const like = random.pick(items);
    const looked = Math.min(LOOKED_AT, left.length);
    let best = 0;
    for (let place = 0; place < looked; place += 1) {
      swap(left, place, place + random.below(left.length - place));
      if (distance(like, left[place]) < distance(like, left[best])) best = place;
    }
    swap(left, best, left.length - 1);
    const past = left.pop();
    if (past !== undefined) chosen.push({ like, past });
  }
  return chosen;
}

function swap<T>(list: T[], one: number, other: number): void {
  const [left, right] = [list[one], list[other]];
  if (left === undefined || right === undefined) return;
  list[one] = right;
  list[other] = left;
}

/** In standard deviations of length (as its logarithm) and date, added up. */
function distanceBetween(items: readonly Item[], past: readonly Item[]) {
  const all = [...items, ...past];
  const lengths = spread(all.map(lengthOf));
  const dates = spread(all.flatMap((item) => dateOf(item) ?? []));
  return (one: Item, other: Item | undefined): number => {
    if (other === undefined) return Number.POSITIVE_INFINITY;
    const [first, second] = [dateOf(one), dateOf(other)];
    const apart = first === null || second === null ? 0 : Math.abs(first - second) / dates;
    return Math.abs(lengthOf(one) - lengthOf(other)) / lengths + apart;
  };
}

function lengthOf({ work }: Item): number {
  return Math.log(1 + work.length);
}

function dateOf({ made }: Item): number | null {
  return made === null ? null : Date.parse(made);
}

/** The standard deviation; 1 where all are alike. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) || 1;
}

function duplicatesOf(items: readonly Item[], wanted: number, names: readonly string[], random: Random) {
  const left = items.slice();
  const chosen: { readonly item: Item; readonly subject: string }[] = [];
  while (chosen.length < wanted && left.length > 0) {
    swap(left, random.below(left.length), left.length - 1);
    const item = left.pop();
    const others = names.filter((name) => name !== item?.subject);
    if (item !== undefined && others.length > 0) chosen.push({ item, subject: random.pick(others) });
  }
  return chosen;
}
