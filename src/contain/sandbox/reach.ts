/** How a confined program can be reached by another process than the one that started it: plain data, and what it is good for. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  allProcesses,
  childrenOf,
  type ProcessFacts,
  processesInNamespace,
  processFacts,
  signalProcess,
} from './processes.ts';

export const reachShape = z.strictObject({
  /** Folder of its control group of version 2, where it has one of its own. */
  group: z.string().nullable(),
  /** Its namespace of process ids, where it has one of its own. */
  namespace: z.int().nullable(),
  /** Its first process, as the host counts, and when that began, which tells it from a later one with the same number. */
  first: z.int().positive(),
  since: z.int().min(0),
});

export type Reach = z.infer<typeof reachShape>;

export interface Grip {
  /** All of its processes, as far as they can be told. */
  processes(): readonly ProcessFacts[];
  /** Kills all that are there now. */
  killAll(): void;
  /** It stands still, or its first processes do: nothing can come from it. */
  isStopped(): boolean;
}

/** Where it has neither group nor namespace, what it started is known as far as it was looked at in time. */
export function gripOf(reach: Reach): Grip {
  const { group, namespace, first } = reach;
  /** By number, with the start that makes it this very process. */
  const known = new Map<number, number>();
  const isFirst = () => processFacts(first)?.since === reach.since;

  function members(): readonly ProcessFacts[] {
    // The end of the first process is the end of its namespace, whose number another may then have.
    if (namespace !== null) return isFirst() ? processesInNamespace(namespace) : [];
    const grouped = group === null ? [] : membersOf(group);
    const seen = seenFrom(isFirst() ? first : undefined, known, grouped);
    for (const { pid, since } of seen) known.set(pid, since);
    return seen;
  }

  return {
    processes: members,
    killAll() {
      if (group !== null) writeTo(join(group, 'cgroup.kill'), '1');
      for (const { pid } of members()) signalProcess(pid, 'SIGKILL');
    },
    isStopped() {
      if (group !== null && /^frozen 1$/m.test(textOf(join(group, 'cgroup.events')))) return true;
      return leading(first, 3).some((facts) => facts === undefined || facts.stopped);
    },
  };
}

/** The first process, its first child, and so on: those who must be alive for anything to come from it. */
function leading(first: number, most: number): readonly (ProcessFacts | undefined)[] {
  const facts = processFacts(first);
  if (facts === undefined || most === 1) return [facts];
  const [child] = childrenOf(first) ?? [];
  return child === undefined ? [facts] : [facts, ...leading(child, most - 1)];
}

/** Descendants, the session's members, those in the group, and those known from before, with their descendants. */
function seenFrom(
  first: number | undefined,
  known: ReadonlyMap<number, number>,
  grouped: readonly number[],
): readonly ProcessFacts[] {
  const all = allProcesses();
  const members = new Set(grouped);
  for (const { pid, since, session } of all)
    if (known.get(pid) === since || pid === first || (first !== undefined && session === first))
      members.add(pid);
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

function membersOf(group: string): readonly number[] {
  return existsSync(group) ? textOf(join(group, 'cgroup.procs')).split('\n').filter(Boolean).map(Number) : [];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    // It is gone, or not ours; the processes are killed one by one.
  }
}
