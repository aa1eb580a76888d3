/** What a store has kept of the turns that were bought, read from the file while no one writes to it. */
import { DatabaseSync } from 'node:sqlite';
import type { Hash } from '../../../src/kit/hash.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { markIn } from '../../support/worker-brain.ts';

export interface KeptTurns {
  /** Finished trials. */
  readonly finished: number;
  /** Marks of all turns, those of finished trials and those in the journals of unfinished ones. */
  readonly marks: readonly string[];
}

/** Turns without a mark, which a fault took away, count as `''`. Nothing is kept where there is no store yet. */
export async function keptTurns(path: string): Promise<KeptTurns> {
  const journalled = journalKeys(path);
  if (journalled === undefined) return { finished: 0, marks: [] };
  const store = openSqliteStore(path, 'read');
  try {
    const keys = store.keys();
    const texts = keys.flatMap((key) =>
      (store.read(key)?.transcript ?? []).flatMap((event) =>
        event.kind === 'model.call' ? [event.text] : [],
      ),
    );
    for (const key of journalled) for (const turn of store.journalled(key)) texts.push(turn.text);
    return { finished: keys.length, marks: texts.map((text) => markIn(text) ?? '') };
  } finally {
    await store.close();
  }
}

/** Keys of the trials that have a journal; a store only looks journals up by key. */
function journalKeys(path: string): readonly Hash[] | undefined {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true });
  } catch {
    return undefined;
  }
  try {
    const rows = database.prepare('SELECT DISTINCT hex(key) AS key FROM journal').all();
    return rows.map((row): Hash => `sha256:${String(row.key).toLowerCase()}`);
  } finally {
    database.close();
  }
}
