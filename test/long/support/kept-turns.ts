/** What a store has kept of the turns that were bought, read from the file while no one writes to it. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Hash } from '../../../src/kit/hash.ts';
import { openSqliteStore } from '../../../src/measure/store/sqlite.ts';
import { markIn } from '../../support/worker-brain.ts';

/** How many trials are finished; none where there is no store yet. */
export function finishedTrials(path: string): number {
  return Number(rowsOf(path, 'SELECT count(*) AS count FROM trials')?.[0]?.count ?? 0);
}

/**
 * Marks of all turns, those of finished trials and those in the journals of unfinished ones. Turns without a mark,
 * which a fault took away, count as `''`. Nothing is kept where there is no store yet.
 */
export async function keptTurns(path: string): Promise<readonly string[]> {
  // A store looks journals up only by the key of their trial.
  const journals = rowsOf(path, 'SELECT DISTINCT hex(key) AS key FROM journal');
  if (journals === undefined) return [];
  const store = openSqliteStore(path, 'read');
  try {
    const texts = store
      .keys()
      .flatMap((key) =>
        (store.read(key)?.transcript ?? []).flatMap((event) =>
          event.kind === 'model.call' ? [event.text] : [],
        ),
      );
    for (const row of journals) {
      const key: Hash = `sha256:${String(row.key).toLowerCase()}`;
      for (const turn of store.journalled(key)) texts.push(turn.text);
    }
    return texts.map((text) => markIn(text) ?? '');
  } finally {
    await store.close();
  }
}

function rowsOf(path: string, query: string): readonly Record<string, unknown>[] | undefined {
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(query).all();
  } finally {
    database.close();
  }
}
