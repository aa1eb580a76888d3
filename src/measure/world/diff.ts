/** What differs between two worlds, place by place. */
import { canonical, isRecord } from '../../kit/canonical.ts';
import type { World } from './state.ts';

/** One difference. `place` reads like a path; a side that does not exist is undefined. */
export interface Difference {
  readonly place: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** All differences, the innermost places that differ, in the order of their names. Equal worlds give none. */
export function diffWorlds(before: World, after: World): readonly Difference[] {
  return diffAt('', before, after);
}

function diffAt(place: string, before: unknown, after: unknown): readonly Difference[] {
  // Worlds share what did not change, so most comparisons end here.
  if (before === after) return [];
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) =>
      diffAt(place === '' ? name : `${place}/${name}`, memberOf(before, name), memberOf(after, name)),
    );
  }
  const equal = before !== undefined && after !== undefined && canonical(before) === canonical(after);
  return equal ? [] : [{ place, before, after }];
}

function memberOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
