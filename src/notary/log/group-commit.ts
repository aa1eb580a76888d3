/** Group commits: whatever came while the disk was busy goes to it together, and is acknowledged when it is there. */

import type { SaltedPayload } from '../records/payloads.ts';

export interface Appended {
  /** Index of the first of the entries; the others follow it. */
  readonly first: number;
  /** Entries that are on the disk, at least. */
  readonly size: number;
}

export interface GroupCommit {
  /** Resolves when the entries are on the disk, and what they refer to is before them. */
  push(entries: readonly Buffer[], more?: Together): Promise<Appended>;
  /** Runs while nothing goes to the disk, before what waits for it; what comes meanwhile waits. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Everything that waits to be committed fails with this. */
  fail(reason: Error): void;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

export interface Together {
  /** Called when the entries are on the disk, before anything else can happen. */
  readonly durable?: () => void;
  /** What must be there before the entries. */
  readonly payloads?: readonly SaltedPayload[];
}

export interface Commits {
  /** Brings the payloads to the disk, then the entries. What it throws is what everybody gets whose entries they are. */
  readonly commit: (entries: readonly Buffer[], payloads: readonly SaltedPayload[]) => Promise<void>;
  /** They are there: gives the index of the first. */
  readonly committed: (entries: readonly Buffer[]) => number;
}

interface Pending {
  readonly entries: readonly Buffer[];
  readonly more: Together;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: unknown) => void;
}

/** Entries that go to the disk at once, at most: each has at most 64 KiB, and most have less than one. */
const MOST_AT_ONCE = 8192;

export function groupCommit({ commit, committed }: Commits): GroupCommit {
  const pending: Pending[] = [];
  const tasks: (() => Promise<void>)[] = [];
  let draining: Promise<void> | undefined;

  function nextBatch(): readonly Pending[] {
    let entries = 0;
    const count = pending.findIndex((one) => {
      entries += one.entries.length;
      return entries > MOST_AT_ONCE;
    });
    return pending.splice(0, count < 0 ? pending.length : Math.max(1, count));
  }

  async function drain(): Promise<void> {
    while (tasks.length + pending.length > 0) {
      const task = tasks.shift();
      if (task !== undefined) {
        await task();
        continue;
      }
      const batch = nextBatch();
      const entries = batch.flatMap((one) => one.entries);
      try {
        await commit(
          entries,
          batch.flatMap(({ more }) => more.payloads ?? []),
        );
      } catch (thrown) {
        for (const { reject } of batch) reject(thrown);
        continue;
      }
      let first = committed(entries);
      const size = first + entries.length;
      for (const one of batch) {
        one.more.durable?.();
        one.resolve({ first, size });
        first += one.entries.length;
      }
    }
  }

  function kick(): void {
    draining ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain).finally(() => {
      draining = undefined;
      if (tasks.length + pending.length > 0) kick();
    });
  }

  return {
    push(entries, more = {}) {
      return new Promise((resolve, reject) => {
        pending.push({ entries, more, resolve, reject });
        kick();
      });
    },
    alone(work) {
      return new Promise((resolve, reject) => {
        tasks.push(() => work().then(resolve, reject));
        kick();
      });
    },
    fail(reason) {
      for (const { reject } of pending.splice(0)) reject(reason);
    },
    async idle() {
      await draining;
    },
  };
}
