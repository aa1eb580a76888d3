/** What agents have spent on models, on the disk before a request leaves, so that a restart forgets nothing. */
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { connect } from '../../../kit/sqlite.ts';

export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Spent extends Tokens {
  readonly requests: number;
}

export interface Budget {
  readonly requests?: number | undefined;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly per: 'hour' | 'day' | 'all';
}

export interface Reservation extends Tokens {
  readonly id: string;
  readonly agent: string;
  /** As `models.NAME` of guard.yaml. */
  readonly model: string;
  /** No bound was set: what it will have spent is known afterwards. */
  readonly isOpen: boolean;
}

/** `reserved`: it never left; `sent`: it left, and nobody knows yet what it spent. */
export type SpendingState = 'reserved' | 'sent' | 'settled' | 'released';

export interface Spending {
  /** Undefined where it is reserved, else what is used up. */
  reserve(wanted: Reservation, budget: Budget | undefined): string | undefined;
  /** It leaves now. */
  send(id: string): void;
  /** `isExact`: the provider told. */
  settle(id: string, used: Tokens & { readonly isExact: boolean }): void;
  /** It did not leave, or nobody took it. */
  release(id: string): void;
  stateOf(id: string): SpendingState | undefined;
  /** Of an agent, within the time of its budget: what it spent, and what is reserved for it. */
  spent(agent: string, budget: Pick<Budget, 'per'>): Spent;
  /** Of a model since then; `isExact` where the provider told each, and nothing is under way. */
  since(model: string, at: number): Spent & { readonly isExact: boolean };
  close(): void;
}

const HOUR = 3_600_000;
const periods = { hour: HOUR, day: 24 * HOUR, all: Number.POSITIVE_INFINITY } as const;
/** What is older is counted together. */
const KEPT_APART = 2 * periods.day;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS spending (
    id TEXT PRIMARY KEY, agent TEXT NOT NULL, model TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
    exact INTEGER NOT NULL, requests INTEGER NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS spending_of_agent ON spending (agent, at);
  CREATE INDEX IF NOT EXISTS spending_on_model ON spending (model, at);
`;

/**
 * Of one process at a time. What an earlier one left open: what never left is given back, what left counts in full.
 *
 * @example openSpending('guard-state/models.sqlite', Date.now)
 */
export function openSpending(path: string, now: () => number): Spending {
  const database = opened(path);
  database.exec("UPDATE spending SET state = 'settled' WHERE state = 'sent'");
  database.exec("UPDATE spending SET state = 'released' WHERE state = 'reserved'");
  fold(database, now() - KEPT_APART);
  const counted =
    'coalesce(sum(requests), 0) requests, coalesce(sum(input), 0) input, coalesce(sum(output), 0) output';
  const used = database.prepare(
    `SELECT ${counted} FROM spending WHERE agent = ? AND at >= ? AND state <> 'released'`,
  );
  const onModel = database.prepare(
    `SELECT ${counted}, coalesce(min(exact), 1) exact FROM spending WHERE model = ? AND at >= ? AND state <> 'released'`,
  );
  const insert = database.prepare("INSERT INTO spending VALUES (?, ?, ?, ?, 'reserved', 0, 1, ?, ?)");
  const mark = database.prepare('UPDATE spending SET state = ? WHERE id = ?');
  const settled = database.prepare(
    "UPDATE spending SET state = 'settled', input = ?, output = ?, exact = ? WHERE id = ?",
  );
  const stateOf = database.prepare('SELECT state FROM spending WHERE id = ?');

  const spent: Spending['spent'] = (agent, budget) => spentIn(used.get(agent, startOf(budget, now())));

  return {
    spent,
    reserve({ id, agent, model, inputTokens, outputTokens, isOpen }, budget) {
      const reserved = isOpen ? 0 : outputTokens;
      if (budget !== undefined) {
        const full = usedUp(
          spent(agent, budget),
          { inputTokens, outputTokens: Math.max(reserved, isOpen ? 1 : 0) },
          budget,
        );
        if (full !== undefined) return full;
      }
      insert.run(id, agent, model, now(), inputTokens, reserved);
      return undefined;
    },
    send: (id) => void mark.run('sent', id),
    settle: (id, { inputTokens, outputTokens, isExact }) =>
      void settled.run(inputTokens, outputTokens, isExact ? 1 : 0, id),
    release: (id) => void mark.run('released', id),
    stateOf: (id) => states.find((state) => state === stateOf.get(id)?.state),
    since: (model, at) => {
      const row = onModel.get(model, at);
      return { ...spentIn(row), isExact: row?.exact === 1 };
    },
    close: () => database.close(),
  };
}

function opened(path: string): ReturnType<typeof connect> {
  try {
    const database = connect(path);
    database.exec(SCHEMA);
    return database;
  } catch (thrown) {
    throw new OffswitchError(
      'file-unwritable',
      `${path}: what agents spent on models cannot be kept: ${messageOf(thrown)}`,
      'Check the state folder and its permissions; if the file is damaged, move it away: budgets then begin anew.',
      { file: path },
      thrown,
    );
  }
}

const states: readonly SpendingState[] = ['reserved', 'sent', 'settled', 'released'];

function startOf({ per }: Pick<Budget, 'per'>, now: number): number {
  return per === 'all' ? 0 : now - periods[per];
}

function spentIn(row: Readonly<Record<string, unknown>> | undefined): Spent {
  return {
    requests: Number(row?.requests ?? 0),
    inputTokens: Number(row?.input ?? 0),
    outputTokens: Number(row?.output ?? 0),
  };
}

function usedUp(before: Spent, wanted: Tokens, budget: Budget): string | undefined {
  const per = budget.per === 'all' ? 'in all' : `per ${budget.per}`;
  const asked = { ...wanted, requests: 1 };
  for (const name of ['requests', 'inputTokens', 'outputTokens'] as const) {
    const most = budget[name];
    if (most !== undefined && before[name] + asked[name] > most)
      return `${name}: ${before[name]} of ${most} ${per} are spent or reserved, and ${asked[name]} more are asked for`;
  }
  return undefined;
}

/** One line an agent and model of what is older; a budget for all time goes on to count it. */
function fold(database: ReturnType<typeof connect>, before: number): void {
  database.exec('BEGIN IMMEDIATE');
  database
    .prepare(
      `INSERT INTO spending
       SELECT 'before ' || agent || ' ' || model || ' ' || ?, agent, model, 0, 'settled', 0, sum(requests), sum(input), sum(output)
       FROM spending WHERE at < ? AND state = 'settled' GROUP BY agent, model`,
    )
    .run(before, before);
  database
    .prepare("DELETE FROM spending WHERE at < ? AND id <> 'before ' || agent || ' ' || model || ' ' || ?")
    .run(before, before);
  database.exec('COMMIT');
}
