/** What differs between two worlds, place by place. */
import { canonical } from '../kit/canonical.ts';
import type { World } from './state.ts';

/** One difference. `place` reads like a path; a side that does not exist is undefined. */
export interface Difference {
  readonly place: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** All differences in a fixed order (clock, registry, messages, then hosts by name). Equal worlds give none. */
export function diffWorlds(before: World, after: World): readonly Difference[] {
  return [
    ...diffMembers('clock', { ...before.clock }, { ...after.clock }),
    ...diffMembers('registry', before.registry, after.registry),
    ...diffMembers('messages', { ...before.messages }, { ...after.messages }),
    ...union(before.hosts, after.hosts).flatMap((name) => {
      const left = before.hosts[name];
      const right = after.hosts[name];
      if (left === undefined || right === undefined) return [{ place: name, before: left, after: right }];
      if (left === right) return [];
      return [
        ...diffMembers(`${name}/files`, left.files, right.files),
        ...diffMembers(
          name,
          { kind: left.kind, users: left.users, deleteQueue: left.deleteQueue },
          { kind: right.kind, users: right.users, deleteQueue: right.deleteQueue },
        ),
      ];
    }),
  ];
}

function diffMembers(
  place: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return union(before, after)
    .filter((key) => canonical(before[key] ?? null) !== canonical(after[key] ?? null))
    .map((key) => ({ place: `${place}/${key}`, before: before[key], after: after[key] }));
}

function union(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}
