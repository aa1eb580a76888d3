/** Group commits: whatever is asked for in one turn of the event loop shares one transaction, and so one wait for the disk. */
import type { DatabaseSync } from 'node:sqlite';
import type { OffswitchError } from '../../../kit/errors.ts';

export interface GroupCommit {
  /** Resolves after the commit that holds what `write` did; rejects if that commit fails, and with it all of it. */
  add(write: () => void): Promise<void>;
  /** Commits what is pending now. The promises of what was pending tell how it went. */
  flush(): void;
  /** Runs `write` in a transaction of its own, now. */
  now(write: () => void): void;
}

interface Pending {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** `settle` is run in every transaction before it is committed; `asFailure` names what SQLite threw. After one failed commit every later write fails with the same error. */
export function groupCommit(
  connection: DatabaseSync,
  settle: () => void,
  asFailure: (thrown: unknown) => OffswitchError,
): GroupCommit {
  let pending: Pending[] = [];
  let failure: OffswitchError | undefined;

  function now(write: () => void): void {
    if (failure !== undefined) throw failure;
    try {
      connection.exec('BEGIN IMMEDIATE');
      write();
      settle();
      connection.exec('COMMIT');
    } catch (thrown) {
      failure = asFailure(thrown);
      rollBack(connection);
      throw failure;
    }
  }

  function flush(): void {
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    try {
      now(() => {
        for (const { write } of batch) write();
      });
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  return {
    add(write) {
      if (failure !== undefined) return Promise.reject(failure);
      if (pending.length === 0) setImmediate(flush);
      return new Promise((resolve, reject) => pending.push({ write, resolve, reject }));
    },
    flush,
    now,
  };
}

function rollBack(connection: DatabaseSync): void {
  try {
    // A full disk makes SQLite roll back by itself in some cases, not in all.
    if (connection.isTransaction) connection.exec('ROLLBACK');
  } catch {
    // The transaction was never committed, so the next opening does not see it either.
  }
}
