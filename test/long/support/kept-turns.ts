/** What a store has kept of the turns that were bought, read from the file while no one writes to it. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openStore } from '../../../src/measure/store/open.ts';
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
  if (!existsSync(path)) return [];
  const store = await openStore(path, { mode: 'read' });
  try {
    const texts: string[] = [];
    for (const key of await store.keys()) {
      const trial = await store.read(key);
      for (const event of trial?.transcript ?? []) if (event.kind === 'model.call') texts.push(event.text);
    }
    for (const key of await store.journalKeys())
      for (const turn of await store.journalled(key)) texts.push(turn.text);
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
